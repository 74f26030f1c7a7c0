import CVectorKernels

/// One step of the optimizer: the rule with the scalars of the step filled in.
enum OptimizerStep: Sendable {
  case adam(vk_adam_step)
  case sgd(rate: Float, momentum: Float)

  /// Changes `count` parameters of `array` from `offset` on by their gradient.
  func apply(
    _ array: ParameterArray,
    offset: Int,
    count: Int,
    _ kernels: VectorKernels
  ) {
    switch self {
    case .adam(var step):
      kernels.table.adam(
        count,
        array.values.base + offset,
        array.first.base + offset,
        array.second.base + offset,
        array.gradient.base + offset,
        &step
      )
    case .sgd(let rate, let momentum):
      kernels.table.sgd(
        count,
        array.values.base + offset,
        array.first.base + offset,
        array.gradient.base + offset,
        rate,
        momentum
      )
    }
  }
}

/// The optimizer over a whole training: counts the steps that Adam's bias correction needs.
struct OptimizerClock {
  private let spec: OptimizerSpec
  private var power1 = 1.0
  private var power2 = 1.0

  init(_ spec: OptimizerSpec) {
    self.spec = spec
  }

  /// Returns the next step, with the learning rate scaled by `factor`.
  mutating func next(factor: Double) -> OptimizerStep {
    switch spec {
    case .adam(let rate, let beta1, let beta2, let epsilon),
      .adamW(let rate, let beta1, let beta2, let epsilon, _):
      power1 *= beta1
      power2 *= beta2
      return .adam(
        vk_adam_step(
          rate: Float(rate * factor / (1 - power1)),
          beta1: Float(beta1),
          beta2: Float(beta2),
          epsilon: Float(epsilon),
          root_scale: Float(1 / (1 - power2).squareRoot())
        )
      )
    case .sgd(let rate, let momentum):
      return .sgd(rate: Float(rate * factor), momentum: Float(momentum))
    }
  }
}
