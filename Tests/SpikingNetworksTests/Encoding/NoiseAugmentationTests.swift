import Testing

@testable import SpikingNetworks

@Suite struct NoiseAugmentationTests {
  private func noisy(_ value: UInt8, deviation: Double, maximum: Int, epoch: Int = 0) -> [UInt8] {
    let noise = NoiseAugmentation(deviation: deviation, maximum: maximum, seed: 3)
    return (0..<200).flatMap { sample in
      var values = [UInt8](repeating: value, count: 10)
      values.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress {
          noise.apply(base, count: 10, sample: sample, epoch: epoch)
        }
      }
      return values
    }
  }

  @Test("Noise has mean 0 and the deviation asked for")
  func moments() {
    let values = noisy(128, deviation: 0.1, maximum: 255).map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    #expect(abs(mean - 128) < 1.5)
    #expect(abs(variance.squareRoot() - 25.5) < 1.5)
  }

  @Test("Values stay in their range, and equal addresses draw equal noise")
  func rangeAndSeed() {
    #expect(noisy(15, deviation: 0.5, maximum: 15).allSatisfy { $0 <= 15 })
    #expect(noisy(7, deviation: 0.2, maximum: 15) == noisy(7, deviation: 0.2, maximum: 15))
    #expect(
      noisy(7, deviation: 0.2, maximum: 15) != noisy(7, deviation: 0.2, maximum: 15, epoch: 1)
    )
  }
}
