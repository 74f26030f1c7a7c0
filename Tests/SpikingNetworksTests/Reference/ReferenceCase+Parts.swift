import SpikingNetworks

extension ReferenceCase {
  /// What a network can have beyond dense layers of leaky neurons.
  enum Part: String, CaseIterable, Sendable {
    case convolution, inputPool, currentPool, norm, recurrence
    case synapticCurrent, adaptation, tuning, labelSmoothing
  }

  /// The parts this network has.
  var parts: Set<Part> {
    var result: Set<Part> = options.labelSmoothing > 0 ? [.labelSmoothing] : []
    for layer in spec.layers {
      if case .convolution = layer.connection { result.insert(.convolution) }
      if layer.inputPool != nil { result.insert(.inputPool) }
      if layer.currentPool != nil { result.insert(.currentPool) }
      if layer.norm != nil { result.insert(.norm) }
      if layer.isRecurrent { result.insert(.recurrence) }
      if layer.neuron.synapticDecay != nil { result.insert(.synapticCurrent) }
      if layer.neuron.firing?.adaptation != nil { result.insert(.adaptation) }
      let tunings = [layer.neuron.betaTuning, layer.neuron.firing?.thresholdTuning ?? .fixed]
      if tunings.contains(where: { $0 != .fixed }) { result.insert(.tuning) }
    }
    return result
  }
}
