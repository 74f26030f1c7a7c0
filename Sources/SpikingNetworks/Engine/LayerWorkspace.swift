/// The activations and gradients of one layer for the samples of one shard; rows = (step, sample).
final class LayerWorkspace: Sendable {
  let plan: LayerPlan
  /// The spikes that enter; nil where a constant current does.
  let input: InputSpikes?
  /// [samples][width]: the current of every step; empty unless it is constant.
  let constantCurrent: AlignedBuffer<Float>
  /// [steps][samples][width]: the membrane before reset.
  let membrane: AlignedBuffer<Float>
  /// [samples][width]: spikes over all steps, or the sum of the membrane where nothing fires.
  let total: AlignedBuffer<Float>
  /// [samples][width]: the membrane after the last step and its reset.
  let last: AlignedBuffer<Float>
  /// [steps][samples][width]: dL/dI; [samples][width], summed over the steps, for a constant current.
  let delta: AlignedBuffer<Float>
  /// [width].
  let biasGradient: AlignedBuffer<Float>

  init(_ plan: LayerPlan, samples: Int, steps: Int, forTraining: Bool) {
    self.plan = plan
    let rows = samples * steps
    input =
      plan.hasConstantCurrent ? nil : InputSpikes(plan, rows: rows, forTraining: forTraining)
    constantCurrent = AlignedBuffer(plan.hasConstantCurrent ? samples * plan.width : 0)
    membrane = AlignedBuffer(rows * plan.width)
    total = AlignedBuffer(samples * plan.width)
    last = AlignedBuffer(plan.isLast ? samples * plan.width : 0)
    delta = AlignedBuffer(forTraining ? rows * plan.width : 0)
    biasGradient = AlignedBuffer(forTraining ? plan.width : 0)
  }

  /// The number of rows of `delta` for `samples` samples.
  func deltaRows(samples: Int, steps: Int) -> Int {
    plan.hasConstantCurrent ? samples : samples * steps
  }

  /// The number of spikes of all neurons, steps and samples; 0 where nothing fires.
  func spikeCount(samples: Int) -> Double {
    guard plan.neuron != nil else { return 0 }
    let total = total.base
    var sum = 0.0
    for index in 0..<samples * plan.width { sum += Double(total[index]) }
    return sum
  }
}
