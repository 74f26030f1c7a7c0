import Quantization
import SpikingNetworks

/// What the candidates of one study are compared with: the base network of its configuration.
struct BaseCosts {
  /// The bytes of parameters and state as 32-bit floats.
  let bytes: Double
  /// The synaptic operations of one inference with every neuron firing in every step; a direct-coded first
  /// layer, which multiplies, has none.
  let synops: Double

  /// The costs of `spec`.
  init(_ spec: NetworkSpec) {
    bytes = Double(max(MemoryFootprint.floatBytes(of: spec) + spec.stateBytes, 1))
    let synapses = spec.geometries.enumerated().reduce(0) { sum, layer in
      if layer.offset == 0, spec.input.coding == .direct { return sum }
      let geometry = layer.element
      return sum + (0..<geometry.input.count).reduce(0) { $0 + geometry.fanOut(from: $1) }
    }
    let recurrent = zip(spec.layers, spec.geometries).reduce(0) { sum, layer in
      sum + (layer.0.isRecurrent ? layer.1.channels * layer.1.channels : 0)
    }
    synops = Double(max((synapses + recurrent) * spec.input.timesteps, 1))
  }
}
