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
    if kind.folder != nil {
      let files = try locator.files(of: kind)
      lines += [
        files.trainImages, files.trainLabels, files.testImages, files.testLabels,
      ].map { "file        \($0)" }
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
