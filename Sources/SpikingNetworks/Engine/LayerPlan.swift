import CVectorKernels

/// The sizes and the dynamics of one layer, as the engine's passes need them.
///
/// Activations are [position][width], width the padded channels. The arrays of `neuron` belong to the parameters.
struct LayerPlan: @unchecked Sendable {
  let index: Int
  let spec: LayerSpec
  let geometry: LayerGeometry
  let steps: Int
  let isLast: Bool
  let source: LayerSource
  /// The channels of the neurons, and the same padded.
  let channels: Int
  let width: Int
  /// The places of the neurons, and of the currents before their pooling.
  let positions: Int
  let currentPositions: Int
  /// The inputs that reach the synapses, after pooling.
  let inputs: Int
  /// The places of those inputs, and the padded channels of one place.
  let inputPlaces: Int
  let inputPitch: Int
  /// nil: a dense layer.
  let convolution: vk_convolution?
  /// The pooling of the currents.
  let pool: vk_pool?
  /// How the spikes of the layer before become inputs; nil in the first layer.
  let map: vk_spike_map?
  /// What a sum of weights is multiplied by: 1/k^2 behind average pooling.
  ///
  /// In integers it is the s_x of the contract, which no forward pass sees: sums stay integers.
  let gain: Float
  /// Whether forward passes run the integer network.
  let computesIntegers: Bool
  let neuron: vk_neuron
  /// Whether neurons fire; if not, they are rectifiers, or the membrane is read out.
  let fires: Bool
  /// The samples whose gradients are fetched from the layer above at once and used while they are in the
  /// L2 cache; 0: that layer sends them all.
  let fetchedSamples: Int

  /// Whether neurons hand on numbers instead of spikes.
  var rectifies: Bool { spec.neuron.rectifier != nil }
  /// Whether neurons hand on spikes or activations, so that their number per neuron means something.
  var emits: Bool { fires || rectifies }
  /// The neurons of one sample, padding included.
  var neurons: Int { positions * width }
  /// The inputs of one sample, padding included.
  var inputWidth: Int { inputPlaces * inputPitch }
  /// The rows of weights.
  var weightRows: Int { geometry.weightRows }
  /// The columns of weights that lie together: panels of a dense layer stay in the L1 cache.
  var panel: Int { convolution == nil ? min(LayerPlan.panelWidth, width) : width }
  /// Panels begin at every multiple of this.
  static let panelWidth = 32
  /// The first column of every panel of weights.
  var panelStarts: StrideTo<Int> { stride(from: 0, to: width, by: panel) }
  /// The same within `columns`, which begin with a panel; nil: all of them.
  func panelStarts(in columns: Range<Int>?) -> StrideTo<Int> {
    stride(from: columns?.lowerBound ?? 0, to: columns?.upperBound ?? width, by: panel)
  }
  /// The columns of the panel that begins at `column`.
  func panelColumns(_ column: Int) -> Int { min(panel, width - column) }
  /// Where the weights of the panel that begins at `column` lie.
  func panelPlaces(_ column: Int) -> Range<Int> {
    column * weightRows..<(column + panelColumns(column)) * weightRows
  }
  /// Where a weight lies: [panel][row][column of the panel].
  func weightPlace(row: Int, column: Int) -> Int {
    let start = column / panel * panel
    return start * weightRows + row * panelColumns(start) + column - start
  }
  /// Whether the current is the same in every step and computed once per sample.
  var hasConstantCurrent: Bool { source == .values }
  /// The rows of currents of `samples` samples: one per step, or one for all of them.
  func currentRows(samples: Int) -> Int { hasConstantCurrent ? samples : samples * steps }
  /// Whether the inputs of a sample drop out or are pooled, so that gradients need a way back.
  var routesInputs: Bool { geometry.inputWindow.area > 1 || spec.dropout > 0 }
  /// Whether the gradient of the input is spread from the winners of the pooled currents alone: cheaper
  /// unless the windows are large beside the kernel.
  var spreadsWinners: Bool {
    pool != nil && spec.norm == nil && footprint.area <= 2 * geometry.kernel.area
  }
  /// The inputs that one window of pooled currents sees.
  var footprint: Extent {
    Extent(
      height: geometry.kernel.height + windowSlack.height,
      width: geometry.kernel.width + windowSlack.width
    )
  }
  /// How far the currents of one window lie apart in the input.
  var windowSlack: Extent {
    Extent(
      height: (geometry.currentWindow.height - 1) * geometry.stride.height,
      width: (geometry.currentWindow.width - 1) * geometry.stride.width
    )
  }
  /// The kernel as the backward pass reads it, with the border that `convolve_backward_winners` asks for.
  var backwardKernel: Extent {
    guard spreadsWinners else { return geometry.kernel }
    return Extent(
      height: geometry.kernel.height + 2 * windowSlack.height,
      width: geometry.kernel.width + 2 * windowSlack.width
    )
  }
  /// A gradient of the currents with a border of zeros, kernel - 1 on every side.
  var paddedImage: Extent {
    Extent(
      height: geometry.currents.height + 2 * (geometry.kernel.height - 1),
      width: geometry.currents.width + 2 * (geometry.kernel.width - 1)
    )
  }
  /// Whether the sums of a kernel row are looked up by the pattern of its bits.
  var looksUpPatterns: Bool {
    convolution != nil && source == .bits && geometry.pooled.channels == 1
      && geometry.pooled.width + 2 * geometry.padding.width <= 57
      && geometry.stride.width < 64 && geometry.kernel.width <= 6 && geometry.kernel.height <= 16
  }
  /// Whether the inputs of a sample share sums over the steps; fewer than these steps share nothing.
  var sharesInputs: Bool { convolution == nil && source == .bits && steps >= 4 }
  /// Whether the steps of a sample share sums over the inputs; fewer steps do not pay for the sums (measured).
  var sharesSums: Bool { sharesInputs && steps >= 12 }
  /// Whether every stride is 1, so that the inputs of a channel see consecutive gradients.
  var hasUnitStride: Bool { geometry.stride.area == 1 }
  /// What the current of this layer is multiplied by in training.
  var trainingGain: Float { gain / Float(1 - spec.dropout) }
}

