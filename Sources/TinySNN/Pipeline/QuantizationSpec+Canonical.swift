import FixedPoint
import Quantization
import SpikingNetworks

extension QuantizationSpec {
  /// The specification without what has no effect, so that equal work has equal text.
  func canonical(for experiment: Experiment) -> QuantizationSpec {
    QuantizationSpec(
      layers: zip(layers, experiment.network.layers).map { $0.canonical(for: $1) }
    )
  }
}

extension LayerQuantization {
  /// The precisions without those of numbers that `layer` does not have.
  fileprivate func canonical(for layer: LayerSpec) -> LayerQuantization {
    var result = self
    let neuron = layer.neuron
    if let bits = weights.grid.impliedBits { result.weights.bits = bits }
    if neuron.beta == 1 && neuron.betaTuning == .fixed { result.decay = .unused }
    if neuron.firing == nil { result.threshold = .unused }
    if !neuron.resetsToValue { result.reset = .unused }
    if neuron.synapticDecay == nil { result.synapse = .unused }
    if neuron.firing?.adaptation == nil { result.adaptation = .unused }
    // A norm folds into a bias.
    if !layer.hasBias && layer.norm == nil { result.bias = .unused }
    if accumulator.bits == 32 { result.accumulator = .unbounded }
    if case .exactly(let count) = membrane.guardBits, count >= 0 {
      result.membrane.guardRounding = .floor
    }
    return result
  }
}

extension NeuronSpec {
  /// Whether a spike sets the membrane to a value other than 0.
  var resetsToValue: Bool { firing.map { $0.reset == .zero && $0.resetValue != 0 } ?? false }
}

extension ParameterQuantization {
  /// Stands for the precision of a parameter that a layer does not have.
  fileprivate static let unused = ParameterQuantization(bits: 2, rounding: .floor)
}

extension DecayQuantization {
  /// Stands for the precision of a decay that a layer does not have.
  fileprivate static let unused = DecayQuantization(
    kind: .shift,
    bits: 1,
    conversion: .floor,
    rounding: .floor
  )
}

extension SynapseQuantization {
  /// Stands for the precision of a synaptic current that a layer does not have.
  fileprivate static let unused = SynapseQuantization(decay: .unused, bits: 4, overflow: .saturate)
}

extension AdaptationQuantization {
  /// Stands for the precision of a rise that a layer does not have.
  fileprivate static let unused = AdaptationQuantization(decay: .unused, step: .unused, bits: 4)
}
