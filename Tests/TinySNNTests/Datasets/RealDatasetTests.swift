import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

private let environment = ProcessInfo.processInfo.environment
private let locator = DatasetLocator(
  dataDirectory: environment["TINYSNN_DATA_DIR"],
  environment: environment
)

@Suite("Data sets in files")
struct RealDatasetTests {
  @Test(
    "The official test part stays, validation comes from the training part",
    .enabled(
      if: locator.isAvailable(.mnist) && locator.isAvailable(.fashionMNIST),
      "SKIPPED: set TINYSNN_DATA_DIR to a folder with mnist and fashion-mnist"
    ),
    arguments: [
      (DatasetKind.mnist, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]),
      (.fashionMNIST, Array(repeating: 1000, count: 10)),
    ]
  )
  func officialSplit(kind: DatasetKind, testCounts: [Int]) throws {
    let config = DatasetConfig(kind: kind, validation: .fraction(0.1), test: nil)
    let loaded = try DatasetLoader.load(config, seed: 1, locator: locator)
    #expect(loaded.summary == "\(kind.rawValue): 54000 train, 6000 validation, 10000 test")
    let test = loaded.split.test
    #expect((0..<10).map { label in test.labels.count { Int($0) == label } } == testCounts)
    #expect(test.maximum == 255)
    #expect(test.shape == SampleShape(height: 28, width: 28))
  }
  @Test(
    "The spoken digits are what they always were",
    .enabled(
      if: locator.isAvailable(.fsdd),
      "SKIPPED: set TINYSNN_DATA_DIR to a folder with fsdd"
    )
  )
  func spokenDigits() throws {
    let config = DatasetConfig(kind: .fsdd, validation: .fraction(0.1))
    let loaded = try DatasetLoader.load(config, seed: 1, locator: locator)
    #expect(loaded.summary == "fsdd: 2430 train, 270 validation, 300 test")
    let split = loaded.split
    #expect(
      (0..<10).map { label in split.test.labels.count { Int($0) == label } }
        == Array(repeating: 30, count: 10)
    )
    #expect(split.test.shape == SampleShape(height: 20, width: 32))
    #expect(split.test.inputs.max() == 255)
    #expect(split.trainingHash == "e515658c68148bc102cf9e8fd6807b70")
  }
}
