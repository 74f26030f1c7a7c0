import SpikingNetworks

extension NetworkSpec {
  /// The bytes of the float network's state: four for each membrane, synaptic current and rise of a threshold, for
  /// each score, and for each current that is computed once per sample.
  var stateBytes: Int {
    let neurons = geometries.map(\.neurons.count)
    var values = input.coding == .direct ? neurons.first ?? 0 : 0
    for (layer, count) in zip(layers, neurons) {
      values += count
      if layer.neuron.synapticDecay != nil { values += count }
      if layer.neuron.firing?.adaptation != nil { values += count }
    }
    switch readout {
    case .spikeCount, .membrane(.sum): values += classCount
    case .membrane(.last): break
    }
    return 4 * values
  }
}
