import FixedPoint
import Foundation
import SpikingNetworks

/// The conversion of one layer: what its steps share.
struct LayerConversion {
  private let spec: LayerSpec
  private let geometry: LayerGeometry
  private let inputPool: PoolKind?
  private let float: LayerParameters
  private let quantization: LayerQuantization
  /// The integer 1 / s_x.
  private let inverseInputScale: Int
  private let parameters: ParameterQuantizer

  /// Prepares layer `index` of a network.
  ///
  /// - Throws: `QuantizationFailure` for precisions that the layer cannot have.
  init(
    _ index: Int,
    of network: NetworkSpec,
    _ geometry: LayerGeometry,
    _ float: LayerParameters,
    _ quantization: LayerQuantization,
    seed: UInt64
  ) throws(QuantizationFailure) {
    spec = network.layers[index]
    self.geometry = geometry
    self.float = float
    self.quantization = quantization
    inputPool = geometry.inputWindow.area > 1 ? spec.inputPool?.kind : nil
    inverseInputScale =
      index == 0 ? network.input.inverseScale : geometry.inverseScale(ofSpikesPooledBy: inputPool)
    let random = Philox(seed: seed, stream: .stochasticRounding)
    parameters = ParameterQuantizer { parameter, element in
      random.uniform(element, step: parameter.rawValue, sample: index)
    }
    guard spec.norm == nil else {
      throw .illegal(layer: spec.name, reason: "its normalisation is not folded into its weights")
    }
    try quantization.validate(for: spec)
    if index + 1 == network.layers.count && quantization.weights.scale == .channel {
      throw .comparedMembranesNeedOneScale(layer: spec.name)
    }
  }

  private var weights: WeightQuantizer {
    WeightQuantizer(quantization: quantization.weights, geometry: geometry)
  }

  /// Returns the weight scales: one, or one per channel.
  func scales() throws(QuantizationFailure) -> [Double] {
    guard let scales = weights.scales(float.weights, recurrent: float.recurrentWeights) else {
      throw .noWeights(layer: spec.name)
    }
    return scales
  }

  /// Returns the guard bits under `scales`.
  ///
  /// - Parameter peak: The largest |u| seen in training; matters to a layer that never fires.
  func guardBits(_ scales: [Double], peak: Double) -> Int {
    switch quantization.membrane.guardBits {
    case .exactly(let count):
      return count
    case .automatic(let headroom):
      let thresholds = float.thresholds(of: spec.neuron)
      let reaches = thresholds.isEmpty ? [max(peak, .leastNormalMagnitude)] : thresholds
      let room = exp2(Double(quantization.membrane.bits - 1 - headroom))
      let counts = perChannel(units(scales, guardBits: 0), reaches) { unit, reach in
        // The largest g with reach <= room * unit * 2^-g.
        Int((room * unit / reach).exponent)
      }
      let legal = GuardBits.legalCounts
      return min(max(counts.min() ?? 0, legal.lowerBound), legal.upperBound)
    }
  }

  /// Returns the integers of the layer under `scales` and `guardBits`.
  ///
  /// - Throws: `QuantizationFailure` for scales or guard bits that no layer has, and for
  ///   thresholds, reset values and steps that have no usable integer.
  func layer(_ scales: [Double], guardBits: Int) throws(QuantizationFailure) -> QuantizedLayer {
    try check(scales, guardBits)
    let units = units(scales, guardBits: guardBits)
    let synapse = spec.neuron.synapticDecay.map { decay in
      IntegerSynapse(
        decay: parameters.leak([decay], quantization.synapse.decay, .synapticDecay),
        bits: quantization.synapse.bits,
        overflow: quantization.synapse.overflow
      )
    }
    return QuantizedLayer(
      name: spec.name,
      geometry: geometry,
      inputPool: inputPool,
      weights: QuantizedWeights(
        grid: quantization.weights.grid,
        bits: quantization.weights.storedBits,
        values: weights.integers(float.weights, scales: scales) { parameters.draw(.weight, $0) },
        scales: scales
      ),
      recurrence: recurrence(scales),
      accumulatorBits: quantization.accumulator.bits,
      accumulatorOverflow: quantization.accumulator.overflow,
      guardBits: guardBits,
      guardRounding: quantization.membrane.guardRounding,
      bias: float.bias.isEmpty
        ? nil
        : parameters.signed(
          perChannel(float.bias.map(Double.init), units) { $0 / $1 },
          quantization.bias,
          .bias
        ),
      synapse: synapse,
      decay: parameters.leak(float.betas(of: spec.neuron), quantization.decay, .decay),
      firing: try spec.neuron.firing.map { firing throws(QuantizationFailure) in
        try integers(of: firing, units)
      },
      membraneBits: quantization.membrane.bits,
      overflow: quantization.membrane.overflow
    )
  }

