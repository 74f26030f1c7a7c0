import Foundation
import Testing

@testable import SpikingNetworks

@Suite struct SoftDivergenceTests {
  private let logits = [0.7, -2, 1.1, 0.05, 3]
  private let teacher = [1.5, 0.2, -0.4, 2.5, 2]

  private func evaluate(
    _ logits: [Double],
    _ teacher: [Double],
    temperature: Double
  ) -> (divergence: Double, gradient: [Double]) {
    var (values, gradient) = (logits, logits.map { _ in 0.0 })
    let divergence = values.withUnsafeMutableBufferPointer { values in
      gradient.withUnsafeMutableBufferPointer { gradient in
        teacher.withUnsafeBufferPointer { teacher in
          teacher.baseAddress.map {
            SoftDivergence(temperature: temperature).evaluate(
              values,
              teacher: $0,
              gradient: gradient
            )
          } ?? .nan
        }
      }
    }
    #expect(values == logits)
    return (divergence, gradient)
  }

  @Test("Two classes by hand")
  func byHand() {
    // The teacher says (3/4, 1/4), the network (1/2, 1/2): at a temperature of 2 logits are twice as far apart.
    for temperature in [1.0, 2] {
      let found = evaluate([5, 5], [temperature * log(3), 0], temperature: temperature)
      #expect(abs(found.divergence - (0.75 * log(1.5) + 0.25 * log(0.5))) < 1e-15)
      #expect(abs(found.gradient[0] + 0.25 / temperature) < 1e-15)
      #expect(abs(found.gradient[1] - 0.25 / temperature) < 1e-15)
    }
  }

  @Test("The gradient is the derivative", arguments: [0.5, 1, 4, 20])
  func finiteDifferences(temperature: Double) {
    let gradient = evaluate(logits, teacher, temperature: temperature).gradient
    for index in logits.indices {
      func divergence(_ step: Double) -> Double {
        var moved = logits
        moved[index] += step
        return evaluate(moved, teacher, temperature: temperature).divergence
      }
      let expected = (divergence(1e-5) - divergence(-1e-5)) / 2e-5
      #expect(abs(gradient[index] - expected) < 1e-9)
    }
    #expect(abs(gradient.reduce(0, +)) < 1e-15)
  }

  @Test("A network that answers as its teacher does has nothing to learn", arguments: [0.1, 1, 9])
  func agreement(temperature: Double) {
    let found = evaluate(logits, logits, temperature: temperature)
    #expect(found.divergence == 0)
    #expect(found.gradient.allSatisfy { $0 == 0 })
    // A constant is no other answer.
    let shifted = evaluate(logits.map { $0 + 3 }, logits, temperature: temperature)
    #expect(abs(shifted.divergence) < 1e-14)
  }

  @Test("At high temperatures tau^2 KL is the distance of the centred logits, over 2 K")
  func highTemperature() {
    let differences = zip(logits, teacher).map { $0 - $1 }
    let mean = differences.reduce(0, +) / 5
    let expected = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 10
    let tau = 1e4
    let found = evaluate(logits, teacher, temperature: tau)
    #expect(abs(found.divergence * tau * tau - expected) < 1e-3)
    for (index, difference) in differences.enumerated() {
      #expect(abs(found.gradient[index] * tau * tau - (difference - mean) / 5) < 1e-3)
    }
  }

  @Test("At low temperatures the teacher names one class, and the network is wrong or right")
  func lowTemperature() {
    let tau = 0.01
    let found = evaluate(logits, teacher, temperature: tau)
    // The largest logits: class 3 of the teacher, class 4 of the network, 2.95 above its class 3.
    #expect(abs(found.divergence * tau - (3 - 0.05)) < 1e-6)
    #expect(zip(found.gradient, [0, 0, 0, -1, 1]).allSatisfy { abs($0 * tau - $1) < 1e-12 })
  }

  @Test("Extreme logits give finite numbers")
  func extremes() {
    let found = evaluate([800, -800], [-800, 800], temperature: 1)
    #expect(found.divergence == 1600)
    #expect(found.gradient == [1, -1])
  }
}
