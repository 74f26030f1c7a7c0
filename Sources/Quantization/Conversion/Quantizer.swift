import FixedPoint
import SpikingNetworks

/// Converts a float network into integers: post-training quantization (PTQ).
///
/// A pure function of model, specification and seed. `docs/numerics.md`, section "Conversion", is
/// its text; the papers call the steps PTQ with TR, RN or SR rounding (Putra and Shafique, 2022).
public struct Quantizer: Sendable {
  /// The key of stochastic rounding and of the network's rate coding.
  public var seed: UInt64
  /// Scales that were chosen before for the same float model; nil chooses all.
  public var knownScales: WeightScales?

  /// Creates a converter.
  ///
  /// - Parameters:
  ///   - seed: The key of stochastic rounding and of the network's rate coding.
  ///   - knownScales: Shared by the conversions of one float model; no result depends on it.
  public init(seed: UInt64, knownScales: WeightScales? = nil) {
    self.seed = seed
    self.knownScales = knownScales
  }

  /// Returns the integer form of `model` under `specification`.
  ///
  /// - Throws: `QuantizationFailure` if the specification is illegal or has no usable integers.
  public func quantize(
    _ model: TrainedModel,
    _ specification: QuantizationSpec
  ) throws(QuantizationFailure) -> QuantizedNetwork {
    try quantize(
      spec: model.spec,
      parameters: model.parameters,
      specification: specification,
      at: try point(of: model, specification)
    )
  }

  /// Returns the weight scales and guard bits that `specification` chooses for `model`.
  ///
  /// - Parameters:
  ///   - model: The float model.
  ///   - specification: The precisions, one element per layer.
  ///   - scales: Weight scales that are given, so that guard bits alone are chosen.
  /// - Throws: `QuantizationFailure` if the specification is illegal or all weights of a layer are
  ///   zero.
  public func point(
    of model: TrainedModel,
    _ specification: QuantizationSpec,
    keeping scales: [[Double]]? = nil
  ) throws(QuantizationFailure) -> QuantizationPoint {
    let layers = try conversions(model.spec, model.parameters, specification)
    var point = QuantizationPoint(scales: [], guardBits: [])
    for (index, (layer, activity)) in zip(layers, model.activity).enumerated() {
      let scales =
        if let scales {
          scales[index]
        } else if let knownScales {
          try knownScales.scales(
            ofLayer: index,
            specification.layers[index].weights,
            layer.scales
          )
        } else {
          try layer.scales()
        }
      point.scales.append(scales)
      point.guardBits.append(layer.guardBits(scales, peak: activity.membranePeak))
    }
    return point
  }

  /// Returns the integer form of a network under scales and guard bits that are given.
  ///
  /// At the `point` of a network that was made from a model, the result is that network. The
  /// clipping rules and guard bits of `specification` are without effect.
  ///
  /// - Parameters:
  ///   - spec: The structure, normalisations folded.
  ///   - parameters: The float numbers of `spec`.
  ///   - specification: The precisions, one element per layer.
  ///   - point: Scales and guard bits, one element per layer.
  /// - Throws: `QuantizationFailure` if specification or point are illegal or have no usable
  ///   integers.
  public func quantize(
    spec: NetworkSpec,
    parameters: NetworkParameters,
    specification: QuantizationSpec,
    at point: QuantizationPoint
  ) throws(QuantizationFailure) -> QuantizedNetwork {
    guard point.scales.count == spec.layers.count, point.guardBits.count == spec.layers.count
    else {
      throw .illegal(
        layer: "the network",
        reason: "scales of \(point.scales.count) and guard bits of \(point.guardBits.count) "
          + "layers; it has \(spec.layers.count)"
      )
    }
    var layers: [QuantizedLayer] = []
    for (index, layer) in try conversions(spec, parameters, specification).enumerated() {
      layers.append(try layer.layer(point.scales[index], guardBits: point.guardBits[index]))
    }
    let network = QuantizedNetwork(
      input: spec.input,
      encodingSeed: seed,
      layers: layers,
      readout: spec.readout
    )
    try network.validate()
    return network
  }

  private func conversions(
    _ spec: NetworkSpec,
    _ parameters: NetworkParameters,
    _ specification: QuantizationSpec
  ) throws(QuantizationFailure) -> [LayerConversion] {
    precondition(
      specification.layers.count == spec.layers.count,
      "precisions of \(specification.layers.count) layers for \(spec.layers.count)"
    )
    if let layer = spec.layers.first(where: { $0.neuron.rectifier != nil }) {
      throw .illegal(layer: layer.name, reason: "rectifiers (relu) have no integers")
    }
    do { try spec.check(parameters) } catch {
      throw .illegal(layer: "the network", reason: error.description)
    }
    var layers: [LayerConversion] = []
    for (index, geometry) in spec.geometries.enumerated() {
      layers.append(
        try LayerConversion(
          index,
          of: spec,
          geometry,
          parameters.layers[index],
          specification.layers[index],
          seed: seed
        )
      )
    }
    return layers
  }
}
