import FixedPoint
import SpikingNetworks

extension QuantizedNetwork {
  /// The largest integer up to which a float holds every integer.
  static let largestExactInteger = 1 << 24

  /// Returns the layers as the vector kernels compute with them.
  ///
  /// - Parameter inRealUnits: Whether membranes leave the kernels in the units of the float
  ///   network, as training needs them, or as integers.
  /// - Throws: `QuantizationFailure.illegal` for a layer whose sums, over any part of its inputs,
  ///   can leave the integers that a float holds exactly, and for a readout whose sums of membranes
  ///   can.
  func layerForms(inRealUnits: Bool) throws(QuantizationFailure) -> [IntegerLayerForm] {
    try checkScores(inRealUnits: inRealUnits)
    var forms: [IntegerLayerForm] = []
    for (index, layer) in layers.enumerated() {
      let largestInput = largestInput(ofLayer: index)
      guard layer.largestSum(largestInput: largestInput) <= Self.largestExactInteger else {
        throw .illegal(
          layer: layer.name,
          reason: "its weighted sums can exceed 2^24, up to which floats hold every integer"
        )
      }
      let units = inRealUnits ? membraneUnits(ofLayer: index) : [1]
      forms.append(IntegerLayerForm(layer, units: units))
    }
    return forms
  }

  /// Sums of membranes order like their integers as long as they are exact, or a bit more times a
  /// unit.
  private func checkScores(inRealUnits: Bool) throws(QuantizationFailure) {
    guard readout == .membrane(.sum), let last = layers.last else { return }
    let largest = (1 << (last.membraneBits - 1)) * input.timesteps
    guard largest <= Self.largestExactInteger / (inRealUnits ? 2 : 1) else {
      throw .illegal(
        layer: last.name,
        reason: "sums of \(input.timesteps) membranes of \(last.membraneBits) bits are too wide "
          + "for floats, which hold \(inRealUnits ? 23 : 24) bits and a sign"
      )
    }
  }
}

extension QuantizedLayer {
  /// The largest magnitude of a weighted sum over any part of the inputs, whatever their order.
  fileprivate func largestSum(largestInput: Int) -> Int {
    let point = weights.grid.codes(bits: weights.bits)
    let highest = max(weights.grid.point(point.upperBound), -weights.grid.point(point.lowerBound))
    let recurrentInputs = recurrence == nil ? 0 : outputCount
    let factor = recurrence?.factor ?? 0
    let most = highest * (geometry.fanIn * largestInput + recurrentInputs * factor)
    // Most layers are far from the limit whatever their weights are.
    guard most > QuantizedNetwork.largestExactInteger else { return most }
    var positive = [Int](repeating: 0, count: geometry.channels)
    var negative = positive
    func add(_ values: [Int16], length: Int, times factor: Int, _ channel: (Int) -> Int) {
      for first in stride(from: 0, to: values.count, by: length) {
        let start = channel(first)
        for index in 0..<length {
          let value = Int(values[first + index]) * factor
          positive[start + index] += max(value, 0)
          negative[start + index] -= min(value, 0)
        }
      }
    }
    add(
      weights.values,
      length: geometry.groupOutputs,
      times: largestInput,
      geometry.channel(ofWeight:)
    )
    if let recurrence {
      add(recurrence.values, length: outputCount, times: recurrence.factor) { _ in 0 }
    }
    return max(positive.max() ?? 0, negative.max() ?? 0)
  }
}

extension IntegerLayerForm {
  /// The integers of `layer`, its membranes in `units`.
  fileprivate init(_ layer: QuantizedLayer, units: [Double]) {
    let (grid, codes) = (layer.weights.grid, layer.weights.grid.codes(bits: layer.weights.bits))
    self.init(
      weights: layer.weights.values.map(Float.init),
      recurrentWeights: layer.recurrence?.values.map(Float.init) ?? [],
      recurrentFactor: layer.recurrence?.factor ?? 1,
      weightRange: grid.point(codes.lowerBound)...grid.point(codes.upperBound),
      scales: layer.weights.scales,
      units: units,
      sum: IntegerWidth(bits: layer.accumulatorBits, overflow: layer.accumulatorOverflow),
      guardBits: layer.guardBits,
      guardRounding: layer.guardRounding,
      bias: layer.bias?.values ?? [],
      membrane: IntegerStateForm(
        leak: IntegerLeakForm(layer.decay),
        width: IntegerWidth(bits: layer.membraneBits, overflow: layer.overflow)
      ),
      synapse: layer.synapse.map { synapse in
        IntegerStateForm(
          leak: IntegerLeakForm(synapse.decay),
          width: IntegerWidth(bits: synapse.bits, overflow: synapse.overflow)
        )
      },
      firing: layer.firing.map { firing in
        IntegerFiringForm(
          thresholds: firing.threshold.values,
          resetValues: firing.resetValue?.values ?? [],
          rise: firing.adaptation.map { adaptation in
            IntegerRiseForm(
              leak: IntegerLeakForm(adaptation.decay),
              steps: adaptation.step.values,
              limit: adaptation.limit
            )
          }
        )
      }
    )
  }
}

extension IntegerLeakForm {
  fileprivate init(_ decay: IntegerDecay) {
    switch decay {
    case .none:
      self = .none
    case .multiplier(let factors, let fractionBits, _, let rounding):
      self.init(factors: factors.map(Int32.init), distances: [fractionBits], rounding: rounding)
    case .shift(let distances, _, let rounding):
      self.init(factors: [1], distances: distances, rounding: rounding)
    }
  }
}

extension ScaledIntegers {
  /// The values m * 2^e.
  fileprivate var values: [Int32] { mantissas.indices.map { Int32(value(at: $0)) } }
}
