import Quantization

/// Turns integers into the byte tables that the runtime reads.
///
/// `tinysnn_runtime.h` documents the format: rows of weights on byte boundaries, little-endian bit
/// order; other numbers in one byte up to 8 bits, else in two, low byte first.
enum PackedTables {
  /// Packs `values`, row by row, as `storage` says.
  static func weights(
    _ values: [Int16],
    grid: WeightGrid,
    bits: Int,
    _ storage: WeightStorage
  ) -> [UInt8] {
    let length = storage.rowLength
    let rows = (0..<storage.rowCount).map { values[$0 * length..<($0 + 1) * length] }
    switch storage.form {
    case .dense, .padded:
      let padding = [UInt8](repeating: 0, count: storage.paddingBytes)
      return rows.flatMap { pack($0.map { grid.field(of: Int($0), bits: bits) }, bits: bits) }
        + padding
    case .sparse(let startBytes):
      var starts: [UInt8] = []
      var body: [UInt8] = []
      for row in rows {
        let start = storage.rowCount * startBytes + body.count
        starts += (0..<startBytes).map { UInt8(truncatingIfNeeded: start >> (8 * $0)) }
        body += sparse(row, grid: grid, bits: bits)
      }
      return starts + body
    }
  }

  /// Packs one sparse row: which weights are not 0, and those.
  private static func sparse(_ row: ArraySlice<Int16>, grid: WeightGrid, bits: Int) -> [UInt8] {
    let present = row.filter { $0 != 0 }
    let fields = present.map { weight in
      grid == .ternary
        ? WeightGrid.binary.field(of: Int(weight), bits: 1)
        : grid.field(of: Int(weight), bits: bits)
    }
    return pack(row.map { $0 == 0 ? 0 : 1 }, bits: 1) + pack(fields, bits: grid.sparseBits(bits))
  }

  /// Packs fields of `bits` bits from bit 0 of the first byte upwards.
  private static func pack(_ fields: [UInt32], bits: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity((fields.count * bits + 7) / 8)
    var window: UInt32 = 0
    var used = 0
    for field in fields {
      window |= field << used
      used += bits
      while used >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: window))
        window >>= 8
        used -= 8
      }
    }
    if used > 0 { bytes.append(UInt8(truncatingIfNeeded: window)) }
    return bytes
  }

  /// Packs numbers of `bits` bits in one byte each, or in two.
  static func numbers(_ numbers: [Int], bits: Int) -> [UInt8] {
    numbers.flatMap { number in
      let low = UInt8(truncatingIfNeeded: number)
      return bits <= 8 ? [low] : [low, UInt8(truncatingIfNeeded: number >> 8)]
    }
  }
}

extension WeightGrid {
  /// The field of `bits` bits that stands for the integer `point` in a row of weights.
  ///
  /// - Precondition: `point` belongs to the grid.
  fileprivate func field(of point: Int, bits: Int) -> UInt32 {
    guard let code = code(of: point) else { preconditionFailure("\(point) is no point of \(self)") }
    switch self {
    case .symmetric, .twosComplement, .ternary:
      return UInt32(code + 1 << (bits - 1))
    case .powerOfTwo:
      return UInt32(abs(code)) | (code < 0 ? 1 << (bits - 1) : 0)
    case .binary:
      return UInt32(code)
    }
  }
}
