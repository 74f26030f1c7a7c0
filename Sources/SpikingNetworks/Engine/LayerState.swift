import CVectorKernels

/// The parameters of one layer in the kernels' padded form, with the optimizer's memory.
///
/// Padding is zero and stays zero: padded outputs, and pairs of channels in different groups, get no gradient.
final class LayerState: @unchecked Sendable {
  let plan: LayerPlan
  /// [panel][weight row][column of the panel], see `LayerPlan.weightPlace`.
  let weights: ParameterArray
  /// [width]; zero and untouched without bias.
  let bias: ParameterArray
  /// [from][to, width]; nil without recurrence.
  let recurrent: ParameterArray?
  /// [width] each: one value per channel, all equal where the layer shares one.
  let beta: ParameterArray
  let threshold: ParameterArray
  /// nil without normalisation.
  let norm: NormState?
  /// The weights as the backward pass to the layer before reads them; empty in the first layer.
  ///
  /// Dense: [output][inputWidth]. Convolution: as `convolve_backward` or `convolve_backward_winners` asks.
  let transposed: AlignedBuffer<Float>
  /// The sums of each pattern of a kernel row, as `pattern_table` makes them; empty unless they are looked up.
  let patterns: AlignedBuffer<Float>
  /// [to][from, width]; empty without recurrence.
  let recurrentTransposed: AlignedBuffer<Float>
  /// The integers that forward passes compute with; nil in a float network.
  let integers: IntegerLayerState?
  /// The scales of the weights where training moves them.
  let learnedScales: LearnedScales?
  let hasBias: Bool
  /// The arrays that training changes and that hold one number per channel.
  let channelArrays: [ParameterArray]
  /// [width + slack] each: decays, thresholds and biases as the neuron kernels read them.
  let dynamics: [AlignedBuffer<Float>]
  private let hasTunedBeta: Bool
  private let hasTunedThreshold: Bool

  init(
    _ plan: LayerPlan,
    _ parameters: LayerParameters,
    forTraining: Bool,
    learnedScales: [Double]? = nil,
    kernels: VectorKernels
  ) {
    self.plan = plan
    let width = plan.width
    func array(_ role: ParameterRole, _ count: Int) -> ParameterArray {
      ParameterArray(role, count: count, forTraining: forTraining)
    }
    weights = array(.weights, plan.weightRows * width)
    bias = array(.bias, width)
    beta = array(.beta, width)
    let lowest = plan.spec.neuron.firing?.lowestTrainedThreshold
    threshold = ParameterArray(
      .threshold,
      count: width,
      forTraining: forTraining,
      range: lowest.map { $0...Float.greatestFiniteMagnitude }
    )
    recurrent =
      plan.spec.isRecurrent ? array(.recurrentWeights, plan.channels * width) : nil
    norm = parameters.norm.map { NormState(plan, $0, forTraining: forTraining) }
    let passesBack = plan.index > 0 && forTraining
    transposed = AlignedBuffer(
      passesBack ? plan.backwardKernel.area * plan.inputPitch * width : 0
    )
    let kernel = plan.geometry.kernel
    patterns = AlignedBuffer(
      plan.looksUpPatterns ? kernel.height * (1 << kernel.width) * width : 0
    )
    recurrentTransposed = AlignedBuffer(
      plan.spec.isRecurrent && forTraining ? plan.channels * width : 0
    )
    integers =
      plan.computesIntegers ? IntegerLayerState(plan, keepsWeights: forTraining) : nil
    self.learnedScales = learnedScales.map { LearnedScales($0, width: width) }
    hasBias = !parameters.bias.isEmpty
    hasTunedBeta = !parameters.betas.isEmpty
    hasTunedThreshold = !parameters.thresholds.isEmpty
    var channelArrays = hasBias ? [bias] : []
    if plan.spec.neuron.betaTuning.isTrained { channelArrays.append(beta) }
    if plan.spec.neuron.firing?.thresholdTuning.isTrained == true {
      channelArrays.append(threshold)
    }
    if let norm { channelArrays += [norm.scale, norm.shift] }
    if let scales = self.learnedScales { channelArrays.append(scales.array) }
    self.channelArrays = channelArrays
    dynamics = (0..<3).map { _ in AlignedBuffer(width + Int(VK_PERIOD_SLACK)) }
    fill(parameters)
    refresh(kernels)
  }

  /// The arrays that training changes, in a fixed order.
  var arrays: [ParameterArray] {
    [weights] + (recurrent.map { [$0] } ?? []) + channelArrays
  }

