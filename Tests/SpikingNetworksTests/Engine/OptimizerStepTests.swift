import CVectorKernels
import Testing

@testable import SpikingNetworks

@Suite struct OptimizerStepTests {
  private func array(_ role: ParameterRole, _ values: [Float]) -> ParameterArray {
    let array = ParameterArray(role, count: 16, forTraining: true)
    for (index, value) in values.enumerated() { array.values.base[index] = value }
    return array
  }

  private func take(
    _ clock: inout OptimizerClock,
    _ array: ParameterArray,
    gradient: [Float],
    factor: Double = 1
  ) {
    for (index, value) in gradient.enumerated() { array.gradient.base[index] = value }
    clock.next(factor: factor).apply(array, offset: 0, count: 16, .best)
  }

  @Test("AdamW by hand: a first step of the rate, beside it rate * decay of the weight")
  func adamW() {
    let spec = OptimizerSpec.adamW(
      learningRate: 0.1,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-12,
      weightDecay: 0.5
    )
    for (role, decay) in [(ParameterRole.weights, 0.05), (.recurrentWeights, 0.05), (.bias, 0)] {
      var clock = OptimizerClock(spec, averaging: 0)
      let array = array(role, [2, -3, 4])
      // Bias correction makes the first step rate * sign(g), whatever the gradient.
      take(&clock, array, gradient: [5, -0.25, 0])
      let expected = [2 - 2 * decay - 0.1, -3 + 3 * decay + 0.1, 4 - 4 * decay]
      for (index, value) in expected.enumerated() {
        #expect(abs(Double(array.values.base[index]) - value) < 1e-6, "\(role)")
      }
    }
  }

  @Test("The schedule scales the decay like the step")
  func scheduledDecay() {
    var clock = OptimizerClock(
      .adamW(learningRate: 1, beta1: 0, beta2: 0, epsilon: 1, weightDecay: 0.5),
      averaging: 0
    )
    let array = array(.weights, [8])
    take(&clock, array, gradient: [0], factor: 0.25)
    #expect(array.values.base[0] == 7)
  }

  @Test("Every step ends in the range of the role, and NaN stays NaN")
  func ranges() {
    let sgd = OptimizerSpec.sgd(learningRate: 1, momentum: 0)
    let gradient: [Float] = [3, -3, 0.25, .nan]
    let cases: [(ParameterRole, [Float])] = [
      (.beta, [0, 1, 0.25]), (.threshold, [-2.5, 3.5, 0.25]), (.weights, [-2.5, 3.5, 0.25]),
    ]
    for (role, expected) in cases {
      var clock = OptimizerClock(sgd, averaging: 0.5)
      let array = array(role, [0.5, 0.5, 0.5, 0.5])
      take(&clock, array, gradient: gradient)
      #expect((0..<3).map { array.values.base[$0] } == expected)
      #expect((0..<3).map { array.average.base[$0] } == expected)
      #expect(array.values.base[3].isNaN)
    }
  }

  @Test("The moving average by hand: decays 0, 1/11, 2/12, and never more than asked for")
  func averages() {
    let sgd = OptimizerSpec.sgd(learningRate: 1, momentum: 0)
    func averages(_ averaging: Double) -> [Double] {
      var clock = OptimizerClock(sgd, averaging: averaging)
      let array = array(.weights, [100])
      // The weight goes 99, 97, 94.
      return [Float(1), 2, 3].map { gradient in
        take(&clock, array, gradient: [gradient])
        return Double(array.average.base[0])
      }
    }
    let second = 97 + 2.0 / 11
    for (found, expected) in zip(averages(0.9), [99, second, 94 + (second - 94) / 6]) {
      #expect(abs(found - expected) < 1e-5)
    }
    for (found, expected) in zip(averages(0.05), [99, 97 + 0.1, 94 + 3.1 * 0.05]) {
      #expect(abs(found - expected) < 1e-5)
    }
  }

  @Test("A clock that starts late takes the steps of one that ran")
  func lateClock() {
    let spec = OptimizerSpec.adam(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
    var early = OptimizerClock(spec, averaging: 0.99)
    for _ in 0..<37 { _ = early.next(factor: 1) }
    var late = OptimizerClock(spec, averaging: 0.99, steps: 37)
    let (left, right) = (early.next(factor: 0.5), late.next(factor: 0.5))
    guard case .adam(let a) = left.rule, case .adam(let b) = right.rule else {
      Issue.record("Adam gives Adam steps")
      return
    }
    #expect(a.rate == b.rate && a.root_scale == b.root_scale)
    #expect(left.averagePart == right.averagePart)
    #expect(early.steps == 38 && late.steps == 38)
  }

  @Test("A squared norm covers its part of the gradient")
  func squaredNorm() {
    let array = ParameterArray(.weights, count: 32, forTraining: true)
    for index in 0..<32 { array.gradient.base[index] = Float(index) }
    #expect(array.squaredNorm(array.gradient, offset: 0, count: 32) == 10416)
    #expect(array.squaredNorm(array.gradient, offset: 16, count: 16) == 10416 - 1240)
  }
}
