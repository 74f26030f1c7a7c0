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

  /// The sizes of every layer, in processing order.
  public var geometries: [LayerGeometry] {
    var shape = input.shape
    return layers.map { layer in
      let geometry = LayerGeometry(layer, input: shape)
      shape = geometry.neurons
      return geometry
    }
  }

  /// The number of classes: the outputs of the last layer.
  public var classCount: Int { geometries.last?.neurons.count ?? 0 }

  /// The number of trained weights and biases.
  ///
  /// Normalisations fold into them; trained decays and thresholds count where they are trained.
  public var parameterCount: Int {
    zip(layers, geometries).reduce(0) { sum, pair in
      let (layer, geometry) = pair
      let channels = geometry.channels
      let tunings = [layer.neuron.betaTuning, layer.neuron.firing?.thresholdTuning]
      let tuned = tunings.compactMap { $0 }.filter { $0 != .fixed }.reduce(0) {
        $0 + ($1.sharing == .channel ? channels : 1)
      }
      return sum + geometry.weightCount + (layer.hasBias || layer.norm != nil ? channels : 0)
        + (layer.isRecurrent ? channels * channels : 0) + tuned
    }
  }
}

/// The shape of one sample or of the activations of a layer, ordered row, column, channel.
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

  /// The number of places, each with all channels.
  public var positions: Int { height * width }

  /// The shape in words: one number, or rows x columns x channels.
  public var text: String {
    positions == 1 ? "\(channels)" : "\(height) x \(width) x \(channels)"
  }
}
