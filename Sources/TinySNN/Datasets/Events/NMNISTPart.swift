import Foundation
import SpikingNetworks

/// A part of the small N-MNIST: the digits of MNIST as an event camera saw them in three movements.
///
/// The first 1,000 training and the first 100 test samples, in a folder `n-mnist-small`, with the numbers and file
/// names that the demonstration of SLAYER gives them (github.com/bamsumit/slayerPytorch, NMNISTsmall).
enum NMNISTPart: CaseIterable {
  case train, test

  /// The numbers of the samples.
  private var numbers: ClosedRange<Int> {
    switch self {
    case .train: 1...1000
    case .test: 60001...60100
    }
  }

  /// The files below the folder of the data set: labels, then recordings.
  var files: [String] {
    let (labels, folder) =
      switch self {
      case .train: ("train1K.txt", "train")
      case .test: ("test100.txt", "test")
      }
    return [labels] + numbers.map { "\(folder)/\($0).bs2" }
  }

  /// Reads all samples.
  ///
  /// - Parameters:
  ///   - files: The files of all parts, in the order of the cases.
  ///   - framing: What the recordings become.
  /// - Throws: `MissingInput` for a file that cannot be read, `DatasetError` for a wrong one.
  static func load(_ files: [String], framing: EventFraming) throws -> DatasetParts {
    let split = NMNISTPart.train.files.count
    return DatasetParts(
      train: try NMNISTPart.train.samples(Array(files[..<split]), framing),
      test: try NMNISTPart.test.samples(Array(files[split...]), framing)
    )
  }

  private func samples(_ files: [String], _ framing: EventFraming) throws -> SampleSet {
    let labels = try labels([UInt8](DataFile.contents(ofFile: files[0])), file: files[0])
    var inputs: [UInt8] = []
    for file in files.dropFirst() {
      inputs += framing.frames(of: try EventRecording(contentsOfFile: file))
    }
    return SampleSet(
      shape: framing.shape,
      classCount: DatasetKind.nMNISTSmall.classCount,
      maximum: 1,
      inputs: inputs,
      labels: labels,
      frameCount: framing.count
    )
  }

  /// Parses a list of sample numbers with their classes, in the order of the numbers; `file` is its name in errors.
  ///
  /// A line that begins with # is a comment. Lines may end in CR LF.
  func labels(_ text: [UInt8], file: String) throws(DatasetError) -> [UInt8] {
    var labels: [UInt8] = []
    let classes = 0..<DatasetKind.nMNISTSmall.classCount
    for (index, line) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      func failure(_ expected: String) -> DatasetError {
        let found = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespaces)
        return DatasetError(
          file: "\(file):\(index + 1)",
          message: "expected \(expected), found '\(found)'"
        )
      }
      let fields = line.split { $0 == UInt8(ascii: "\t") || $0 == 32 || $0 == 13 }
      guard let first = fields.first, first.first != UInt8(ascii: "#") else { continue }
      let values = fields.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
      guard labels.count < numbers.count else {
        throw failure("the end after \(numbers.count) samples")
      }
      let number = numbers.lowerBound + labels.count
      guard fields.count == 2, values.count == 2, values[0] == number, classes.contains(values[1])
      else {
        throw failure("sample \(number) and a class in 0...\(classes.upperBound - 1)")
      }
      labels.append(UInt8(values[1]))
    }
    guard labels.count == numbers.count else {
      throw DatasetError(
        file: file,
        message: "expected \(numbers.count) samples, found \(labels.count)"
      )
    }
    return labels
  }
}
