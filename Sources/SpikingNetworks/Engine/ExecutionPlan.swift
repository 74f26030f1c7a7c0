import CVectorKernels

/// What every pass over a network needs and no pass changes.
struct ExecutionPlan: Sendable {
  let spec: NetworkSpec
  let kernels: VectorKernels
  let layers: [LayerPlan]
  let steps: Int
  /// The firing thresholds of the 16-bit draws by input value; empty without rate coding.
  let rateThresholds: [UInt32]
  /// The bytes of one time step of one sample of spikes.
  let inputRowBytes: Int
  /// The synapses that leave each neuron of each layer, [neuron] without padding.
  let fanOuts: [[Int32]]

  /// The real value of one unit of a sample as the first layer reads it under direct coding.
  let inputUnit: Float
  /// Whether forward passes run the integer network.
  let computesIntegers: Bool

  /// The surrogate and reset gradient matter to backward passes only.
  ///
  /// - Parameter computesIntegers: Whether forward passes run the integer network, see `IntegerLayerForm`.
  init(
    _ spec: NetworkSpec,
    kernels: VectorKernels,
    surrogate: Surrogate = .fastSigmoid(slope: 25),
    detachReset: Bool = true,
    computesIntegers: Bool = false
  ) {
    let geometries = spec.geometries
    self.spec = spec
    self.kernels = kernels
    self.computesIntegers = computesIntegers
    inputUnit = computesIntegers ? 1 : Float(spec.input.scale)
    steps = spec.input.timesteps
    layers = spec.layers.indices.map { index in
      LayerPlan(
        spec,
        geometries,
        index,
        surrogate: surrogate,
        detachReset: detachReset,
        computesIntegers: computesIntegers
      )
    }
    switch spec.input.coding {
    case .direct, .events: rateThresholds = []
    case .rate: rateThresholds = RateCoding.thresholds(maximum: spec.input.maximum)
    }
    inputRowBytes = spec.input.spikeRowBytes
    fanOuts = spec.fanOuts
  }
}

extension NetworkSpec {
  /// The number of synapses that leave each neuron of each layer, exact at borders, strides and pooling.
  ///
  /// This is the fan-out ψ of the synaptic-operation count (`docs/numerics.md`, "Counting activity").
  public var fanOuts: [[Int32]] {
    let geometries = geometries
    return layers.indices.map { index in
      let neurons = geometries[index].neurons.count
      let recurrent = layers[index].isRecurrent ? Int32(neurons) : 0
      guard index + 1 < layers.count else { return Array(repeating: recurrent, count: neurons) }
      let next = geometries[index + 1]
      return (0..<neurons).map { recurrent + Int32(next.fanOut(from: $0)) }
    }
  }

  /// The number of synapses that leave each value of a sample.
  public var inputFanOut: [Int32] {
    guard let first = geometries.first else { return [] }
    return (0..<input.shape.count).map { Int32(first.fanOut(from: $0)) }
  }
}
