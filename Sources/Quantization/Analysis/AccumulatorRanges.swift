import FixedPoint
import SpikingNetworks

extension QuantizedLayer {
  /// The ends of the weighted sum of each channel, over all positions: the sums of the negative and of the
  /// positive weights, times the largest pooled input.
  ///
  /// The largest of several currents lies between the same ends.
  func accumulatorRanges(largestInput: Int) -> [IntegerRange] {
    let sizes = geometry
    var lower = [Int](repeating: 0, count: sizes.channels)
    var upper = lower
    let rows = sizes.widestRows
    let columns = sizes.widestColumns
    for rows in rows {
      for columns in columns {
        let (negative, positive) = weightSums(rows: rows, columns: columns)
        for channel in lower.indices {
          lower[channel] = min(lower[channel], negative[channel])
          upper[channel] = max(upper[channel], positive[channel])
        }
      }
    }
    return lower.indices.map { IntegerRange(lower[$0] * largestInput, upper[$0] * largestInput) }
  }

  /// The sums of each channel's negative and positive weights in a part of the kernel.
  private func weightSums(rows: Range<Int>, columns: Range<Int>) -> ([Int], [Int]) {
    let sizes = geometry
    var negative = [Int](repeating: 0, count: sizes.channels)
    var positive = negative
    let length = sizes.groupOutputs
    let values = weights.values
    for row in rows {
      for column in columns {
        for channel in 0..<sizes.pooled.channels {
          let place = (row * sizes.kernel.width + column) * sizes.pooled.channels + channel
          let output = channel / sizes.groupInputs * length
          for index in 0..<length {
            let weight = Int(values[place * length + index])
            negative[output + index] += min(weight, 0)
            positive[output + index] += max(weight, 0)
          }
        }
      }
    }
    return (negative, positive)
  }
}

extension LayerGeometry {
  /// The kernel rows that meet the input at once, as large as possible; several only if the kernel never
  /// lies inside the input whole.
  fileprivate var widestRows: [Range<Int>] {
    Self.widest(
      positions: neurons.height * currentWindow.height,
      size: pooled.height,
      kernel: kernel.height,
      stride: stride.height,
      padding: padding.height
    )
  }

  /// The same for the kernel's columns.
  fileprivate var widestColumns: [Range<Int>] {
    Self.widest(
      positions: neurons.width * currentWindow.width,
      size: pooled.width,
      kernel: kernel.width,
      stride: stride.width,
      padding: padding.width
    )
  }

  private static func widest(
    positions: Int,
    size: Int,
    kernel: Int,
    stride: Int,
    padding: Int
  ) -> [Range<Int>] {
    var parts: Set<Range<Int>> = []
    for position in 0..<positions {
      let start = position * stride
      let part = max(0, padding - start)..<min(kernel, size + padding - start)
      if part == 0..<kernel { return [part] }
      parts.insert(part)
    }
    return parts.filter { part in
      !parts.contains {
        $0 != part && $0.lowerBound <= part.lowerBound && part.upperBound <= $0.upperBound
      }
    }
  }
}
