import CVectorKernels

/// One step of the optimizer: the rule with the scalars of the step filled in.
struct OptimizerStep: Sendable {
  /// What a gradient does to the parameters.
  enum Rule: Sendable {
    case adam(vk_adam_step)
    case sgd(vk_sgd_step)
  }

  let rule: Rule
  /// The part of the new values in the moving average; nil keeps none.
  let averagePart: Float?

  /// Returns the step with every gradient multiplied by `scale`.
  func scalingGradient(by scale: Float) -> OptimizerStep {
    switch rule {
    case .adam(var step):
      step.gradient_scale = scale
      return OptimizerStep(rule: .adam(step), averagePart: averagePart)
    case .sgd(var step):
      step.gradient_scale = scale
      return OptimizerStep(rule: .sgd(step), averagePart: averagePart)
    }
  }

  /// Changes `count` parameters of `array` from `offset` on by their gradient, then their average.
  func apply(
    _ array: ParameterArray,
    offset: Int,
    count: Int,
    _ kernels: VectorKernels
  ) {
    let values = array.values.base + offset
    switch rule {
    case .adam(var step):
      if !array.role.decays { step.decay = 0 }
      kernels.table.adam(
        count,
        values,
        array.first.base + offset,
        array.second.base + offset,
        array.gradient.base + offset,
        &step
      )
    case .sgd(var step):
      kernels.table.sgd(
        count,
        values,
        array.first.base + offset,
        array.gradient.base + offset,
        &step
      )
    }
    array.clamp(array.values, offset: offset, count: count)
    guard let averagePart else { return }
    kernels.table.average(count, array.average.base + offset, values, averagePart)
    array.clamp(array.average, offset: offset, count: count)
  }
}
