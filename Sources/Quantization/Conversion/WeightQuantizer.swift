import FixedPoint
import SpikingNetworks

/// Turns the float weights of one layer into integers of a grid.
///
/// `docs/numerics.md`, section 4, step 1, is its text. Recurrent weights take the scale of the
/// channel that they reach.
struct WeightQuantizer {
  let quantization: WeightQuantization
  let geometry: LayerGeometry

  /// Returns the scales of a layer: one, or one per channel; nil if all weights are zero.
  ///
  /// - Parameters:
  ///   - weights: In the order of `LayerGeometry`.
  ///   - recurrent: In the order [from][to], or empty.
  func scales(_ weights: [Float], recurrent: [Float] = []) -> [Double]? {
    let selection = ScaleSelection(quantization)
    return selection.scales(
      of: WeightGroups(
        weights,
        recurrent: recurrent,
        geometry,
        sharing: quantization.scale,
        withValues: selection.needsValues
      )
    )
  }

  /// Returns the integers of `weights` under `scales`.
  ///
  /// - Parameters:
  ///   - weights: In the order of `LayerGeometry`.
  ///   - scales: One, or one per channel.
  ///   - draw: A uniform number in 0..<1 for the weight at a flat index; used by `stochastic` only.
  func integers(_ weights: [Float], scales: [Double], draw: (Int) -> Double) -> [Int16] {
    integers(weights, geometry, scales, draw)
  }

  /// Returns the integers of recurrent weights, [from][to], under the scales of the layer.
  func integers(recurrent: [Float], scales: [Double], draw: (Int) -> Double) -> [Int16] {
    integers(recurrent, geometry.recurrent, scales, draw)
  }

  private func integers(
    _ weights: [Float],
    _ geometry: LayerGeometry,
    _ scales: [Double],
    _ draw: (Int) -> Double
  ) -> [Int16] {
    let rounding = GridRounding(
      quantization.grid,
      bits: quantization.storedBits,
      quantization.rounding
    )
    return [Int16](unsafeUninitializedCapacity: weights.count) { values, count in
      count = weights.count
      guard let values = values.baseAddress else { return }
      weights.withUnsafeBufferPointer { weights in
        scales.withUnsafeBufferPointer { scales in
          func round(_ row: Range<Int>, scale: (Int) -> GridRounding.Scales) {
            for first in stride(from: row.lowerBound, to: row.upperBound, by: GridRounding.chunk) {
              let part = first..<min(first + GridRounding.chunk, row.upperBound)
              rounding(
                UnsafeBufferPointer(rebasing: weights[part]),
                scale(first - row.lowerBound),
                into: values + first
              ) { draw(first + $0) }
            }
          }
          guard scales.count > 1, let first = scales.baseAddress else {
            round(weights.indices) { _ in .shared(scales[0]) }
            return
          }
          geometry.forEachWeightRow { row, channel in
            round(row) { .each(first + channel + $0) }
          }
        }
      }
    }
  }
}
