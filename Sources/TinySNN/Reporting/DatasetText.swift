import SpikingNetworks

/// What `tinysnn datasets` prints.
public struct DatasetText: Sendable {
  /// Where data sets are looked for.
  public var locator: DatasetLocator

  /// Creates the text.
  public init(locator: DatasetLocator) {
    self.locator = locator
  }

  /// One line for each data set, and where is looked.
  public var list: String {
    let rows = DatasetKind.allCases.map { kind in
      let state = locator.isAvailable(kind) ? "available" : "missing"
      let name = kind.rawValue.padding(14)
      return "\(name)\(state.padding(11))\(kind.summary)\n"
    }
    return rows.joined() + "\n" + places
  }

  /// Returns what is known of one data set.
  ///
  /// - Throws: `MissingInput` with the way to get it if its files are not there.
  public func info(_ kind: DatasetKind) throws -> String {
    var lines = ["\(kind.rawValue): \(kind.summary)"]
    let shape = kind.shape
    lines.append("sample      \(shape.channels) x \(shape.height) x \(shape.width)")
    if let test = kind.testCount {
      lines.append(
        "parts       \(NumberText.grouped(kind.sampleCount - test)) to train on and an official test part "
          + "of \(NumberText.grouped(test)); dataset.folds\(kind == .fsdd ? " and dataset.speaker" : "") "
          + "do not use it"
      )
    } else {
      lines.append("parts       no official ones; dataset.test or dataset.folds makes a test part")
    }
    if kind.folder != nil {
      let files = try locator.files(of: kind)
      lines += files.paths.prefix(4).map { "file        \($0)" }
      if files.paths.count > 4 {
        lines.append("files       \(NumberText.grouped(files.paths.count)) in \(files.folder)")
      }
    }
    if let homepage = kind.homepage { lines.append("source      \(homepage)") }
    return lines.map { $0 + "\n" }.joined()
  }

  private var places: String {
    guard !locator.places.isEmpty else {
      return "looked for nowhere: neither --data-dir, $TINYSNN_DATA_DIR nor $HOME is set\n"
    }
    return "looked for in, in this order:\n"
      + locator.places.map { "  \($0.folder) (\($0.reason))\n" }.joined()
  }
}

extension String {
  fileprivate func padding(_ width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
