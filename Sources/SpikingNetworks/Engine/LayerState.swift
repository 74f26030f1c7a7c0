/// The parameters of one layer in the kernels' padded form, with the optimizer's memory.
///
/// Padding is zero and stays zero: padded outputs get no gradient.
final class LayerState: Sendable {
  let plan: LayerPlan
  /// [inputs][width].
  let weights: AlignedBuffer<Float>
  /// [outputs][inputWidth], for the backward pass to the layer before; empty in the first layer.
  let transposed: AlignedBuffer<Float>
  /// [width]; zero and untouched without bias.
  let bias: AlignedBuffer<Float>
  let hasBias: Bool
  /// The gradient of the batch, and the moments (Adam) or the velocity (SGD), sizes as above.
  let weightMemory: OptimizerMemory
  let biasMemory: OptimizerMemory

  init(_ plan: LayerPlan, _ parameters: LayerParameters, isFirst: Bool, forTraining: Bool) {
    self.plan = plan
    weights = AlignedBuffer(plan.inputs * plan.width)
    transposed = AlignedBuffer(isFirst || !forTraining ? 0 : plan.outputs * plan.inputWidth)
    bias = AlignedBuffer(plan.width)
    hasBias = !parameters.bias.isEmpty
    weightMemory = OptimizerMemory(forTraining ? plan.inputs * plan.width : 0)
    biasMemory = OptimizerMemory(forTraining ? plan.width : 0)
    for input in 0..<plan.inputs {
      for output in 0..<plan.outputs {
        weights.base[input * plan.width + output] =
          parameters.weights[input * plan.outputs + output]
      }
    }
    for (output, value) in parameters.bias.enumerated() { bias.base[output] = value }
    if transposed.count > 0 { transpose(0..<plan.inputs) }
  }

  /// Brings the columns `inputs` of the transposed weights up to date.
  func transpose(_ inputs: Range<Int>) {
    let (source, target) = (weights.base, transposed.base)
    let (width, inputWidth) = (plan.width, plan.inputWidth)
    for output in 0..<plan.outputs {
      let row = target + output * inputWidth
      for input in inputs { row[input] = source[input * width + output] }
    }
  }

  /// The parameters without padding.
  var parameters: LayerParameters {
    var values: [Float] = []
    values.reserveCapacity(plan.inputs * plan.outputs)
    for input in 0..<plan.inputs {
      for output in 0..<plan.outputs { values.append(weights.base[input * plan.width + output]) }
    }
    return LayerParameters(
      weights: values,
      bias: hasBias ? (0..<plan.outputs).map { bias.base[$0] } : []
    )
  }
}

/// The gradient of an array of parameters and what the optimizer remembers of earlier ones.
final class OptimizerMemory: Sendable {
  let gradient: AlignedBuffer<Float>
  let first: AlignedBuffer<Float>
  let second: AlignedBuffer<Float>

  init(_ count: Int) {
    gradient = AlignedBuffer(count)
    first = AlignedBuffer(count)
    second = AlignedBuffer(count)
  }
}
