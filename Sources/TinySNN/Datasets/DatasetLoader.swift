import SpikingNetworks

/// A data set, divided.
public struct LoadedDataset: Sendable {
  /// The name as the configuration spells it, with its test part if that is not the usual one.
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
  /// Sets with an official test part keep it unless a fold or a speaker takes its place; the others give
  /// `config.test` of their samples.
  /// - Throws: `MissingInput` for absent files, `DatasetError` for wrong ones or for a division that
  ///   leaves a part empty.
  public static func load(
    _ config: DatasetConfig,
    seed: UInt64,
    locator: DatasetLocator
  ) throws -> LoadedDataset {
    let name = config.kind.rawValue
    var parts = try parts(of: config, locator: locator)
    if let fold = config.folds { parts = try parts.fold(fold, seed: seed, name: name) }
    let all = parts.train
    let count = config.validation.count(of: all.count)
    let testCount =
      parts.test == nil ? (config.test ?? .fraction(0.2)).count(of: all.count) : nil
    try check(
      count,
      "validation",
      testCount ?? 0,
      testCount.map { _ in "test" },
      of: all.count,
      name
    )
    var division = StratifiedDivision(labels: all.labels, classCount: all.classCount, seed: seed)
    let test = parts.test ?? all.selecting(division.take(testCount ?? 0))
    let validation = all.selecting(division.take(count))
    return LoadedDataset(
      name: config.title,
      split: DatasetSplit(
        train: all.selecting(division.rest),
        validation: validation,
        test: test
      )
    )
  }

  /// Reads the samples of `config`, with the test part that their authors or a speaker make.
  private static func parts(
    of config: DatasetConfig,
    locator: DatasetLocator
  ) throws -> DatasetParts {
    switch config.kind {
    case .digits:
      return DatasetParts(train: try EmbeddedDigits.load(), test: nil)
    case .mnist, .fashionMNIST:
      let files = try locator.files(of: config.kind).paths
      return DatasetParts(
        train: try samples(config.kind, images: files[0], labels: files[1]),
        test: try samples(config.kind, images: files[2], labels: files[3])
      )
    case .fsdd:
      return try FSDDRecording.load(
        locator.files(of: .fsdd).paths,
        features: config.features ?? AudioFeatures(),
        leavingOut: config.speaker
      )
    case .nMNISTSmall:
      return try NMNISTPart.load(
        locator.files(of: .nMNISTSmall).paths,
        framing: config.frames ?? EventFraming()
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
