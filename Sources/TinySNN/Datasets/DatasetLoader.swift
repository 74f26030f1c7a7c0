import SpikingNetworks

/// A data set, divided.
public struct LoadedDataset: Sendable {
  /// The name as the configuration spells it.
  public let name: String
  /// The three parts, with inputs as the files hold them.
  public let split: DatasetSplit

  /// Creates a data set.
  public init(name: String, split: DatasetSplit) {
    self.name = name
    self.split = split
  }

  /// The name with the sizes of the parts, for example `digits: 1078 train, 360 validation, 359 test`.
  public var summary: String {
    "\(name): \(split.train.count) train, \(split.validation.count) validation, "
      + "\(split.test.count) test"
  }
}

/// Reads data sets and divides them.
public enum DatasetLoader {
  /// Returns the data set of `config`, divided by `seed` alone, class by class.
  ///
  /// Sets with an official test part keep it; the others give `config.test` of their samples.
  /// - Throws: `MissingInput` for absent files, `DatasetError` for wrong ones or for a division that
  ///   leaves a part empty.
  public static func load(
    _ config: DatasetConfig,
    seed: UInt64,
    locator: DatasetLocator
  ) throws -> LoadedDataset {
    let name = config.kind.rawValue
    switch config.kind {
    case .digits:
      let all = try EmbeddedDigits.load()
      let counts = (
        validation: config.validation.count(of: all.count),
        test: (config.test ?? .fraction(0.2)).count(of: all.count)
      )
      try check(counts.validation, "validation", counts.test, "test", of: all.count, name)
      var division = StratifiedDivision(
        labels: all.labels,
        classCount: all.classCount,
        seed: seed
      )
      let test = all.selecting(division.take(counts.test))
      let validation = all.selecting(division.take(counts.validation))
      return LoadedDataset(
        name: name,
        split: DatasetSplit(
          train: all.selecting(division.rest),
          validation: validation,
          test: test
        )
      )
    case .mnist, .fashionMNIST:
      let files = try locator.files(of: config.kind)
      let all = try samples(config.kind, images: files.trainImages, labels: files.trainLabels)
      let test = try samples(config.kind, images: files.testImages, labels: files.testLabels)
      let count = config.validation.count(of: all.count)
      try check(count, "validation", 0, nil, of: all.count, name)
      var division = StratifiedDivision(
        labels: all.labels,
        classCount: all.classCount,
        seed: seed
      )
      let validation = all.selecting(division.take(count))
      return LoadedDataset(
        name: name,
        split: DatasetSplit(
          train: all.selecting(division.rest),
          validation: validation,
          test: test
        )
      )
    }
  }

  private static func samples(
    _ kind: DatasetKind,
    images: String,
    labels: String
  ) throws -> SampleSet {
    try SampleSet(
      images: IDXFile(contentsOfFile: images, dimensionCount: 3),
      labels: IDXFile(contentsOfFile: labels, dimensionCount: 1),
      kind: kind,
      files: (images, labels)
    )
  }

  /// Refuses a division that leaves a part without samples.
  private static func check(
    _ first: Int,
    _ firstName: String,
    _ second: Int,
    _ secondName: String?,
    of total: Int,
    _ name: String
  ) throws(DatasetError) {
    let isEmpty = first < 1 || (secondName != nil && second < 1)
    guard isEmpty || first >= total || second >= total - first else { return }
    let parts = "\(first) \(firstName)" + (secondName.map { " and \(second) \($0)" } ?? "")
    throw DatasetError(
      file: name,
      message: "expected \(total) samples to divide into parts of at least one, found \(parts)"
    )
  }
}
