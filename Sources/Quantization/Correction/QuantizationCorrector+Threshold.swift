import FixedPoint
import SpikingNetworks

extension QuantizationCorrector {
  /// The factors that thresholds are tried with: 2^(n/8), n = 0, -1, 1, -2, 2, -3, 3, -4, 4.
  ///
  /// Written out, so that no system's library decides about a rounding.
  static let thresholdFactors: [Double] = [
    1, 0.9170040432046712, 1.0905077326652577, 0.8408964152537145, 1.189207115002721,
    0.7711054127039704, 1.2968395546510096, 0.7071067811865476, 1.4142135623730951,
  ]

  /// Returns `network` with thresholds under which its layers fire about as often as those of the float model.
  ///
  /// From the first layer to the last, all thresholds of a layer are multiplied by the one of the factors 2^(n/8),
  /// n = -4...4, that brings its mean firing rate on the samples closest to the float rate; on ties the one closest
  /// to 1, then the smaller one. Products are rounded to nearest, to even on ties, with the layer's number of bits
  /// and a new exponent. Factors that give no legal network are skipped; 1 changes nothing.
  public func correctingThresholds(of network: QuantizedNetwork) -> QuantizedNetwork {
    requireOrigin(of: network)
    var result = network
    for index in network.layers.indices {
      guard let firing = network.layers[index].firing else { continue }
      let wanted = activity.layers[index].rate
      var best: (distance: Double, network: QuantizedNetwork)?
      for factor in Self.thresholdFactors {
        var candidate = result
        if factor != 1 {
          candidate.layers[index].firing?.threshold = scaled(firing.threshold, by: factor)
          guard (try? candidate.validate()) != nil else { continue }
        }
        let distance = abs(rate(ofLayer: index, candidate) - wanted)
        if distance < best?.distance ?? .infinity { best = (distance, candidate) }
      }
      result = best?.network ?? result
    }
    return result
  }

  private func scaled(_ threshold: ScaledIntegers, by factor: Double) -> ScaledIntegers {
    ParameterQuantizer { _, _ in 0 }.unsigned(
      threshold.mantissas.indices.map { Double(threshold.value(at: $0)) * factor },
      ParameterQuantization(bits: threshold.bits, rounding: .halfEven),
      .threshold
    )
  }

  /// The mean number of spikes of a neuron of layer `index` in a step, on the calibration samples.
  ///
  /// What comes behind the layer is not run.
  func rate(ofLayer index: Int, _ network: QuantizedNetwork) -> Double {
    var front = network
    front.layers.removeSubrange((index + 1)...)
    front.readout = .spikeCount
    let spikes = IntegerSimulator(front).evaluate(samples).layerSpikes[index]
    return spikes / Double(front.layers[index].outputCount * front.input.timesteps)
  }
}