extension LayerPlan {
  /// Plans layer `index`; the surrogate and reset gradient matter to backward passes only.
  init(
    _ spec: NetworkSpec,
    _ geometries: [LayerGeometry],
    _ index: Int,
    surrogate: Surrogate,
    detachReset: Bool,
    computesIntegers: Bool
  ) {
    let layer = spec.layers[index]
    let geometry = geometries[index]
    self.index = index
    self.spec = layer
    self.geometry = geometry
    steps = spec.input.timesteps
    isLast = index == spec.layers.count - 1
    channels = geometry.channels
    width = padded(channels)
    positions = geometry.neurons.positions
    currentPositions = geometry.currents.positions
    inputs = geometry.pooled.count
    inputPlaces = geometry.pooled.positions
    inputPitch = padded(geometry.pooled.channels)
    fires = layer.neuron.firing != nil
    fetchedSamples = LayerPlan.fetchedSamples(
      spec,
      geometries,
      index,
      bytes: steps * positions * width * MemoryLayout<Float>.stride
    )
    if index > 0 {
      source = spec.layers[index - 1].neuron.rectifier == nil ? .spikes : .activations
    } else {
      switch spec.input.coding {
      case .direct: source = .values
      case .rate, .events: source = .bits
      }
    }
    if case .convolution = layer.connection {
      convolution = vk_convolution(geometry, width: width)
    } else {
      convolution = nil
    }
    pool = layer.currentPool.map { _ in vk_pool(geometry) }
    map =
      index == 0
      ? nil
      : vk_spike_map(
        geometry,
        pitch: inputPitch,
        joins: layer.inputPool?.kind == .max,
        byPlace: convolution != nil
      )
    self.computesIntegers = computesIntegers
    if computesIntegers && source == .values {
      gain = Float(spec.input.scale)
    } else {
      gain = layer.inputPool?.kind == .average ? 1 / Float(geometry.inputWindow.area) : 1
    }
    neuron = vk_neuron(
      layer.neuron,
      period: width,
      surrogate: surrogate,
      detachReset: detachReset
    )
  }
}

extension vk_convolution {
  fileprivate init(_ geometry: LayerGeometry, width: Int) {
    self.init(
      in_height: Int32(geometry.pooled.height),
      in_width: Int32(geometry.pooled.width),
      in_channels: Int32(geometry.pooled.channels),
      out_height: Int32(geometry.currents.height),
      out_width: Int32(geometry.currents.width),
      width: Int32(width),
      kernel_height: Int32(geometry.kernel.height),
      kernel_width: Int32(geometry.kernel.width),
      stride_y: Int32(geometry.stride.height),
      stride_x: Int32(geometry.stride.width),
      pad_y: Int32(geometry.padding.height),
      pad_x: Int32(geometry.padding.width)
    )
  }
}

extension vk_pool {
  fileprivate init(_ geometry: LayerGeometry) {
    self.init(
      height: Int32(geometry.currentWindow.height),
      width: Int32(geometry.currentWindow.width),
      out_height: Int32(geometry.neurons.height),
      out_width: Int32(geometry.neurons.width),
      channels: Int32(geometry.channels)
    )
  }
}

extension vk_spike_map {
  fileprivate init(_ geometry: LayerGeometry, pitch: Int, joins: Bool, byPlace: Bool) {
    self.init(
      height: Int32(geometry.input.height),
      width: Int32(geometry.input.width),
      channels: Int32(geometry.input.channels),
      pitch: Int32(pitch),
      pool_height: Int32(geometry.inputWindow.height),
      pool_width: Int32(geometry.inputWindow.width),
      joins: joins ? 1 : 0,
      by_place: byPlace ? 1 : 0
    )
  }

  /// The neurons of a dense layer as its own inputs.
  static func recurrent(channels: Int, pitch: Int) -> vk_spike_map {
    vk_spike_map(
      height: 1,
      width: 1,
      channels: Int32(channels),
      pitch: Int32(pitch),
      pool_height: 1,
      pool_width: 1,
      joins: 0,
      by_place: 0
    )
  }
}

extension vk_neuron {
  /// The dynamics without the arrays, which belong to the parameters.
  fileprivate init(
    _ spec: NeuronSpec,
    period: Int,
    surrogate: Surrogate,
    detachReset: Bool
  ) {
    self.init()
    self.period = period
    reset_value = Float(spec.firing?.resetValue ?? 0)
    alpha = Float(spec.synapticDecay ?? 0)
    rise_decay = Float(spec.firing?.adaptation?.decay ?? 0)
    rise_step = Float(spec.firing?.adaptation?.step ?? 0)
    is_synaptic = spec.synapticDecay == nil ? 0 : 1
    is_adaptive = spec.firing?.adaptation == nil ? 0 : 1
    reset = Int32(spec.firing?.reset == .zero ? VK_RESET_ZERO : VK_RESET_SUBTRACT)
    detach_reset = detachReset ? 1 : 0
    self.surrogate = surrogate.kernelNumber
    surrogate_shape = Float(surrogate.shape)
    floors = spec.rectifier == .floor ? 1 : 0
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
