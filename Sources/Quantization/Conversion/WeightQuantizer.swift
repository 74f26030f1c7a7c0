import FixedPoint

/// Turns the float weights of one layer into integers with one scale, or one per output.
struct WeightQuantizer {
  let quantization: WeightQuantization
  let outputCount: Int

  /// The largest integer of the grid.
  var largest: Int {
    switch quantization.grid {
    case .symmetric: (1 << (quantization.bits - 1)) - 1
    }
  }

  /// Returns integers and scales for `weights`, row-major [input][output]; nil if all are zero.
  ///
  /// - Parameter draw: A uniform number in 0..<1 for the weight at a flat index.
  func callAsFunction(_ weights: [Float], draw: (Int) -> Double) -> QuantizedWeights? {
    let peaks = channelPeaks(weights)
    guard let peak = peaks.max(), peak > 0 else { return nil }
    let scales: [Double]
    switch quantization.scale {
    case .tensor:
      scales = [scale(of: weights, peak: peak)]
    case .channel:
      // A silent channel has no scale of its own; any positive one represents its zeros.
      scales = (0..<outputCount).map { channel in
        guard peaks[channel] > 0 else { return Double(peak) / Double(largest) }
        let column = stride(from: channel, to: weights.count, by: outputCount).map { weights[$0] }
        return scale(of: column, peak: peaks[channel])
      }
    }
    let limit = Double(largest)
    let rounding = quantization.rounding
    var values = [Int16](repeating: 0, count: weights.count)
    var channel = 0
    let inverses = scales.map { 1 / $0 }
    for index in weights.indices {
      let scaled = Double(weights[index]) * inverses[scales.count == 1 ? 0 : channel]
      let clamped = min(max(Self.settled(scaled), -limit), limit)
      values[index] = Int16(rounding.rounding(clamped, draw: draw(index)))
      channel = channel + 1 == outputCount ? 0 : channel + 1
    }
    return QuantizedWeights(
      grid: quantization.grid,
      bits: quantization.bits,
      values: values,
      scales: scales
    )
  }

  /// Takes a quotient within 2^-30 of an integer for that integer.
  ///
  /// The weight that defines a scale divides by it to the largest integer but for the error of the
  /// division, which a directed rounding must not see.
  private static func settled(_ quotient: Double) -> Double {
    let nearest = quotient.rounded(.toNearestOrEven)
    return abs(quotient - nearest) < 0x1p-30 * max(1, abs(nearest)) ? nearest : quotient
  }

  /// The largest magnitude of each output's weights.
  private func channelPeaks(_ weights: [Float]) -> [Float] {
    var peaks = [Float](repeating: 0, count: outputCount)
    for row in stride(from: 0, to: weights.count, by: outputCount) {
      for channel in 0..<outputCount {
        peaks[channel] = max(peaks[channel], abs(weights[row + channel]))
      }
    }
    return peaks
  }

  private func scale(of group: [Float], peak: Float) -> Double {
    switch quantization.clip {
    case .max: Double(peak) / Double(largest)
    case .mse: leastSquaresScale(of: group, peak: peak)
    }
  }

  /// The candidate scale with the least squared error under rounding to nearest.
  ///
  /// Candidates are 30 % to 100 % of the largest magnitude in steps of 2.5 %. Nearest rounding judges
  /// them whatever the mode of the conversion: a directed mode shifts all candidates alike.
  private func leastSquaresScale(of group: [Float], peak: Float) -> Double {
    // Adding and subtracting 1.5 * 2^23 rounds a float below 2^22 to the nearest integer, in a form
    // that vectorises on every instruction set.
    let magic: Float = 12_582_912
    let limit = Float(largest)
    var best = (error: Float.infinity, scale: peak / limit)
    for step in 0...28 {
      let scale = peak * (1 - 0.025 * Float(step)) / limit
      let inverse = 1 / scale
      var lanes = SIMD8<Float>.zero
      var index = 0
      group.withUnsafeBufferPointer { group in
        while index + 8 <= group.count {
          var scaled = SIMD8<Float>.zero
          for lane in 0..<8 { scaled[lane] = group[index + lane] }
          let clamped = (scaled * inverse).clamped(
            lowerBound: SIMD8(repeating: -limit),
            upperBound: SIMD8(repeating: limit)
          )
          let rounded = (clamped + magic) - magic
          let error = scaled - rounded * scale
          lanes += error * error
          index += 8
        }
      }
      var error = lanes.sum()
      for value in group[index...] {
        let rounded = (min(max(value * inverse, -limit), limit) + magic) - magic
        error += (value - rounded * scale) * (value - rounded * scale)
      }
      if error < best.error { best = (error, scale) }
    }
    return Double(best.scale)
  }
}
