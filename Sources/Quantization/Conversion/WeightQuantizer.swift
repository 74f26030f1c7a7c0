import FixedPoint
import SpikingNetworks

/// Turns the float weights of one layer into integers with one scale, or one per output channel.
struct WeightQuantizer {
  let quantization: WeightQuantization
  let geometry: LayerGeometry

  /// The largest integer of the grid.
  var largest: Int { quantization.grid.largest(bits: quantization.storedBits) }

  /// Returns integers and scales for `weights`, in the order of `LayerGeometry`; nil if all are zero.
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
      scales = zip(peaks, channelGroups(weights, peaks)).map { peakOfChannel, group in
        peakOfChannel > 0 ? scale(of: group, peak: peakOfChannel) : Double(peak) / Double(largest)
      }
    }
    let limit = Double(largest)
    let rounding = quantization.rounding
    var values = [Int16](repeating: 0, count: weights.count)
    let inverses = scales.map { 1 / $0 }
    forEachRow { firstWeight, firstChannel in
      for index in 0..<geometry.groupOutputs {
        let place = firstWeight + index
        let inverse = inverses[inverses.count == 1 ? 0 : firstChannel + index]
        let scaled = Double(weights[place]) * inverse
        let clamped = min(max(Self.settled(scaled), -limit), limit)
        values[place] = Int16(rounding.rounding(clamped, draw: draw(place)))
      }
    }
    return QuantizedWeights(
      grid: quantization.grid,
      bits: quantization.storedBits,
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

  /// Calls `body` with the first weight and the first channel of each row of weights.
  private func forEachRow(_ body: (Int, Int) -> Void) {
    let length = geometry.groupOutputs
    for row in 0..<geometry.weightRows {
      body(row * length, row % geometry.pooled.channels / geometry.groupInputs * length)
    }
  }

  /// The largest magnitude of each channel's weights.
  private func channelPeaks(_ weights: [Float]) -> [Float] {
    var peaks = [Float](repeating: 0, count: geometry.channels)
    forEachRow { firstWeight, firstChannel in
      for index in 0..<geometry.groupOutputs {
        let channel = firstChannel + index
        peaks[channel] = max(peaks[channel], abs(weights[firstWeight + index]))
      }
    }
    return peaks
  }

  /// The weights of each channel; only the largest magnitudes matter to `max`.
  private func channelGroups(_ weights: [Float], _ peaks: [Float]) -> [[Float]] {
    guard quantization.clip != .max else { return peaks.map { [$0] } }
    var groups = peaks.map { _ in [Float]() }
    forEachRow { firstWeight, firstChannel in
      for index in 0..<geometry.groupOutputs {
        groups[firstChannel + index].append(weights[firstWeight + index])
      }
    }
    return groups
  }

  private func scale(of group: [Float], peak: Float) -> Double {
    switch quantization.clip {
    case .max, .percentile: Double(peak) / Double(largest)
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
