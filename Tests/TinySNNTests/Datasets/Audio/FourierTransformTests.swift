import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

@Suite("Fourier transform")
struct FourierTransformTests {
  /// |X[k]|^2 by the definition.
  private func naive(_ frame: [Double]) -> [Double] {
    let size = Double(frame.count)
    return (0...frame.count / 2).map { k in
      var (real, imaginary) = (0.0, 0.0)
      for (n, value) in frame.enumerated() {
        let angle = 2 * Double.pi * Double(k * n % frame.count) / size
        real += value * cos(angle)
        imaginary -= value * sin(angle)
      }
      return real * real + imaginary * imaginary
    }
  }

  @Test("It is the definition's power spectrum", arguments: [4, 8, 16, 64, 256, 512])
  func agreement(size: Int) {
    let transform = FourierTransform(size: size)
    let random = Philox(seed: 5, stream: .testVectors)
    for sample in 0..<4 {
      let frame = (0..<size).map { random.uniform($0, sample: sample) - 0.5 }
      let (found, expected) = (transform.power(of: frame), naive(frame))
      #expect(found.count == size / 2 + 1)
      for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-12 * Double(size)) }
    }
  }

  @Test("An impulse has a flat spectrum, a constant none but at 0")
  func simple() {
    let transform = FourierTransform(size: 8)
    #expect(transform.power(of: [0, 0, 3, 0, 0, 0, 0, 0]).allSatisfy { abs($0 - 9) < 1e-14 })
    let constant = transform.power(of: Array(repeating: 2, count: 8))
    #expect(constant == [256, 0, 0, 0, 0])
  }
}
