import SpikingNetworks

/// A batch normalisation over all samples, steps and positions of a shard.
///
/// y = scale * (I - mean) / deviation + shift is kept in two parts, as folding does: the factor
/// scale / deviation belongs to the weights, shift - mean * scale / deviation to the bias. A layer
/// with synaptic currents needs the difference.
struct ReferenceNorm {
  let epsilon: Double
  let channels: Int

  /// The statistics of the currents, each [channel].
  struct Statistics {
    var mean: [Double]
    /// The mean squared distance from the mean (biased).
    var variance: [Double]
  }

  /// The gradients of what enters a normalisation, and of its numbers.
  struct Gradient {
    var currents: ReferenceSignal
    var scale: [Double]
    var shift: [Double]
  }

  private func forEach(_ signal: ReferenceSignal, _ body: (Int, Int, Int, Int) -> Void) {
    for sample in signal.indices {
      for step in signal[sample].indices {
        for index in signal[sample][step].indices { body(sample, step, index, index % channels) }
      }
    }
  }

  private func rows(_ currents: ReferenceSignal) -> Double {
    currents.reduce(0) { $0 + $1.reduce(0) { $0 + Double($1.count / channels) } }
  }

  func statistics(_ currents: ReferenceSignal) -> Statistics {
    let rows = rows(currents)
    var result = Statistics(
      mean: Array(repeating: 0, count: channels),
      variance: Array(repeating: 0, count: channels)
    )
    forEach(currents) { result.mean[$3] += currents[$0][$1][$2] / rows }
    forEach(currents) { sample, step, index, channel in
      let distance = currents[sample][step][index] - result.mean[channel]
      result.variance[channel] += distance * distance / rows
    }
    return result
  }

  func deviation(_ statistics: Statistics) -> [Double] {
    statistics.variance.map { ($0 + epsilon).squareRoot() }
  }

  /// Returns the currents times scale / deviation.
  func scaled(
    _ currents: ReferenceSignal,
    _ statistics: Statistics,
    scale: [Double]
  ) -> ReferenceSignal {
    let deviation = deviation(statistics)
    return currents.map {
      $0.map {
        $0.enumerated().map { $1 * scale[$0 % channels] / deviation[$0 % channels] }
      }
    }
  }

  /// Returns the constant part of each channel.
  func constants(_ statistics: Statistics, scale: [Double], shift: [Double]) -> [Double] {
    let deviation = deviation(statistics)
    return (0..<channels).map { shift[$0] - statistics.mean[$0] * scale[$0] / deviation[$0] }
  }

  /// Returns the gradients, given those of the scaled currents and of the constant parts.
  func backward(
    _ gradient: ReferenceSignal,
    constants: [Double],
    currents: ReferenceSignal,
    scale: [Double]
  ) -> Gradient {
    let statistics = statistics(currents)
    let deviation = deviation(statistics)
    let rows = rows(currents)
    var result = Gradient(
      currents: gradient,
      scale: Array(repeating: 0, count: channels),
      shift: constants
    )
    // The factor scale / deviation enters both parts, the mean the constant one.
    var factor = zip(constants, statistics.mean).map { -$0 * $1 }
    forEach(currents) { sample, step, index, channel in
      factor[channel] += gradient[sample][step][index] * currents[sample][step][index]
    }
    for channel in 0..<channels { result.scale[channel] = factor[channel] / deviation[channel] }
    forEach(currents) { sample, step, index, channel in
      let distance = currents[sample][step][index] - statistics.mean[channel]
      let cube = deviation[channel] * deviation[channel] * deviation[channel]
      // d factor / dI through the variance, then d constant / dI through the mean, then directly.
      result.currents[sample][step][index] =
        -factor[channel] * scale[channel] / cube * distance / rows
        - constants[channel] * scale[channel] / deviation[channel] / rows
        + gradient[sample][step][index] * scale[channel] / deviation[channel]
    }
    return result
  }
}
