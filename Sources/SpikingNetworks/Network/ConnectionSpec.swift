/// Describes how what enters a layer reaches its neurons.
public enum ConnectionSpec: Codable, Hashable, Sendable {
  /// Every input reaches each of `units` neurons.
  case dense(units: Int, bias: Bool)
  /// Neurons see a window of the input, and share weights between positions.
  case convolution(ConvolutionSpec)

  /// Whether every neuron, or every channel of a convolution, has a constant input current.
  public var hasBias: Bool {
    switch self {
    case .dense(_, let bias): bias
    case .convolution(let convolution): convolution.bias
    }
  }
}

/// The windows and weights of a convolution; one-dimensional with a kernel of height 1.
public struct ConvolutionSpec: Codable, Hashable, Sendable {
  /// Which input channels reach which output channels.
  public var filters: FilterSpec
  /// The window.
  public var kernel: Extent
  /// The distance between two windows.
  public var stride: Extent
  /// The zeros around the input, on each side.
  public var padding: Extent
  /// Whether every output channel has a constant input current.
  public var bias: Bool

  /// Creates a convolution.
  public init(
    filters: FilterSpec,
    kernel: Extent,
    stride: Extent = Extent(1),
    padding: Extent = Extent(0),
    bias: Bool = true
  ) {
    self.filters = filters
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.bias = bias
  }
}

/// Describes which input channels reach which output channels.
public enum FilterSpec: Codable, Hashable, Sendable {
  /// Input and output channels are cut into `groups` equal parts; each part reaches its own part only.
  case grouped(channels: Int, groups: Int)
  /// Each input channel reaches `multiplier` output channels of its own.
  case depthwise(multiplier: Int)

  /// Returns the number of output channels and of groups for `inputs` input channels.
  public func channels(inputs: Int) -> (outputs: Int, groups: Int) {
    switch self {
    case .grouped(let channels, let groups): (channels, groups)
    case .depthwise(let multiplier): (inputs * multiplier, inputs)
    }
  }
}

/// A pooling of windows that do not overlap; what is left over at the right and lower border is dropped.
public struct PoolSpec: Codable, Hashable, Sendable {
  /// What a window becomes.
  public var kind: PoolKind
  /// The window, which is also the distance between two windows.
  public var size: Extent

  /// Creates a pooling.
  public init(kind: PoolKind, size: Extent) {
    self.kind = kind
    self.size = size
  }
}

/// Describes what a window of spikes or currents becomes.
public enum PoolKind: String, Codable, CaseIterable, Hashable, Sendable {
  /// The number of spikes: an integer 0...k^2.
  case sum
  /// The number of spikes divided by the size of the window.
  case average
  /// A spike if any neuron fires (OR); of currents, the largest.
  case max
}

/// A batch normalisation of the currents, folded into the weights and the bias after training.
///
/// y = scale * (I - mean) / sqrt(variance + epsilon) + shift, per channel. Ioffe and Szegedy, ICML 2015
/// (arXiv 1502.03167); statistics are those of a shard of the batch (Hoffer et al., NeurIPS 2017,
/// arXiv 1705.08741), so that they do not depend on the number of workers.
public struct BatchNormSpec: Codable, Hashable, Sendable {
  /// What is added to the variance; positive.
  public var epsilon: Double
  /// The part of a batch in the running statistics, in 0...1.
  public var momentum: Double

  /// Creates a normalisation.
  public init(epsilon: Double = 1e-5, momentum: Double = 0.1) {
    self.epsilon = epsilon
    self.momentum = momentum
  }
}
