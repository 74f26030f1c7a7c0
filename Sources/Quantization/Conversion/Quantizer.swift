import FixedPoint
import Foundation
import SpikingNetworks

/// Converts a trained float network into integers: post-training quantization (PTQ).
///
/// A pure function of model, specification and seed. `docs/numerics.md`, section "Conversion", is its
/// text; the papers call the steps PTQ with TR, RN or SR rounding (Putra and Shafique, 2022).
public struct Quantizer: Sendable {
  /// The key of stochastic rounding and of the network's rate coding.
  public var seed: UInt64

  /// Creates a converter.
  public init(seed: UInt64) {
    self.seed = seed
  }

  /// Returns the integer form of `model` under `specification`.
  ///
  /// - Throws: `QuantizationFailure` if the specification is illegal or has no usable integers.
  public func quantize(
    _ model: TrainedModel,
    _ specification: QuantizationSpec
  ) throws(QuantizationFailure) -> QuantizedNetwork {
    precondition(specification.layers.count == model.spec.layers.count)
    var layers: [QuantizedLayer] = []
    for index in model.spec.layers.indices {
      layers.append(try layer(index, of: model, specification.layers[index]))
    }
    let network = QuantizedNetwork(
      input: model.spec.input,
      encodingSeed: seed,
      layers: layers,
      readout: model.spec.readout
    )
    try network.validate()
    return network
  }

  private func layer(
    _ index: Int,
    of model: TrainedModel,
    _ quantization: LayerQuantization
  ) throws(QuantizationFailure) -> QuantizedLayer {
    let spec = model.spec.layers[index]
    let geometry = model.spec.geometries[index]
    try spec.checkIntegerForm()
    guard spec.norm == nil else {
      throw .illegal(layer: spec.name, reason: "its normalisation is not folded into its weights")
    }
    try check(spec.name, quantization)
    let isReadout = index + 1 == model.spec.layers.count
    if isReadout && quantization.weights.scale == .channel {
      throw .comparedMembranesNeedOneScale(layer: spec.name)
    }
    let random = Philox(seed: seed, stream: .stochasticRounding)
    let parameters = ParameterQuantizer { kind, element in
      random.uniform(element, step: kind.rawValue, sample: index)
    }

    let quantizer = WeightQuantizer(
      quantization: quantization.weights,
      geometry: geometry
    )
    let float = model.parameters.layers[index]
    guard
      let weights = quantizer(float.weights, draw: { parameters.draw(.weight, $0) })
    else { throw .noWeights(layer: spec.name) }

    let betas = float.betas(of: spec.neuron)
    let thresholds = float.thresholds(of: spec.neuron)
    let inputPool = geometry.inputWindow.area > 1 ? spec.inputPool?.kind : nil
    let inputScale =
      index == 0 ? model.spec.input.scale : geometry.scale(ofSpikesPooledBy: inputPool)
    let accumulatorUnits = weights.scales.map { $0 * inputScale }
    let guardBits = chooseGuardBits(
      quantization.membrane,
      accumulatorUnits,
      reaches: thresholds.isEmpty
        ? [max(model.activity[index].membranePeak, .leastNormalMagnitude)] : thresholds
    )
    let units = accumulatorUnits.map { $0 * exp2(Double(-guardBits)) }

    let bias =
      float.bias.isEmpty
      ? nil
      : parameters.biases(
        float.bias.enumerated().map { Double($1) / units[units.count == 1 ? 0 : $0] },
        quantization.bias
      )
    return QuantizedLayer(
      name: spec.name,
      geometry: geometry,
      inputPool: inputPool,
      weights: weights,
      guardBits: guardBits,
      guardRounding: quantization.membrane.guardRounding,
      bias: bias,
      decay: parameters.decay(betas: betas, quantization.decay),
      firing: try firing(spec, thresholds, quantization, units, parameters),
      membraneBits: quantization.membrane.bits,
      overflow: quantization.membrane.overflow
    )
  }

  private func firing(
    _ spec: LayerSpec,
    _ thresholds: [Double],
    _ quantization: LayerQuantization,
    _ units: [Double],
    _ parameters: ParameterQuantizer
  ) throws(QuantizationFailure) -> IntegerFiring? {
    guard let firing = spec.neuron.firing else { return nil }
    let range = IntegerRange.signed(bits: quantization.membrane.bits)
    let threshold = parameters.thresholds(
      (0..<max(units.count, thresholds.count)).map {
        thresholds[thresholds.count == 1 ? 0 : $0] / units[units.count == 1 ? 0 : $0]
      },
      quantization.threshold
    )
    let values = threshold.mantissas.indices.map { threshold.value(at: $0) }
    let (smallest, largest) = (values.min() ?? 0, values.max() ?? 0)
    guard smallest > 0 else { throw .thresholdIsZero(layer: spec.name) }
    guard largest <= range.upper else {
      throw .thresholdBeyondMembrane(layer: spec.name, threshold: largest, limit: range.upper)
    }
    var resetValues: ScaledIntegers?
    if firing.reset == .zero && firing.resetValue != 0 {
      let integers = parameters.biases(units.map { firing.resetValue / $0 }, quantization.reset)
      resetValues = integers
      for channel in 0..<max(threshold.mantissas.count, integers.mantissas.count) {
        let value = integers.value(at: channel)
        guard range.contains(value), value < threshold.value(at: channel) else {
          throw .resetOutOfRange(layer: spec.name, value: value)
        }
      }
    }
    return IntegerFiring(threshold: threshold, reset: firing.reset, resetValue: resetValues)
  }

  /// The guard bits of a layer whose membranes reach `reaches`; see `GuardBits`.
  private func chooseGuardBits(
    _ membrane: MembraneQuantization,
    _ units: [Double],
    reaches: [Double]
  ) -> Int {
    switch membrane.guardBits {
    case .exactly(let count):
      return count
    case .automatic(let headroom):
      let room = exp2(Double(membrane.bits - 1 - headroom))
      let counts = (0..<max(units.count, reaches.count)).map { channel in
        log2(
          room * units[units.count == 1 ? 0 : channel] / reaches[reaches.count == 1 ? 0 : channel]
        )
        .rounded(.down)
      }
      return Int(min(max(counts.min() ?? 0, -16), 16))
    }
  }

  private func check(
    _ layer: String,
    _ quantization: LayerQuantization
  ) throws(QuantizationFailure) {
    func refuse(_ reason: String) -> QuantizationFailure { .illegal(layer: layer, reason: reason) }
    let weights = quantization.weights
    guard weights.grid.legalBits.contains(weights.storedBits) else {
      throw refuse(
        "\(weights.grid.rawValue) weights of \(weights.bits) bits; legal are "
          + weights.grid.legalBits.map(String.init).joined(separator: ", ")
      )
    }
    guard !quantization.decay.rounding.isStochastic else {
      throw refuse("the leak cannot be rounded stochastically at run time")
    }
    guard !quantization.membrane.guardRounding.isStochastic else {
      throw refuse("the accumulator cannot be rounded stochastically at run time")
    }
    guard (4...24).contains(quantization.membrane.bits) else {
      throw refuse("a membrane of \(quantization.membrane.bits) bits; legal are 4...24")
    }
    guard quantization.membrane.bits + quantization.decay.bits <= 31 else {
      throw refuse(
        "membrane (\(quantization.membrane.bits)) and decay (\(quantization.decay.bits)) bits "
          + "exceed 31, so v * D could leave 32 bits"
      )
    }
    guard (2...16).contains(quantization.threshold.bits), (2...16).contains(quantization.bias.bits)
    else { throw refuse("threshold and bias take 2...16 bits") }
  }
}
