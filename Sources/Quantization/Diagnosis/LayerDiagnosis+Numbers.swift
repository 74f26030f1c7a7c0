import FixedPoint
import SpikingNetworks

extension WeightFigures {
  /// Compares float weights with the integers of `layer`.
  init(_ parameters: LayerParameters, _ layer: QuantizedLayer) {
    let (grid, bits) = (layer.weights.grid, layer.weights.bits)
    let ends = grid.codes(bits: bits)
    let (lowest, highest) = (
      Double(grid.point(ends.lowerBound)), Double(grid.point(ends.upperBound))
    )
    // As conversion takes them: the error of a division clamps nothing.
    let slack = 0x1p-30 * highest
    var (zeroed, clamped) = (0, 0)
    var (values, results): ([Double], [Double]) = ([], [])
    func add(_ weight: Float, _ integer: Int16, _ channel: Int) {
      let (value, scale) = (Double(weight), layer.weights.scales.shared(channel))
      values.append(value)
      results.append(scale * Double(integer))
      zeroed += value != 0 && integer == 0 ? 1 : 0
      let isInside = (lowest - slack...highest + slack).contains(value / scale)
      clamped += isInside ? 0 : 1
    }
    for (place, weight) in parameters.weights.enumerated() {
      add(weight, layer.weights.values[place], layer.geometry.channel(ofWeight: place))
    }
    for (place, integer) in (layer.recurrence?.values ?? []).enumerated() {
      add(parameters.recurrentWeights[place], integer, place % layer.geometry.channels)
    }
    self.init(
      error: RelativeError(of: values, becoming: results).rootMeanSquare,
      zeroed: Double(zeroed) / Double(values.count),
      clamped: Double(clamped) / Double(values.count)
    )
  }
}

extension DecayFigures {
  /// Compares the decays `betas`, one or one per channel, with the leak of a state of values in `range`.
  init(_ betas: [Double], _ decay: IntegerDecay, range: IntegerRange) {
    count = max(betas.count, decay.numbers.count)
    let leaks = (0..<count).map { 1 - betas.shared($0) }
    let results = (0..<count).map { decay.part(channel: $0) }
    error = RelativeError(of: leaks, becoming: results)
    floatLeak = leaks.reduce(0, +) / Double(count)
    integerLeak = results.reduce(0, +) / Double(count)
    // Leak and remainder never decrease with the value, so that the ends speak for all values.
    let ends = [range.lower, range.upper]
    lost = (0..<count).count { channel in
      leaks[channel] > 0 && ends.allSatisfy { decay.leak($0, channel: channel) == 0 }
    }
    total = (0..<count).count { channel in
      leaks[channel] < 1 && ends.allSatisfy { decay.leak($0, channel: channel) == $0 }
    }
  }
}

extension LayerDiagnosis {
  /// Compares layer `index` of `network` with that of `model`, and takes over what both did on samples.
  init(
    _ index: Int,
    of network: QuantizedNetwork,
    from model: TrainedModel,
    _ activity: ActivityComparison,
    _ overflows: OverflowShares
  ) {
    let (layer, spec) = (network.layers[index], model.spec.layers[index])
    let parameters = model.parameters.layers[index]
    let units = network.membraneUnits(ofLayer: index)
    func error(_ values: [Double], _ integers: ScaledIntegers) -> RelativeError {
      let count = max(values.count, integers.mantissas.count, units.count)
      return RelativeError(
        of: (0..<count).map { values.shared($0) },
        becoming: (0..<count).map { units.shared($0) * Double(integers.value(at: $0)) }
      )
    }
    name = layer.name
    weights = WeightFigures(parameters, layer)
    let firing = layer.firing
    let accumulatorUnit = layer.guardBits > 0 ? 1 << layer.guardBits : 1
    thresholds = firing.map { firing in
      ThresholdFigures(
        error: error(parameters.thresholds(of: spec.neuron), firing.threshold),
        count: firing.threshold.mantissas.count,
        low: firing.threshold.mantissas.indices.count {
          firing.threshold.value(at: $0) < accumulatorUnit
        }
      )
    }
    biasError = layer.bias.map {
      error(parameters.bias.map(Double.init), $0)
    }
    decay = DecayFigures(
      parameters.betas(of: spec.neuron),
      layer.decay,
      range: .signed(bits: layer.membraneBits)
    )
    synapticDecay = layer.synapse.map { synapse in
      DecayFigures(
        [spec.neuron.synapticDecay ?? 0],
        synapse.decay,
        range: .signed(bits: synapse.bits)
      )
    }
    let adaptation = spec.neuron.firing?.adaptation
    adaptationDecay = firing?.adaptation.map { integers in
      DecayFigures(
        [adaptation?.decay ?? 0],
        integers.decay,
        range: .unsigned(bits: integers.bits)
      )
    }
    adaptationStepError = firing?.adaptation.map { error([adaptation?.step ?? 0], $0.step) }
    membraneDifference = activity.membraneDifference
    spikeDifference = activity.spikeDifference
    floatFiring = activity.floatFiring
    integerFiring = activity.integerFiring
    self.overflows = overflows
  }
}