  /// Whether all channels of `array` are one number, which every lane repeats.
  func sharesOneValue(_ array: ParameterArray) -> Bool {
    switch array.role {
    case .beta: plan.spec.neuron.betaTuning.sharing == .layer
    case .threshold: plan.spec.neuron.firing?.thresholdTuning.sharing == .layer
    case .weightScale: learnedScales?.isShared == true
    case .weights, .recurrentWeights, .bias, .normScale, .normShift: false
    }
  }

  /// Takes the gradient away from pairs of channels that belong to different groups.
  func clearOtherGroups(_ rows: Range<Int>) {
    let geometry = plan.geometry
    guard geometry.groups > 1 else { return }
    for row in rows {
      let group = row % geometry.pooled.channels / geometry.groupInputs
      let own = group * geometry.groupOutputs..<(group + 1) * geometry.groupOutputs
      let gradient = weights.gradient.base + row * plan.width
      for lane in 0..<plan.width where !own.contains(lane) { gradient[lane] = 0 }
    }
  }

  /// The dynamics with their arrays, as the neuron kernels take them.
  var neuron: vk_neuron {
    var neuron = plan.neuron
    neuron.beta = UnsafePointer(dynamics[0].base)
    neuron.threshold = UnsafePointer(dynamics[1].base)
    neuron.bias = plan.neuron.is_synaptic != 0 && hasBias ? UnsafePointer(dynamics[2].base) : nil
    if let integers {
      neuron.alpha = integers.alpha
      neuron.rise_decay = integers.riseDecay
    }
    return neuron
  }

  /// The thresholds per lane, [width].
  var thresholds: UnsafePointer<Float> { UnsafePointer(dynamics[1].base) }

  /// What sums of weights begin with: the bias, or nothing where the bias is added behind them.
  var initialCurrent: UnsafePointer<Float>? {
    hasBias && plan.neuron.is_synaptic == 0 && integers == nil
      ? UnsafePointer(bias.values.base) : nil
  }

  private func fill(_ parameters: LayerParameters) {
    let width = plan.width
    plan.place(parameters.weights, in: weights.values.base)
    for (channel, value) in parameters.bias.enumerated() { bias.values.base[channel] = value }
    if let recurrent {
      for (index, value) in parameters.recurrentWeights.enumerated() {
        recurrent.values.base[index / plan.channels * width + index % plan.channels] = value
      }
    }
    let betas = parameters.betas(of: plan.spec.neuron)
    let thresholds = parameters.thresholds(of: plan.spec.neuron)
    for channel in 0..<plan.channels {
      beta.values.base[channel] = Float(betas[betas.count == 1 ? 0 : channel])
      if !thresholds.isEmpty {
        threshold.values.base[channel] = Float(thresholds[thresholds.count == 1 ? 0 : channel])
      }
    }
    // A padded neuron never fires.
    for lane in plan.channels..<width { threshold.values.base[lane] = 1 }
  }

  /// Brings everything that is derived from the parameters up to date.
  func refresh(_ kernels: VectorKernels) {
    refreshDynamics()
    refreshWeights(0..<plan.weightRows, kernels)
    if recurrentTransposed.count > 0 { transposeRecurrent(0..<plan.channels) }
  }

  /// Repeats decays, thresholds and biases over the slack that the kernels read.
  func refreshDynamics() {
    repeatOverSlack(beta, dynamics[0])
    repeatOverSlack(threshold, dynamics[1])
    repeatOverSlack(bias, dynamics[2])
  }

  private func repeatOverSlack(_ array: ParameterArray, _ buffer: AlignedBuffer<Float>) {
    for index in 0..<buffer.count { buffer.base[index] = array.values.base[index % plan.width] }
  }

  /// The parameters without padding.
  var parameters: LayerParameters {
    let width = plan.width
    func lanes(_ array: ParameterArray, _ count: Int) -> [Float] {
      (0..<count).map { array.values.base[$0] }
    }
    let neuron = plan.spec.neuron
    let tunedBetas = neuron.betaTuning.sharing == .channel ? plan.channels : 1
    let tunedThresholds = neuron.firing?.thresholdTuning.sharing == .channel ? plan.channels : 1
    return LayerParameters(
      weights: plan.collect(weights.values.base),
      bias: hasBias ? lanes(bias, plan.channels) : [],
      recurrentWeights: recurrent.map { array in
        (0..<plan.channels * plan.channels).map { index in
          array.values.base[index / plan.channels * width + index % plan.channels]
        }
      } ?? [],
      betas: hasTunedBeta ? lanes(beta, tunedBetas) : [],
      thresholds: hasTunedThreshold ? lanes(threshold, tunedThresholds) : [],
      norm: norm?.parameters
    )
  }
}