  private func check(_ scales: [Double], _ guardBits: Int) throws(QuantizationFailure) {
    let count = quantization.weights.scale == .tensor ? 1 : geometry.channels
    guard scales.count == count, quantization.weights.grid.areLegal(scales: scales) else {
      throw .illegal(
        layer: spec.name,
        reason: "\(scales.count) weight scales, or illegal ones; \(count) are needed"
      )
    }
    guard GuardBits.legalCounts.contains(guardBits) else {
      throw .illegal(
        layer: spec.name,
        reason: "guard bits \(guardBits); legal are \(GuardBits.legalCounts)"
      )
    }
  }

  private func recurrence(_ scales: [Double]) -> IntegerRecurrence? {
    guard spec.isRecurrent else { return nil }
    return IntegerRecurrence(
      values: weights.integers(recurrent: float.recurrentWeights, scales: scales) {
        parameters.draw(.recurrentWeight, $0)
      },
      factor: inverseInputScale
    )
  }

  /// The real values of one unit of the membrane.
  private func units(_ scales: [Double], guardBits: Int) -> [Double] {
    QuantizedNetwork.membraneUnits(
      scales: scales,
      inverseInputScale: inverseInputScale,
      guardBits: guardBits
    )
  }

  /// Returns the integers of thresholds, reset values and adaptation.
  private func integers(
    of firing: FiringSpec,
    _ units: [Double]
  ) throws(QuantizationFailure) -> IntegerFiring {
    let range = IntegerRange.signed(bits: quantization.membrane.bits)
    let threshold = parameters.unsigned(
      perChannel(float.thresholds(of: spec.neuron), units) { $0 / $1 },
      quantization.threshold,
      .threshold
    )
    let values = threshold.mantissas.indices.map { threshold.value(at: $0) }
    let (smallest, largest) = (values.min() ?? 0, values.max() ?? 0)
    guard smallest > 0 else { throw .thresholdIsZero(layer: spec.name) }
    guard largest <= range.upper else {
      throw .thresholdBeyondMembrane(layer: spec.name, threshold: largest, limit: range.upper)
    }
    var result = IntegerFiring(threshold: threshold, reset: firing.reset)
    if firing.reset == .zero && firing.resetValue != 0 {
      let integers = parameters.signed(
        units.map { firing.resetValue / $0 },
        quantization.reset,
        .resetValue
      )
      for channel in 0..<max(threshold.mantissas.count, integers.mantissas.count) {
        let value = integers.value(at: channel)
        guard range.contains(value), value < threshold.value(at: channel) else {
          throw .resetOutOfRange(layer: spec.name, value: value)
        }
      }
      result.resetValue = integers
    }
    if let adaptation = firing.adaptation {
      result.adaptation = try integers(of: adaptation, units)
    }
    return result
  }

  private func integers(
    of adaptation: AdaptationSpec,
    _ units: [Double]
  ) throws(QuantizationFailure) -> IntegerAdaptation {
    let step = parameters.unsigned(
      units.map { adaptation.step / $0 },
      quantization.adaptation.step,
      .adaptationStep
    )
    guard adaptation.step == 0 || !step.mantissas.contains(0) else {
      throw .adaptationStepIsZero(layer: spec.name)
    }
    return IntegerAdaptation(
      decay: parameters.leak(
        [adaptation.decay],
        quantization.adaptation.decay,
        .adaptationDecay
      ),
      step: step,
      bits: quantization.adaptation.bits
    )
  }

  /// Combines two tables of one number or one per channel.
  private func perChannel<Result>(
    _ left: [Double],
    _ right: [Double],
    _ combine: (Double, Double) -> Result
  ) -> [Result] {
    (0..<max(left.count, right.count)).map { channel in
      combine(left[left.count == 1 ? 0 : channel], right[right.count == 1 ? 0 : channel])
    }
  }
}
