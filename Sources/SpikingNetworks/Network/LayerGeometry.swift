/// The sizes of one layer between the shape that enters and the shape that leaves.
///
/// Activations are ordered row, column, channel: index (y * width + x) * channels + c. Weights are
/// row-major [kernel row][kernel column][input channel][output of its group]; a dense layer is the kernel
/// that covers its whole input.
public struct LayerGeometry: Hashable, Sendable {
  /// What the layer before emits, or the sample.
  public let input: SampleShape
  /// The window of the input pooling, which may be 1 x 1.
  public let inputWindow: Extent
  /// What reaches the synapses: the input after its pooling.
  public let pooled: SampleShape
  /// The kernel; as large as `pooled` in a dense layer.
  public let kernel: Extent
  /// The distance between two windows of the kernel.
  public let stride: Extent
  /// The zeros around `pooled`, on each side.
  public let padding: Extent
  /// The number of groups of channels that reach each other.
  public let groups: Int
  /// The currents before their pooling.
  public let currents: SampleShape
  /// The window of the pooling of the currents, which may be 1 x 1.
  public let currentWindow: Extent
  /// The neurons.
  public let neurons: SampleShape

  /// Measures `layer` behind activations of shape `input`.
  ///
  /// Shapes that do not fit give extents below 1, which `NetworkSpec.validate()` refuses.
  public init(_ layer: LayerSpec, input: SampleShape) {
    let inputWindow = layer.inputPool?.size ?? Extent(1)
    let pooled = input.pooled(by: inputWindow)
    switch layer.connection {
    case .dense(let units, _):
      self.init(
        input: input,
        inputWindow: inputWindow,
        kernel: Extent(height: pooled.height, width: pooled.width),
        channels: units,
        currentWindow: layer.currentPool?.size ?? Extent(1)
      )
    case .convolution(let spec):
      let filters = spec.filters.channels(inputs: pooled.channels)
      self.init(
        input: input,
        inputWindow: inputWindow,
        kernel: spec.kernel,
        stride: spec.stride,
        padding: spec.padding,
        groups: filters.groups,
        channels: filters.outputs,
        currentWindow: layer.currentPool?.size ?? Extent(1)
      )
    }
  }

  /// Measures windows of `kernel` that move over `input`, after its pooling, to `channels` currents each.
  public init(
    input: SampleShape,
    inputWindow: Extent = Extent(1),
    kernel: Extent,
    stride: Extent = Extent(1),
    padding: Extent = Extent(0),
    groups: Int = 1,
    channels: Int,
    currentWindow: Extent = Extent(1)
  ) {
    self.input = input
    self.inputWindow = inputWindow
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.groups = groups
    self.currentWindow = currentWindow
    pooled = input.pooled(by: inputWindow)
    func count(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> Int {
      let room = size + 2 * padding - kernel
      return room < 0 ? 0 : room / max(stride, 1) + 1
    }
    currents = SampleShape(
      channels: channels,
      height: count(pooled.height, kernel.height, stride.height, padding.height),
      width: count(pooled.width, kernel.width, stride.width, padding.width)
    )
    neurons = currents.pooled(by: currentWindow)
  }

  /// Whether every pooled input reaches every current: a dense layer, or a kernel as large as its input.
  public var isDense: Bool {
    kernel == Extent(height: pooled.height, width: pooled.width) && padding == Extent(0)
      && groups == 1
  }

  /// The number of input channels that reach one output channel.
  public var groupInputs: Int { pooled.channels / max(groups, 1) }
  /// The number of output channels of one group: the length of a row of weights.
  public var groupOutputs: Int { currents.channels / max(groups, 1) }
  /// The number of rows of weights, one for each kernel position and input channel.
  public var weightRows: Int { kernel.area * pooled.channels }
  /// The number of weights.
  public var weightCount: Int { weightRows * groupOutputs }
  /// The number of synapses that feed one neuron away from the borders.
  public var fanIn: Int { kernel.area * groupInputs }
  /// The number of channels: neurons with weights and parameters of their own.
  public var channels: Int { currents.channels }
}

extension SampleShape {
  /// Returns the shape after a pooling by windows of `size`.
  public func pooled(by size: Extent) -> SampleShape {
    SampleShape(
      channels: channels,
      height: height / max(size.height, 1),
      width: width / max(size.width, 1)
    )
  }
}
