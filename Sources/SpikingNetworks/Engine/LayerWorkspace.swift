import CVectorKernels

/// The activations and gradients of one layer for the samples of one shard; rows = (step, sample).
final class LayerWorkspace: @unchecked Sendable {
  let plan: LayerPlan
  let steps: Int
  let forTraining: Bool
  /// What enters the synapses.
  let input: InputEvents
  let recurrent: RecurrentEvents?
  /// [samples][neurons]: the current of every step; empty unless it is constant.
  let constantCurrent: AlignedBuffer<Float>
  /// [rows of currents][currentPositions][width]: before normalisation; empty without one.
  let currents: AlignedBuffer<Float>
  /// [currentPositions][width]: one image of currents, or of their gradients.
  let image: AlignedBuffer<Float>
  /// One such image for each worker that shares a sample, made when the first is shared; `image` is one of them.
  var images: [AlignedBuffer<Float>] = []
  /// [rows of currents][neurons]: which current of each window was largest; training only.
  let winners: AlignedBuffer<UInt8>
  /// [steps][samples][neurons]: the membrane before reset, less the rise of an adaptive threshold.
  let membrane: AlignedBuffer<Float>
  /// [steps][samples][neurons]: the rise; empty unless the threshold adapts.
  let rise: AlignedBuffer<Float>
  /// [samples][neurons]: spikes over all steps, activations, or the sum of the membrane that is read out.
  let total: AlignedBuffer<Float>
  /// [samples][neurons]: the membrane after the last step and its reset; last layer only.
  let last: AlignedBuffer<Float>
  /// [steps][samples][neurons]: dL/dI; [samples][neurons], summed over the steps, for a constant current.
  let delta: AlignedBuffer<Float>
  /// [steps][fetchedSamples][neurons]: dL/ds of some samples; empty where the layer above sends it to `delta`.
  let fetched: AlignedBuffer<Float>
  /// The delta times the gain of the layer's inputs, where recurrent synapses, which have none, need it without.
  let scaledDelta: AlignedBuffer<Float>
  /// The delta of a dense layer in the panels of its weights; empty where one panel holds all.
  let packedDelta: AlignedBuffer<Float>
  /// [samples][inputWidth]: 0 where an input has dropped out, else 1; empty without dropout.
  let mask: AlignedBuffer<Float>
  /// Gradients of one image's inputs before they are routed, or of one step of a dense layer's.
  let inputGradient: AlignedBuffer<Float>
  /// The gradient of one image of currents inside its border of zeros, and scratch of the way back.
  let paddedImage: AlignedBuffer<Float>
  let scratch: AlignedBuffer<Float>
  /// Gradients that a shard sums itself: weights of a convolution, and numbers per channel, [width].
  let weightGradient: AlignedBuffer<Float>
  let biasGradient: AlignedBuffer<Float>
  let betaGradient: AlignedBuffer<Float>
  let thresholdGradient: AlignedBuffer<Float>
  let norm: NormWorkspace?
  /// [width + slack]: what the penalty adds to the gradient of every spike.
  let cost: AlignedBuffer<Float>
  /// [samples][neurons]: what `addCosts` adds to the gradient of each spike of a neuron in a sample; empty
  /// unless spikes are counted.
  let ownCosts: AlignedBuffer<Float>
  /// Whether `ownCosts` holds anything for the current batch.
  var hasOwnCosts = false
  /// What membranes cost; nil for nothing.
  var membraneCost: MembraneCost?
  /// The state between steps that run one by one: v, i, a of all samples.
  let carried: [AlignedBuffer<Float>]
  /// The same in integers; empty in a float network.
  let carriedIntegers: [AlignedBuffer<Int32>]
  /// The number of spikes of the current batch, or of activations that are not 0.
  var spikeCount: Int64 = 0
  /// The sum of the activations of the current batch, of rectifiers.
  var activationSum = 0.0

