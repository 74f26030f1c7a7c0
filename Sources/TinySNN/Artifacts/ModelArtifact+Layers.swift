import FixedPoint
import Quantization
import SpikingNetworks

extension ModelArtifact {
  /// The precisions and costs of each layer; empty for a model without integers.
  public var layerFigures: [LayerFigures] {
    guard let network else { return [] }
    let summaries = RunSummary.LayerSummary.layers(of: network, experiment.quantizationSpec())
    let structures = network.structure.structures
    return network.layers.indices.map { index in
      let layer = network.layers[index]
      return LayerFigures(
        precisions: summaries[index],
        structure: structures[index],
        flashBytes: layer.storedBytes,
        ramBytes: StateMember.neurons(of: layer).reduce(0) { $0 + $1.bytes }
          + (layer.firing == nil ? 0 : (layer.outputCount + 7) / 8),
        spikes: layer.firing == nil ? nil : metrics.layerSpikes?[index]
      )
    }
  }
}

extension RunSummary.LayerSummary {
  /// The precisions of the layers of `network`, which `specification` led to.
  static func layers(
    of network: QuantizedNetwork,
    _ specification: QuantizationSpec
  ) -> [RunSummary.LayerSummary] {
    zip(network.layers, specification.layers).map { layer, precision in
      let decayBits: Int? =
        switch layer.decay {
        case .none: nil
        case .multiplier(_, _, let bits, _), .shift(_, let bits, _): bits
        }
      return RunSummary.LayerSummary(
        name: layer.name,
        weightBits: layer.weights.bits,
        weightScheme: "\(layer.weights.grid.rawValue)/\(layer.weights.granularity.rawValue)",
        membraneBits: layer.membraneBits,
        thresholdBits: layer.firing?.threshold.bits,
        decayBits: decayBits,
        rounding: precision.weights.rounding.rawValue
      )
    }
  }
}
