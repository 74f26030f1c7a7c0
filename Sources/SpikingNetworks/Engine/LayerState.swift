/// The parameters of one layer in the kernels' padded form, with the optimizer's memory.
final class LayerState: Sendable {
  let plan: LayerPlan
  /// [inputs][width].
  let weights: ParameterArray
  /// [width]; zero and untouched without bias.
  let bias: ParameterArray
  let hasBias: Bool
  /// [outputs][inputWidth], for the backward pass to the layer before; empty in the first layer.
  let transposed: AlignedBuffer<Float>

  /// The arrays that training changes.
  var arrays: [ParameterArray] { hasBias ? [weights, bias] : [weights] }

  init(_ plan: LayerPlan, _ parameters: LayerParameters, isFirst: Bool, forTraining: Bool) {
    self.plan = plan
    weights = ParameterArray(.weights, count: plan.inputs * plan.width, forTraining: forTraining)
    transposed = AlignedBuffer(isFirst || !forTraining ? 0 : plan.outputs * plan.inputWidth)
    bias = ParameterArray(.bias, count: plan.width, forTraining: forTraining)
    hasBias = !parameters.bias.isEmpty
    for input in 0..<plan.inputs {
      for output in 0..<plan.outputs {
        weights.values.base[input * plan.width + output] =
          parameters.weights[input * plan.outputs + output]
      }
    }
    for (output, value) in parameters.bias.enumerated() { bias.values.base[output] = value }
    if transposed.count > 0 { transpose(0..<plan.inputs) }
  }

  /// Brings the columns `inputs` of the transposed weights up to date.
  func transpose(_ inputs: Range<Int>) {
    let (source, target) = (weights.values.base, transposed.base)
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
    let source = weights.values.base
    for input in 0..<plan.inputs {
      for output in 0..<plan.outputs { values.append(source[input * plan.width + output]) }
    }
    return LayerParameters(
      weights: values,
      bias: hasBias ? (0..<plan.outputs).map { bias.values.base[$0] } : []
    )
  }
}
