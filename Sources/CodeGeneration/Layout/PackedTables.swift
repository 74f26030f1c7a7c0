import Quantization

/// Turns integers into the byte tables that the runtime reads.
///
/// `tinysnn_runtime.h` documents the format: rows of weights on byte boundaries, little-endian bit
/// order, two's complement; other numbers in one byte up to 8 bits, else in two, low byte first.
enum PackedTables {
  /// The weights of `layer` in the rows of `LayerGeometry.storedRows`.
  static func weights(of layer: QuantizedLayer) -> [UInt8] {
    let bits = layer.weights.bits
    let mask = (UInt32(1) << bits) - 1
    var table: [UInt8] = []
    let rows = layer.geometry.storedRows
    table.reserveCapacity(layer.packedWeightBytes)
    for row in 0..<rows.count {
      var window: UInt32 = 0
      var used = 0
      for column in 0..<rows.weights {
        let value = layer.weights.values[row * rows.weights + column]
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

  /// The m of thresholds or biases, one per channel; nil if all neurons share one.
  static func mantissas(of integers: ScaledIntegers?) -> [UInt8]? {
    guard let integers, integers.mantissas.count > 1 else { return nil }
    return bytes(of: integers.mantissas.map(Int.init), bits: integers.bits)
  }

  /// The factors or distances of a decay, one per channel; nil if all neurons share one.
  static func decays(of decay: IntegerDecay) -> [UInt8]? {
    guard decay.numbers.count > 1 else { return nil }
    return switch decay {
    case .none: nil
    case .multiplier(let factors, _, let bits, _): bytes(of: factors, bits: bits)
    case .shift(let distances, let bits, _): bytes(of: distances, bits: bits)
    }
  }

  private static func bytes(of numbers: [Int], bits: Int) -> [UInt8] {
    numbers.flatMap { number in
      let low = UInt8(truncatingIfNeeded: number)
      return bits <= 8 ? [low] : [low, UInt8(truncatingIfNeeded: number >> 8)]
    }
  }
}
