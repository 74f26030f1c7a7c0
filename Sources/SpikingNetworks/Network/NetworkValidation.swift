extension NetworkSpec {
  /// Throws `NetworkError.invalidNetwork` unless the network can be trained and simulated.
  public func validate() throws(NetworkError) {
    try require(input.shape.channels >= 1, "the input needs a channel")
    try require(input.shape.height >= 1 && input.shape.width >= 1, "the input shape is empty")
    try require(
      [input.shape.channels, input.shape.height, input.shape.width].allSatisfy { $0 <= 65536 },
      "more than 65536 inputs"
    )
    try require((1...8).contains(input.bits), "input bits must be in 1...8")
    try require(input.coding != .events || input.bits == 1, "events are inputs of 1 bit")
    try require((1...255).contains(input.timesteps), "timesteps must be in 1...255")
    try require(!layers.isEmpty, "a network needs a layer")
    try require(input.shape.count <= 65536, "more than 65536 inputs")
    // One layer after the other: what is too large is refused before it is multiplied further.
    var shape = input.shape
    for (index, layer) in layers.enumerated() {
      try validateNumbers(layer)
      let geometry = LayerGeometry(layer, input: shape)
      try validate(layer, geometry, index)
      shape = geometry.neurons
    }
    if let last = layers.last, case .convolution = last.connection {
      throw .invalidNetwork("\(last.name): the layer that is read out must be dense")
    }
    if isRectified { try validateRectified() }
    let fires = layers.last?.neuron.firing != nil
    switch readout {
    case .spikeCount: try require(fires, "a spike-count readout needs a last layer that fires")
    case .membrane: try require(!fires, "a membrane readout needs a last layer without firing")
    }
  }

  /// Throws `NetworkError.invalidNetwork` for numbers whose products could leave 64 bits; behind at most
  /// 65536 inputs that is what these limits keep.
  private func validateNumbers(_ layer: LayerSpec) throws(NetworkError) {
    let name = layer.name
    var extents = [layer.inputPool?.size, layer.currentPool?.size].compactMap { $0 }
    switch layer.connection {
    case .dense(let units, _):
      try require(abs(units) <= 1 << 24, "\(name): more than 2^24 units")
    case .convolution(let convolution):
      extents += [convolution.kernel, convolution.stride, convolution.padding]
      switch convolution.filters {
      case .grouped(let channels, let groups):
        try require(max(abs(channels), abs(groups)) <= 1 << 24, "\(name): more than 2^24 channels")
      case .depthwise(let multiplier):
        try require(abs(multiplier) <= 1 << 12, "\(name): a multiplier above 4096")
      }
    }
    try require(
      extents.allSatisfy { max(abs($0.height), abs($0.width)) <= 65536 },
      "\(name): a window, stride or padding beyond 65536"
    )
  }

  /// Throws `NetworkError.invalidNetwork` unless a network with rectifiers is one without time.
  private func validateRectified() throws(NetworkError) {
    try require(
      layers.allSatisfy { $0.neuron.firing == nil },
      "a network has neurons that fire or rectifiers (relu), not both"
    )
    try require(
      input.coding == .direct,
      "rectifiers (relu) take numbers: expected input.coding direct, found \(input.coding.rawValue)"
    )
    try require(
      input.timesteps == 1,
      "rectifiers (relu) have no time: expected input.timesteps 1, found \(input.timesteps)"
    )
  }

  private func validate(
    _ layer: LayerSpec,
    _ geometry: LayerGeometry,
    _ index: Int
  ) throws(NetworkError) {
    let name = layer.name
    try validateInputPool(layer, geometry, index)
    if case .convolution(let convolution) = layer.connection {
      try validate(convolution, geometry, name)
    }
    try validateCurrentPool(layer, geometry)
    try require(
      (1...65536).contains(geometry.neurons.count),
      "\(name): \(geometry.neurons.count) neurons; 1...65536 are possible"
    )
    try require(geometry.currents.count <= 1 << 20, "\(name): more than 2^20 currents")
    // As the masks round it: drawn against 16 bits.
    try require(
      (0..<1).contains(layer.dropout) && (layer.dropout * 65536).rounded() < 65536,
      "\(name): dropout must be in 0..<1"
    )
    try require(
      layer.dropout == 0 || index > 0,
      "\(name): the sample itself cannot drop out; put dropout behind neurons"
    )
    if let norm = layer.norm {
      try require(norm.epsilon > 0, "\(name): the norm's epsilon must be positive")
      try require((0...1).contains(norm.momentum), "\(name): the norm's momentum not in 0...1")
      try require(!layer.isRecurrent, "\(name): recurrent layers take no norm")
    }
    if layer.isRecurrent {
      guard case .dense = layer.connection, layer.neuron.firing != nil else {
        throw .invalidNetwork("\(name): only dense layers that fire can be recurrent")
      }
    }
    try layer.neuron.validate(name, isLast: index == layers.count - 1, channels: geometry.channels)
  }

  private func validate(
    _ convolution: ConvolutionSpec,
    _ geometry: LayerGeometry,
    _ name: String
  ) throws(NetworkError) {
    let (kernel, stride, padding) = (convolution.kernel, convolution.stride, convolution.padding)
    try require(
      min(kernel.height, kernel.width, stride.height, stride.width) >= 1,
      "\(name): kernel and stride are at least 1"
    )
    try require(max(kernel.height, kernel.width) <= 255, "\(name): a kernel larger than 255")
    try require(
      padding.height >= 0 && padding.width >= 0 && padding.height < kernel.height
        && padding.width < kernel.width,
      "\(name): the padding must be smaller than the kernel"
    )
    let inputs = geometry.pooled.channels
    let (outputs, groups) = convolution.filters.channels(inputs: inputs)
    try require(outputs >= 1 && groups >= 1, "\(name): channels and groups are at least 1")
    for (count, role) in [(inputs, "input"), (outputs, "output")] {
      try require(
        count.isMultiple(of: groups),
        "\(name): \(groups) groups do not divide the \(count) \(role) channels evenly"
      )
    }
    try require(
      geometry.currents.positions >= 1,
      "\(name): a kernel of \(kernel.height) x \(kernel.width) does not fit into "
        + "\(geometry.pooled.height) x \(geometry.pooled.width) with its padding"
    )
  }

  private func validateInputPool(
    _ layer: LayerSpec,
    _ geometry: LayerGeometry,
    _ index: Int
  ) throws(NetworkError) {
    guard let pool = layer.inputPool else { return }
    try require(
      index > 0,
      "\(layer.name): the sample cannot be pooled; put the pool behind neurons"
    )
    try validate(pool, of: geometry.input, layer.name)
  }

  private func validateCurrentPool(
    _ layer: LayerSpec,
    _ geometry: LayerGeometry
  ) throws(NetworkError) {
    guard let pool = layer.currentPool else { return }
    try require(pool.kind == .max, "\(layer.name): currents take pooling of kind max only")
    try require(
      pool.size.area <= 256,
      "\(layer.name): a window of \(pool.size.height) x \(pool.size.width) currents; "
        + "at most 256 can be pooled into one"
    )
    guard case .convolution = layer.connection else {
      throw .invalidNetwork("\(layer.name): only the currents of a convolution can be pooled")
    }
    try validate(pool, of: geometry.currents, layer.name)
  }

  private func validate(
    _ pool: PoolSpec,
    of shape: SampleShape,
    _ name: String
  ) throws(NetworkError) {
    let size = pool.size
    try require(size.height >= 1 && size.width >= 1, "\(name): a pool's size is at least 1")
    try require(
      size.height <= shape.height && size.width <= shape.width,
      "\(name): a pool of \(size.height) x \(size.width) is larger than the "
        + "\(shape.height) x \(shape.width) that it pools"
    )
  }

  fileprivate func require(_ condition: Bool, _ text: String) throws(NetworkError) {
    guard condition else { throw .invalidNetwork(text) }
  }
}

