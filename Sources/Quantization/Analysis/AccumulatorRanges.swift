import FixedPoint
import SpikingNetworks

extension QuantizedLayer {
  /// The ends of the weighted sum of each channel, over all positions.
  ///
  /// They are the sums of the negative and of the positive weights times the largest pooled input,
  /// and those of the recurrent ones times their factor.
  ///
  /// The largest of several currents lies between the same ends, and so does every part of a sum.
  func sumRanges(largestInput: Int) -> [IntegerRange] {
    let sizes = geometry
    var lower = [Int](repeating: 0, count: sizes.channels)
    var upper = lower
    for rows in sizes.widestRows {
      for columns in sizes.widestColumns {
        let (negative, positive) = weightSums(rows: rows, columns: columns)
        for channel in lower.indices {
          lower[channel] = min(lower[channel], negative[channel])
          upper[channel] = max(upper[channel], positive[channel])
        }
      }
    }
    let recurrent = recurrence?.sumRanges(channels: sizes.channels)
    return lower.indices.map {
      IntegerRange(lower[$0] * largestInput, upper[$0] * largestInput)
        + (recurrent?[$0] ?? IntegerRange(0, 0))
    }
  }

  /// The sums of each channel's negative and positive weights in a part of the kernel.
  private func weightSums(rows: Range<Int>, columns: Range<Int>) -> ([Int], [Int]) {
    let sizes = geometry
    var negative = [Int](repeating: 0, count: sizes.channels)
    var positive = negative
    // Runs whenever a network is made: in training against integers, after every step.
    negative.withUnsafeMutableBufferPointer { negative in
      positive.withUnsafeMutableBufferPointer { positive in
        weights.values.withUnsafeBufferPointer { values in
          sizes.forEachWeightRow { row, firstChannel in
            let place = row.lowerBound / sizes.groupOutputs / sizes.pooled.channels
            guard rows.contains(place / sizes.kernel.width),
              columns.contains(place % sizes.kernel.width)
            else { return }
            for index in 0..<row.count {
              let weight = Int(values[row.lowerBound + index])
              negative[firstChannel + index] &+= min(weight, 0)
              positive[firstChannel + index] &+= max(weight, 0)
            }
          }
        }
      }
    }
    return (negative, positive)
  }
}

extension IntegerRecurrence {
  /// The ends of what the spikes of the step before add to the sum of each channel.
  fileprivate func sumRanges(channels: Int) -> [IntegerRange] {
    var lower = [Int](repeating: 0, count: channels)
    var upper = lower
    for (index, value) in values.enumerated() {
      lower[index % channels] += min(Int(value), 0)
      upper[index % channels] += max(Int(value), 0)
    }
    return lower.indices.map { IntegerRange(lower[$0] * factor, upper[$0] * factor) }
  }
}

extension LayerGeometry {
  /// The kernel rows that meet the input at once, as large as possible.
  ///
  /// Several only if the kernel never lies inside the input whole.
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
