import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

private let environment = ProcessInfo.processInfo.environment
private let locator = DatasetLocator(
  dataDirectory: environment["TINYSNN_DATA_DIR"],
  environment: environment
)

@Suite("N-MNIST")
struct NMNISTTests {
  private func lines(_ numbers: ClosedRange<Int>, ending: String) -> String {
    "#sample #class\(ending)" + numbers.map { "\($0)\t\($0 % 10)\(ending)" }.joined()
  }

  @Test("Labels stand behind the numbers of the samples", arguments: ["\n", "\r\n"])
  func labels(ending: String) throws {
    let text = Array(lines(60001...60100, ending: ending).utf8)
    #expect(try NMNISTPart.test.labels(text, file: "l") == (1...100).map { UInt8($0 % 10) })
  }

  @Test(
    "Wrong labels are refused",
    arguments: [
      ("", "l: expected 100 samples, found 0"),
      ("# none\n60001\t3\n", "l: expected 100 samples, found 1"),
      ("60002\t3\n", "l:1: expected sample 60001 and a class in 0...9, found '60002\t3'"),
      ("60001\t10\n", "l:1: expected sample 60001 and a class in 0...9, found '60001\t10'"),
      ("60001\t3\n60002\n", "l:2: expected sample 60002 and a class in 0...9, found '60002'"),
      ("60001\t3 4\n", "l:1: expected sample 60001 and a class in 0...9, found '60001\t3 4'"),
      ("60001\tx\n", "l:1: expected sample 60001 and a class in 0...9, found '60001\tx'"),
    ]
  )
  func wrongLabels(text: String, expected: String) {
    let error = #expect(throws: DatasetError.self) {
      try NMNISTPart.test.labels(Array(text.utf8), file: "l")
    }
    #expect(error?.description == expected)
  }

  @Test("A sample too many is refused")
  func tooMany() {
    let text = lines(60001...60101, ending: "\n")
    let error = #expect(throws: DatasetError.self) {
      try NMNISTPart.test.labels(Array(text.utf8), file: "l")
    }
    #expect(error?.description == "l:102: expected the end after 100 samples, found '60101\t1'")
  }

  /// Writes a set whose sample n has one event, at pixel n of the camera, at once.
  private func write(to folder: String) throws {
    let manager = FileManager.default
    for (part, range) in [(NMNISTPart.train, 1...1000), (.test, 60001...60100)] {
      let names = part.files
      for (number, name) in zip(range, names.dropFirst()) {
        let path = folder + "/" + name
        if number == range.lowerBound {
          let parent = (path as NSString).deletingLastPathComponent
          try manager.createDirectory(atPath: parent, withIntermediateDirectories: true)
        }
        let pixel = number % 1156
        let bytes = [UInt8(pixel % 34), UInt8(pixel / 34), 0x80, 0, 0]
        try Data(bytes).write(to: URL(fileURLWithPath: path))
      }
      try Data(lines(range, ending: "\r\n").utf8)
        .write(to: URL(fileURLWithPath: folder + "/" + names[0]))
    }
  }

  @Test("Files become samples with their labels, in the official parts or in folds")
  func loading() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("n-mnist-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write(to: folder + "/n-mnist-small")
    let made = DatasetLocator(dataDirectory: folder, environment: [:])
    var config = DatasetConfig(kind: .nMNISTSmall, validation: .fraction(0.1))
    config.frames = EventFraming(polarity: .merge, count: 3)
    let loaded = try DatasetLoader.load(config, seed: 1, locator: made)
    #expect(loaded.summary == "n_mnist_small: 900 train, 100 validation, 100 test")
    let test = loaded.split.test
    #expect(test.shape == SampleShape(height: 34, width: 34))
    #expect(test.maximum == 1 && test.frameCount == 3 && test.classCount == 10)
    let frames = try #require(test.frames)
    #expect(Array(test.input(4)) == frames.sample { $0 == 0 && $1 == 60005 % 1156 })
    #expect(test.labels[4] == 5)
    config.folds = FoldConfig(count: 5, index: 2)
    let fold = try DatasetLoader.load(config, seed: 1, locator: made).split
    let sizes = [fold.train.count, fold.validation.count, fold.test.count]
    #expect(sizes == [792, 88, 220])
    #expect((0..<10).allSatisfy { label in fold.test.labels.count { Int($0) == label } == 22 })
    try FileManager.default.removeItem(atPath: folder + "/n-mnist-small/train/7.bs2")
    let error = #expect(throws: MissingInput.self) {
      try DatasetLoader.load(config, seed: 1, locator: made)
    }
    #expect(error?.description.hasSuffix("lacks train/7.bs2") == true)
  }

  @Test(
    "The set has its samples, classes and spikes",
    .enabled(
      if: locator.isAvailable(.nMNISTSmall),
      "SKIPPED: set TINYSNN_DATA_DIR to a folder with n-mnist-small"
    )
  )
  func realSet() throws {
    var config = DatasetConfig(kind: .nMNISTSmall, validation: .count(100))
    config.frames?.count = 10
    let split = try DatasetLoader.load(config, seed: 1, locator: locator).split
    let sizes = [split.train.count, split.validation.count, split.test.count]
    #expect(sizes == [900, 100, 100])
    // The classes of the first hundred images of the test part of MNIST.
    #expect(
      (0..<10).map { label in split.test.labels.count { Int($0) == label } }
        == [8, 14, 8, 11, 14, 7, 10, 15, 2, 11]
    )
    let frames = try #require(split.test.frames)
    var active: [Int32] = []
    for index in 0..<split.test.count {
      // Every step has events, and no step more than there are pixels that change.
      for step in 0..<frames.count {
        frames.activeInputs(split.test.input(index), step: step, into: &active)
        #expect((1..<frames.inputs / 2).contains(active.count), "sample \(index), step \(step)")
      }
    }
  }
}
