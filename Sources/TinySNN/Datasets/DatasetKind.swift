import SpikingNetworks

/// The data sets that an experiment can name.
public enum DatasetKind: String, Codable, CaseIterable, Hashable, Sendable {
  /// 1,797 optical digits of 8x8 grey levels 0...16, part of the program.
  case digits
  /// 70,000 handwritten digits of 28x28 grey levels, in files.
  case mnist
  /// 70,000 pictures of clothing of 28x28 grey levels, in files.
  case fashionMNIST = "fashion_mnist"
  /// 3,000 spoken digits, in files.
  case fsdd
  /// 1,100 handwritten digits of N-MNIST as an event camera saw them, in files.
  case nMNISTSmall = "n_mnist_small"

  /// The number of classes.
  public var classCount: Int { 10 }

  /// The shape of one sample, without options that change it.
  public var shape: SampleShape {
    switch self {
    case .digits: SampleShape(height: 8, width: 8)
    case .mnist, .fashionMNIST: SampleShape(height: 28, width: 28)
    case .fsdd: AudioFeatures().shape
    case .nMNISTSmall: EventFraming().shape
    }
  }

  /// The number of samples of the whole set.
  public var sampleCount: Int {
    switch self {
    case .digits: 1797
    case .mnist, .fashionMNIST: 70_000
    case .fsdd: 3000
    case .nMNISTSmall: 1100
    }
  }

  /// The number of samples in the official test part; nil if there is none.
  public var testCount: Int? {
    switch self {
    case .digits: nil
    case .mnist, .fashionMNIST: 10_000
    case .fsdd: 300
    case .nMNISTSmall: 100
    }
  }

  /// Whether the samples are events, which become frames of spikes, and not values.
  public var holdsEvents: Bool {
    switch self {
    case .digits, .mnist, .fashionMNIST, .fsdd: false
    case .nMNISTSmall: true
    }
  }

  /// The folder that holds the files; nil for a set that is part of the program.
  public var folder: String? {
    switch self {
    case .digits: nil
    case .mnist: "mnist"
    case .fashionMNIST: "fashion-mnist"
    case .fsdd: "fsdd"
    case .nMNISTSmall: "n-mnist-small"
    }
  }

  /// The files below the folder, in the order that the loader wants; `.gz` may be missing from a name.
  var files: [String] {
    switch self {
    case .digits: []
    case .mnist, .fashionMNIST:
      [
        "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz",
      ]
    case .fsdd: FSDDRecording.all.map(\.file)
    case .nMNISTSmall: NMNISTPart.allCases.flatMap(\.files)
    }
  }

  /// One sentence for lists of data sets.
  public var summary: String {
    switch self {
    case .digits: "optical digits, 8x8, 10 classes, 1,797 samples, embedded"
    case .mnist: "handwritten digits, 28x28, 10 classes, 60,000 + 10,000 samples"
    case .fashionMNIST: "clothing, 28x28, 10 classes, 60,000 + 10,000 samples"
    case .fsdd: "spoken digits, 6 speakers, 10 classes, 2,700 + 300 recordings of 8 kHz"
    case .nMNISTSmall: "events of handwritten digits, 34x34, 10 classes, 1,000 + 100 samples"
    }
  }

  /// Where the files can be had; nil for a set that is part of the program.
  public var homepage: String? {
    switch self {
    case .digits: nil
    case .mnist: "https://ossci-datasets.s3.amazonaws.com/mnist"
    case .fashionMNIST: "https://github.com/zalandoresearch/fashion-mnist"
    case .fsdd: "https://github.com/Jakobovski/free-spoken-digit-dataset"
    case .nMNISTSmall: "https://github.com/bamsumit/slayerPytorch"
    }
  }
}
