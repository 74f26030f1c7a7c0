import SpikingNetworks

/// The data sets that an experiment can name.
public enum DatasetKind: String, Codable, CaseIterable, Hashable, Sendable {
  /// 1,797 optical digits of 8x8 grey levels 0...16, part of the program.
  case digits
  /// 70,000 handwritten digits of 28x28 grey levels, in files.
  case mnist
  /// 70,000 pictures of clothing of 28x28 grey levels, in files.
  case fashionMNIST = "fashion_mnist"

  /// The number of classes.
  public var classCount: Int { 10 }

  /// The shape of one sample.
  public var shape: SampleShape {
    switch self {
    case .digits: SampleShape(height: 8, width: 8)
    case .mnist, .fashionMNIST: SampleShape(height: 28, width: 28)
    }
  }

  /// The folder that holds the files; nil for a set that is part of the program.
  public var folder: String? {
    switch self {
    case .digits: nil
    case .mnist: "mnist"
    case .fashionMNIST: "fashion-mnist"
    }
  }

  /// One sentence for lists of data sets.
  public var summary: String {
    switch self {
    case .digits: "optical digits, 8x8, 10 classes, 1,797 samples, embedded"
    case .mnist: "handwritten digits, 28x28, 10 classes, 60,000 + 10,000 samples"
    case .fashionMNIST: "clothing, 28x28, 10 classes, 60,000 + 10,000 samples"
    }
  }

  /// Where the files can be had; nil for a set that is part of the program.
  public var homepage: String? {
    switch self {
    case .digits: nil
    case .mnist: "https://ossci-datasets.s3.amazonaws.com/mnist"
    case .fashionMNIST: "https://github.com/zalandoresearch/fashion-mnist"
    }
  }
}
