import Foundation
import SpikingNetworks

/// The samples of the comparison: 4096 images of 28x28, 19 % of the pixels lit with values 90...255,
/// random labels.
enum BenchmarkData {
  /// Reads the peers' own arrays: the images one after the other, then one byte per label.
  static func read(_ file: URL) throws -> SampleSet {
    let bytes = [UInt8](try Data(contentsOf: file))
    let shape = BenchmarkNetwork.shape
    guard !bytes.isEmpty, bytes.count.isMultiple(of: shape.count + 1) else {
      throw BenchmarkError("\(file.path): \(bytes.count) bytes are no images and labels")
    }
    let count = bytes.count / (shape.count + 1)
    let labels = Array(bytes[(count * shape.count)...])
    guard labels.allSatisfy({ Int($0) < BenchmarkNetwork.classCount }) else {
      throw BenchmarkError("\(file.path): a label is not below \(BenchmarkNetwork.classCount)")
    }
    return set(Array(bytes[..<(count * shape.count)]), labels)
  }

  /// Draws samples of the same statistics, for a machine without the peers.
  static func draw(count: Int = 4096, seed: UInt64 = 7) -> SampleSet {
    let generator = Philox(seed: seed, stream: .testVectors)
    let pixels = BenchmarkNetwork.shape.count
    var inputs: [UInt8] = []
    var labels: [UInt8] = []
    inputs.reserveCapacity(count * pixels)
    for sample in 0..<count {
      for pixel in 0..<pixels {
        let isLit = generator.uniform(2 * pixel, sample: sample) < 0.19
        let value = 90 + generator.integer(below: 166, 2 * pixel + 1, sample: sample)
        inputs.append(isLit ? UInt8(value) : 0)
      }
      let label = generator.integer(below: BenchmarkNetwork.classCount, 2 * pixels, sample: sample)
      labels.append(UInt8(label))
    }
    return set(inputs, labels)
  }

  private static func set(_ inputs: [UInt8], _ labels: [UInt8]) -> SampleSet {
    SampleSet(
      shape: BenchmarkNetwork.shape,
      classCount: BenchmarkNetwork.classCount,
      maximum: 255,
      inputs: inputs,
      labels: labels
    )
  }
}