extension NeuronSpec {
  fileprivate func validate(
    _ name: String,
    isLast: Bool,
    channels: Int
  ) throws(NetworkError) {
    func require(_ condition: Bool, _ text: String) throws(NetworkError) {
      guard condition else { throw .invalidNetwork("\(name): \(text)") }
    }
    try require((0...1).contains(beta), "beta must be in 0...1")
    let betas = betaTuning.initialValues(around: beta, channels: channels)
    try require(
      betaTuning.spread >= 0 && betas.allSatisfy { (0...1).contains($0) },
      "the spread of beta leaves 0...1"
    )
    if let synapticDecay {
      try require((0...1).contains(synapticDecay), "the synaptic decay must be in 0...1")
    }
    if rectifier != nil {
      try require(!isLast, "rectifiers (relu) need a membrane readout behind them")
      try require(
        firing == nil && synapticDecay == nil && betaTuning == .fixed,
        "rectifiers (relu) have no dynamics"
      )
      return
    }
    guard let firing else {
      try require(isLast, "only the last layer may go without firing")
      return
    }
    let threshold = Float(firing.threshold)
    try require(
      threshold > 0 && threshold.isFinite,
      "the threshold must be positive as a 32-bit float"
    )
    let thresholds = firing.thresholdTuning.initialValues(
      around: firing.threshold,
      channels: channels
    )
    try require(
      firing.thresholdTuning.spread >= 0 && thresholds.allSatisfy { $0 > 0 },
      "the spread of the threshold reaches 0"
    )
    try require(
      firing.reset == .subtract
        || thresholds.allSatisfy { Float(firing.resetValue) < $0 },
      "the reset value must lie below the threshold"
    )
    try require(
      !firing.thresholdTuning.isTrained
        || thresholds.allSatisfy { $0 >= firing.lowestTrainedThreshold },
      "a trained threshold starts at \(firing.lowestTrainedThreshold) or above, "
        + "0.01 above 0 and above the reset value"
    )
    if let adaptation = firing.adaptation {
      try require((0...1).contains(adaptation.decay), "the adaptation's decay must be in 0...1")
      try require(
        adaptation.step >= 0 && adaptation.step.isFinite,
        "the adaptation's step must not be negative"
      )
    }
  }
}