  /// Creates the memory of `samples` samples.
  ///
  /// - Parameter countsSpikes: Whether `total` is wanted in layers that are not read out.
  init(_ plan: LayerPlan, samples: Int, forTraining: Bool, countsSpikes: Bool) {
    self.plan = plan
    self.forTraining = forTraining
    steps = plan.steps
    let rows = plan.currentRows(samples: samples)
    let isConvolution = plan.convolution != nil
    let all = plan.steps * samples * plan.neurons
    func training(_ count: Int) -> Int { forTraining ? count : 0 }
    input = InputEvents(plan, rows: rows, forTraining: forTraining)
    recurrent =
      plan.spec.isRecurrent
      ? RecurrentEvents(plan, samples: samples, forTraining: forTraining) : nil
    constantCurrent = AlignedBuffer(plan.hasConstantCurrent ? samples * plan.neurons : 0)
    let image = plan.currentPositions * plan.width
    currents = AlignedBuffer(plan.spec.norm == nil ? 0 : rows * image)
    self.image = AlignedBuffer(isConvolution || plan.spec.norm != nil ? image : 0)
    winners = AlignedBuffer(plan.pool == nil ? 0 : training(rows * plan.neurons))
    membrane = AlignedBuffer(all)
    rise = AlignedBuffer(plan.neuron.is_adaptive != 0 ? all : 0)
    total = AlignedBuffer(plan.isLast || countsSpikes ? samples * plan.neurons : 0)
    last = AlignedBuffer(plan.isLast ? samples * plan.neurons : 0)
    let isFetched = plan.fetchedSamples > 0
    let block = min(samples, plan.fetchedSamples)
    fetched = AlignedBuffer(training(plan.steps * block * plan.neurons))
    delta = AlignedBuffer(
      training(isFetched && plan.hasConstantCurrent ? samples * plan.neurons : all)
    )
    scaledDelta = AlignedBuffer(
      plan.spec.isRecurrent && !plan.hasConstantCurrent && plan.trainingGain != 1
        ? training(all) : 0
    )
    packedDelta = AlignedBuffer(
      isConvolution || plan.sharesInputs || plan.panel == plan.width
        ? 0 : training(rows * plan.width)
    )
    mask = AlignedBuffer(plan.spec.dropout > 0 ? training(samples * plan.inputWidth) : 0)
    let passesBack = forTraining && plan.index > 0
    inputGradient = AlignedBuffer(
      passesBack ? (isConvolution ? 1 : samples) * plan.inputWidth : 0
    )
    let kernel = plan.geometry.kernel
    paddedImage = AlignedBuffer(
      isConvolution ? training(plan.paddedImage.area * plan.width) : 0
    )
    let (pooled, padding) = (plan.geometry.pooled, plan.geometry.padding)
    let bordered =
      (pooled.height + 2 * padding.height) * (pooled.width + 2 * padding.width) * plan.inputPitch
    let sent = plan.geometry.currents.width * kernel.area * plan.inputPitch
    scratch = AlignedBuffer(
      passesBack && isConvolution ? (plan.spreadsWinners ? bordered : sent) : 0
    )
    weightGradient = AlignedBuffer(isConvolution ? training(plan.weightRows * plan.width) : 0)
    biasGradient = AlignedBuffer(training(plan.width))
    betaGradient = AlignedBuffer(training(plan.width))
    thresholdGradient = AlignedBuffer(training(plan.width))
    norm = plan.spec.norm.map { _ in NormWorkspace(width: plan.width) }
    cost = AlignedBuffer(training(plan.width + Int(VK_PERIOD_SLACK)))
    ownCosts = AlignedBuffer(plan.emits && countsSpikes ? training(samples * plan.neurons) : 0)
    func carriedCount(_ part: Int) -> Int {
      let isUsed =
        part == 0 || (part == 1 && plan.neuron.is_synaptic != 0)
        || (part == 2 && plan.neuron.is_adaptive != 0)
      return plan.spec.isRecurrent && isUsed ? samples * plan.neurons : 0
    }
    carried = (0..<3).map { AlignedBuffer(carriedCount($0)) }
    carriedIntegers = (0..<3).map {
      AlignedBuffer(plan.computesIntegers ? carriedCount($0) : 0)
    }
  }

  /// The carried state as the kernels take it, set to 0.
  func freshCarry() -> vk_carry {
    for buffer in carried { buffer.clear() }
    func base(_ part: Int) -> UnsafeMutablePointer<Float>? {
      carried[part].count > 0 ? carried[part].base : nil
    }
    return vk_carry(v: base(0), i: base(1), a: base(2))
  }

  /// The rise of an adaptive threshold, or nil.
  var riseBase: UnsafeMutablePointer<Float>? { rise.count > 0 ? rise.base : nil }
}
