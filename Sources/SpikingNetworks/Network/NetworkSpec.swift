/// A spiking classifier as a feed-forward chain of layers, the form shared by trainer, quantizer and exporter.
///
/// One time step runs the layers in order: a spike that layer l emits in step t reaches layer l+1 in
/// the same step.
public struct NetworkSpec: Codable, Hashable, Sendable {
  /// What enters the first layer.
  public var input: InputSpec
  /// The layers in processing order; the last one is read out.
  public var layers: [LayerSpec]
  /// How the last layer becomes a class.
  public var readout: Readout

  /// Creates a network; `validate()` says whether it is legal.
  public init(input: InputSpec, layers: [LayerSpec], readout: Readout) {
    self.input = input
    self.layers = layers
    self.readout = readout
  }

  /// The number of classes: the outputs of the last layer.
  public var classCount: Int { layers.last?.outputCount ?? 0 }

  /// The number of values that enter layer `index`.
  public func inputCount(ofLayer index: Int) -> Int {
    index == 0 ? input.shape.count : layers[index - 1].outputCount
  }

  /// The number of synapses that leave one neuron of layer `index`; 0 for the last layer.
  ///
  /// This is the fan-out ψ_l of the synaptic-operation count (`docs/numerics.md`).
  public func fanOut(ofLayer index: Int) -> Int {
    index + 1 < layers.count ? layers[index + 1].outputCount : 0
  }

  /// The number of trainable parameters.
  public var parameterCount: Int {
    layers.indices.reduce(0) { sum, index in
      let outputs = layers[index].outputCount
      return sum + inputCount(ofLayer: index) * outputs + (layers[index].hasBias ? outputs : 0)
    }
  }
}

/// The shape of one sample: channels, rows, columns.
public struct SampleShape: Codable, Hashable, Sendable {
  /// The number of channels.
  public var channels: Int
  /// The number of rows.
  public var height: Int
  /// The number of columns.
  public var width: Int

  /// Creates a shape; every extent is at least 1.
  public init(channels: Int = 1, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// The number of values of one sample.
  public var count: Int { channels * height * width }
}
