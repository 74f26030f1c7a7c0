import CVectorKernels

/// What every pass over a network needs and no pass changes.
struct ExecutionPlan: Sendable {
  let spec: NetworkSpec
  let kernels: VectorKernels
  let layers: [LayerPlan]
  let steps: Int
  /// The firing thresholds of the 16-bit draws by input value; empty under direct coding.
  let rateThresholds: [UInt32]
  /// The bytes of one time step of one rate-coded sample.
  let inputRowBytes: Int

  /// The surrogate and reset gradient matter to backward passes only.
  init(
    _ spec: NetworkSpec,
    kernels: VectorKernels,
    surrogate: Surrogate = .fastSigmoid(slope: 25),
    detachReset: Bool = true
  ) {
    self.spec = spec
    self.kernels = kernels
    steps = spec.input.timesteps
    layers = spec.layers.indices.map { index in
      LayerPlan(spec, index, surrogate: surrogate, detachReset: detachReset)
    }
    switch spec.input.coding {
    case .direct: rateThresholds = []
    case .rate:
      let coding = RateCoding(seed: 0, maximum: spec.input.maximum)
      rateThresholds = (0...255).map { coding.threshold(min($0, spec.input.maximum)) }
    }
    inputRowBytes = (spec.input.shape.count + 63) / 64 * 8
  }
}

/// The sizes and the dynamics of one layer.
struct LayerPlan: Sendable {
  /// The number of inputs, and of outputs.
  let inputs: Int
  let outputs: Int
  /// The same, padded for the kernels.
  let inputWidth: Int
  let width: Int
  let isLast: Bool
  /// Whether the current is the same in every step and computed once per sample.
  let hasConstantCurrent: Bool
  let beta: Float
  /// nil: the membrane is read out and never fires.
  let neuron: vk_neuron?
  let fanOut: Int

  init(_ spec: NetworkSpec, _ index: Int, surrogate: Surrogate, detachReset: Bool) {
    let layer = spec.layers[index]
    let geometries = spec.geometries
    inputs = geometries[index].input.count
    outputs = geometries[index].neurons.count
    inputWidth = padded(inputs)
    width = padded(outputs)
    isLast = index == spec.layers.count - 1
    hasConstantCurrent = index == 0 && spec.input.coding == .direct
    beta = Float(layer.neuron.beta)
    neuron = layer.neuron.firing.map { firing in
      vk_neuron(
        beta: Float(layer.neuron.beta),
        threshold: Float(firing.threshold),
        reset_value: Float(firing.resetValue),
        reset: Int32(firing.reset == .zero ? VK_RESET_ZERO : VK_RESET_SUBTRACT),
        detach_reset: detachReset ? 1 : 0,
        surrogate: surrogate.kernelNumber,
        surrogate_shape: Float(surrogate.shape)
      )
    }
    fanOut = index + 1 < geometries.count ? geometries[index + 1].neurons.count : 0
  }
}

extension Surrogate {
  /// The number of this function in `CVectorKernels.h`.
  fileprivate var kernelNumber: Int32 {
    let number =
      switch self {
      case .fastSigmoid: VK_FAST_SIGMOID
      case .arctan: VK_ARCTAN
      case .triangular: VK_TRIANGULAR
      case .boxcar: VK_BOXCAR
      }
    return Int32(number)
  }
}
