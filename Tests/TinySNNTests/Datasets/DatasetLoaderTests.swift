import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

private let nowhere = DatasetLocator(dataDirectory: "/nowhere", environment: [:])

private func counts(_ set: SampleSet) -> [Int] {
  (0..<set.classCount).map { label in set.labels.count { Int($0) == label } }
}

@Suite("Data sets")
struct DatasetLoaderTests {
  @Test("The embedded digits are the 1,797 samples of the source")
  func embeddedDigits() throws {
    let digits = try EmbeddedDigits.load()
    #expect(digits.count == 1797)
    #expect(counts(digits) == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(digits.maximum == 16)
    #expect(digits.inputs.max() == 16)
    #expect(Array(digits.input(0).prefix(8)) == [0, 0, 5, 13, 9, 1, 0, 0])
    #expect(digits.labels[0] == 0)
  }

  @Test(
    "A wrong line of digits is refused",
    arguments: [
      ("1,2", "d:1: expected 65 numbers, found 2"),
      (
        String(repeating: "1,", count: 64) + "10",
        "d:1: expected a number in 0...9 as field 65, found '10'"
      ),
      (
        "17," + String(repeating: "1,", count: 63) + "1",
        "d:1: expected a number in 0...16 as field 1, found '17'"
      ),
      (
        "-1," + String(repeating: "1,", count: 63) + "1",
        "d:1: expected a number in 0...16 as field 1, found '-1'"
      ),
      ("", "d: expected at least one sample, found none"),
    ]
  )
  func wrongDigits(text: String, expected: String) {
    let error = #expect(throws: DatasetError.self) {
      try EmbeddedDigits.parse(Array(text.utf8), file: "d")
    }
    #expect(error?.description == expected)
  }

  @Test("The digits divide into parts of the stated sizes, class by class, whatever the seed")
  func division() throws {
    let config = DatasetConfig(kind: .digits, validation: .fraction(0.2), test: .fraction(0.2))
    for seed in 1...5 as ClosedRange<UInt64> {
      let loaded = try DatasetLoader.load(config, seed: seed, locator: nowhere)
      #expect(loaded.summary == "digits: 1079 train, 359 validation, 359 test")
      for part in [loaded.split.validation, loaded.split.test] {
        #expect(counts(part).allSatisfy { (34...38).contains($0) })
      }
    }
  }

  @Test("The parts are disjoint, complete, and a function of the seed")
  func divisionIsPartition() {
    let labels = (0..<500).map { UInt8($0 * $0 % 7) }
    func divide(_ seed: UInt64) -> [[Int]] {
      var division = StratifiedDivision(labels: labels, classCount: 7, seed: seed)
      let first = division.take(101)
      let second = division.take(57)
      return [first, second, division.rest]
    }
    let parts = divide(3)
    #expect(parts.map(\.count) == [101, 57, 342])
    #expect(parts.flatMap { $0 }.sorted() == Array(0..<500))
    #expect(divide(3) == parts)
    #expect(divide(4) != parts)
  }

  @Test("Counts are taken as they are, and a division without training samples is refused")
  func countsOfSamples() throws {
    let config = DatasetConfig(kind: .digits, validation: .count(10), test: .count(100))
    let loaded = try DatasetLoader.load(config, seed: 1, locator: nowhere)
    #expect(loaded.summary == "digits: 1687 train, 10 validation, 100 test")
    #expect(counts(loaded.split.validation) == Array(repeating: 1, count: 10))

    let greedy = DatasetConfig(kind: .digits, validation: .count(1000), test: .count(797))
    let error = #expect(throws: DatasetError.self) {
      try DatasetLoader.load(greedy, seed: 1, locator: nowhere)
    }
    #expect(
      error?.description == "digits: expected 1797 samples to divide into parts of at least one, "
        + "found 1000 validation and 797 test"
    )
  }

  @Test("A folder that the user names is the only one looked into")
  func namedFolder() {
    let locator = DatasetLocator(
      dataDirectory: "/named",
      environment: ["TINYSNN_DATA_DIR": "/data", "HOME": "/home/me"]
    )
    #expect(locator.places.map(\.folder) == ["/named"])
  }

  #if os(Linux)
    @Test("Without it the environment's folder comes before the cache folder")
    func places() {
      func folders(_ environment: [String: String]) -> [String] {
        DatasetLocator(dataDirectory: nil, environment: environment).places.map(\.folder)
      }
      #expect(
        folders(["TINYSNN_DATA_DIR": "/data", "HOME": "/home/me"]) == [
          "/data", "/home/me/.cache/tinysnn",
        ]
      )
      #expect(folders(["XDG_CACHE_HOME": "/cache", "HOME": "/home/me"]) == ["/cache/tinysnn"])
      #expect(folders([:]) == [])
    }

    @Test("A missing data set says where it was looked for and how to get it")
    func missing() {
      let locator = DatasetLocator(
        dataDirectory: nil,
        environment: ["TINYSNN_DATA_DIR": "/nowhere", "HOME": "/none"]
      )
      let error = #expect(throws: MissingInput.self) { try locator.files(of: .fashionMNIST) }
      #expect(
        error?.description == """
          data set fashion_mnist not found; looked in
            /nowhere/fashion-mnist ($TINYSNN_DATA_DIR)
            /none/.cache/tinysnn/fashion-mnist (cache folder)
          for train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, \
          t10k-labels-idx1-ubyte.gz.
          Get the files from https://github.com/zalandoresearch/fashion-mnist into a folder \
          named fashion-mnist, and name its parent with --data-dir or TINYSNN_DATA_DIR.
          """
      )
    }
  #endif

  @Test("Files are found with and without .gz, and an incomplete folder is said to be one")
  func files() throws {
    let root = FileManager.default.temporaryDirectory.appending(
      path: "tinysnn-\(UUID().uuidString)"
    )
    let folder = root.appending(path: "mnist")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    let pixels = (0..<20 * 784).map { UInt8(truncatingIfNeeded: $0) }
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 20, 0, 0, 0, 28, 0, 0, 0, 28] + pixels
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 20] + (0..<20).map { UInt8($0 % 10) }
    func write(_ bytes: [UInt8], _ name: String) throws {
      try Data(bytes).write(to: folder.appending(path: name))
    }
    try write(images, "train-images-idx3-ubyte")
    try write(gzipped(labels), "train-labels-idx1-ubyte.gz")
    try write(gzipped(images), "t10k-images-idx3-ubyte.gz")

    let locator = DatasetLocator(dataDirectory: root.path, environment: [:])
    let config = DatasetConfig(kind: .mnist, validation: .fraction(0.5), test: nil)
    let error = #expect(throws: MissingInput.self) {
      try DatasetLoader.load(config, seed: 1, locator: locator)
    }
    #expect(
      error?.description
        == "data set mnist is incomplete: \(folder.path) lacks t10k-labels-idx1-ubyte.gz"
    )
    #expect(!locator.isAvailable(.mnist))

    try write(labels, "t10k-labels-idx1-ubyte")
    let loaded = try DatasetLoader.load(config, seed: 1, locator: locator)
    #expect(loaded.summary == "mnist: 10 train, 10 validation, 20 test")
    #expect(counts(loaded.split.train) == Array(repeating: 1, count: 10))
    #expect(locator.isAvailable(.mnist))
  }
}
