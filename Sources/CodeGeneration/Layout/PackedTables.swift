import Quantization

/// Turns integers into the byte tables that the runtime reads.
///
/// `tinysnn_runtime.h` documents the format: rows of weights on byte boundaries, little-endian bit
/// order, two's complement; other numbers in one byte up to 8 bits, else in two, low byte first.
enum PackedTables {
  /// The weights of `layer`, one row per input.
  static func weights(of layer: QuantizedLayer) -> [UInt8] {
    let bits = layer.weights.bits
    let mask = (UInt32(1) << bits) - 1
    var table: [UInt8] = []
    table.reserveCapacity(
      layer.inputCount * layer.weights.packedRowBytes(outputCount: layer.outputCount)
    )
    for row in 0..<layer.inputCount {
      var window: UInt32 = 0
      var used = 0
      for column in 0..<layer.outputCount {
        let value = layer.weights.values[row * layer.outputCount + column]
        window |= (UInt32(bitPattern: Int32(value)) & mask) << used
        used += bits
        while used >= 8 {
          table.append(UInt8(truncatingIfNeeded: window))
          window >>= 8
          used -= 8
        }
      }
      if used > 0 { table.append(UInt8(truncatingIfNeeded: window)) }
    }
    return table
  }

  /// The m of thresholds or biases, one per neuron; nil if all neurons share one.
  static func mantissas(of integers: ScaledIntegers?) -> [UInt8]? {
    guard let integers, integers.mantissas.count > 1 else { return nil }
    return integers.mantissas.flatMap { mantissa in
      let low = UInt8(truncatingIfNeeded: mantissa)
      return integers.bits <= 8 ? [low] : [low, UInt8(truncatingIfNeeded: mantissa >> 8)]
    }
  }
}
