import CVectorKernels

/// The optimizer over a whole training: counts the steps that bias corrections and averages need.
struct OptimizerClock {
  private let spec: OptimizerSpec
  private let averaging: Double
  private var power1 = 1.0
  private var power2 = 1.0
  /// The number of steps that were taken.
  private(set) var steps = 0

  /// Creates the clock after `steps` steps.
  init(_ spec: OptimizerSpec, averaging: Double, steps: Int = 0) {
    self.spec = spec
    self.averaging = averaging
    // Again as it was: the powers are rounded products, which no closed form repeats bit by bit.
    for _ in 0..<steps { advance() }
  }

  /// Returns the next step, with the learning rate scaled by `factor`.
  mutating func next(factor: Double) -> OptimizerStep {
    advance()
    return OptimizerStep(rule: rule(factor: factor), averagePart: averagePart)
  }

  private mutating func advance() {
    steps += 1
    switch spec {
    case .adam(_, let beta1, let beta2, _), .adamW(_, let beta1, let beta2, _, _):
      power1 *= beta1
      power2 *= beta2
    case .sgd: break
    }
  }

  private func rule(factor: Double) -> OptimizerStep.Rule {
    func adam(
      _ rate: Double,
      _ beta1: Double,
      _ beta2: Double,
      _ epsilon: Double,
      _ weightDecay: Double
    ) -> OptimizerStep.Rule {
      .adam(
        vk_adam_step(
          rate: Float(rate * factor / (1 - power1)),
          beta1: Float(beta1),
          beta2: Float(beta2),
          epsilon: Float(epsilon),
          root_scale: Float(1 / (1 - power2).squareRoot()),
          decay: Float(rate * factor * weightDecay),
          gradient_scale: 1
        )
      )
    }
    switch spec {
    case .adam(let rate, let beta1, let beta2, let epsilon):
      return adam(rate, beta1, beta2, epsilon, 0)
    case .adamW(let rate, let beta1, let beta2, let epsilon, let weightDecay):
      return adam(rate, beta1, beta2, epsilon, weightDecay)
    case .sgd(let rate, let momentum):
      return .sgd(
        vk_sgd_step(
          rate: Float(rate * factor),
          momentum: Float(momentum),
          gradient_scale: 1
        )
      )
    }
  }

  /// The part of step t in the average: 1 - min(averaging, (t - 1) / (t + 9)).
  ///
  /// A fixed decay would leave the initial weights in the average of a short training, and a plain mean
  /// the first epochs. With the growing one the average reaches over about the last tenth of the steps until
  /// that is longer than 1 / (1 - averaging), and needs no initial value: the part of step 1 is 1.
  private var averagePart: Float? {
    guard averaging > 0 else { return nil }
    return Float(1 - min(averaging, Double(steps - 1) / Double(steps + 9)))
  }
}
