import FixedPoint
import Quantization
import SpikingNetworks
import Testing

@testable import CodeGeneration

@Suite("Packed rows of weights")
struct PackedTablesTests {
  /// A grid with one of its widths, and a row of five points with the fields that stand for them.
  struct Format: Sendable, CustomTestStringConvertible {
    let grid: WeightGrid
    let bits: Int
    let row: [Int16]
    let fields: [UInt32]

    var testDescription: String { "\(grid.rawValue) of \(bits)" }
  }

  static let formats: [Format] = [
    .init(grid: .binary, bits: 1, row: [1, -1, -1, 1, 1], fields: [1, 0, 0, 1, 1]),
    .init(grid: .ternary, bits: 2, row: [1, -1, 0, 1, -1], fields: [3, 1, 2, 3, 1]),
    .init(grid: .powerOfTwo, bits: 3, row: [1, -1, 0, 4, -4], fields: [1, 5, 0, 3, 7]),
    .init(grid: .powerOfTwo, bits: 4, row: [2, -64, 0, 64, -1], fields: [2, 15, 0, 7, 9]),
    .init(
      grid: .powerOfTwo,
      bits: 5,
      row: [16_384, -16_384, 0, 8, -8],
      fields: [15, 31, 0, 4, 20]
    ),
    .init(grid: .symmetric, bits: 2, row: [1, -1, 0, 1, 1], fields: [3, 1, 2, 3, 3]),
    .init(grid: .twosComplement, bits: 2, row: [-2, -1, 0, 1, -2], fields: [0, 1, 2, 3, 0]),
    .init(grid: .symmetric, bits: 3, row: [3, -3, 0, -1, 2], fields: [7, 1, 4, 3, 6]),
    .init(grid: .twosComplement, bits: 4, row: [-8, 7, 0, -1, 3], fields: [0, 15, 8, 7, 11]),
    .init(grid: .symmetric, bits: 5, row: [15, -15, 0, 1, -2], fields: [31, 1, 16, 17, 14]),
    .init(grid: .symmetric, bits: 6, row: [31, -31, 0, 1, -2], fields: [63, 1, 32, 33, 30]),
    .init(grid: .symmetric, bits: 7, row: [63, -63, 0, 1, -2], fields: [127, 1, 64, 65, 62]),
    .init(
      grid: .twosComplement,
      bits: 8,
      row: [127, -128, 0, 1, -2],
      fields: [255, 0, 128, 129, 126]
    ),
    .init(
      grid: .symmetric,
      bits: 16,
      row: [32_767, -32_767, 0, 1, -2],
      fields: [65_535, 1, 32_768, 32_769, 32_766]
    ),
  ]

  @Test("hold the field of each weight at its bit", arguments: formats)
  func dense(format: Format) {
    let storage = storage(format, rows: 3)
    #expect(storage.form == .dense)
    let table = packed(format, rows: 3, storage)
    let rowBytes = (5 * format.bits + 7) / 8
    #expect(table.count == 3 * rowBytes && table.count == storage.tableBytes)
    for row in 0..<3 {
      let bytes = table[row * rowBytes..<(row + 1) * rowBytes]
      for (index, field) in format.fields.enumerated() {
        #expect(bits(bytes, at: index * format.bits, format.bits) == field, "weight \(index)")
      }
      // What is left of the last byte is 0.
      #expect(bits(bytes, at: 5 * format.bits, 8 * rowBytes - 5 * format.bits) == 0)
    }
  }

  @Test(
    "hold places, a bitmap and the weights that are not 0",
    arguments: formats.filter { $0.grid.hasZero }
  )
  func sparse(format: Format) throws {
    // Long rows of zeros make sparse storage pay: 200 weights, the five of the format at their start.
    let rows = 60
    let row = format.row + [Int16](repeating: 0, count: 195)
    let long = Format(grid: format.grid, bits: format.bits, row: row, fields: [])
    let storage = storage(long, rows: rows)
    #expect(storage.form == .sparse(startBytes: 2))
    let table = packed(long, rows: rows, storage)
    #expect(table.count == storage.tableBytes)
    let isSign = format.grid == .ternary
    let width = isSign ? 1 : format.bits
    let present = format.row.indices.filter { format.row[$0] != 0 }
    let rowBytes = 25 + (present.count * width + 7) / 8
    for index in 0..<rows {
      let start = 2 * rows + index * rowBytes
      #expect(Int(table[2 * index]) + 256 * Int(table[2 * index + 1]) == start)
      let bitmap = table[start..<start + 25]
      for weight in 0..<200 {
        #expect(bits(bitmap, at: weight, 1) == (row[weight] == 0 ? 0 : 1))
      }
      let weights = table[start + 25..<start + rowBytes]
      for (place, weight) in present.enumerated() {
        let expected = isSign ? (format.row[weight] > 0 ? 1 : 0) : format.fields[weight]
        #expect(bits(weights, at: place * width, width) == expected)
      }
    }
  }

  @Test("are spelled out byte by byte")
  func bytes() {
    let ternary = Self.formats[1]
    // 1, -1, 0, 1, -1 plus 2 in two bits each, the first in the lowest: 11 10 01 11 and 01.
    let dense = packed(ternary, rows: 1, storage(ternary, rows: 1))
    #expect(dense == [0b1110_0111, 0b01])
    // Binary: 1, -1, -1, 1, 1 from bit 0 on, three bits unused.
    let binary = Self.formats[0]
    #expect(packed(binary, rows: 1, storage(binary, rows: 1)) == [0b0001_1001])
    // Powers of two in four bits: 2 is code 2, -64 is code -7.
    let power = Self.formats[3]
    #expect(packed(power, rows: 1, storage(power, rows: 1)) == [0xF2, 0x70, 0x09])
  }

  @Test("of large tables end with bytes that complete the last eight weights")
  func padding() {
    let format = Self.formats[5]
    let bytes = (5 * format.bits + 7) / 8
    // Two bytes hold eight weights of two bits; so does the row of five. Four of three bits need one more.
    #expect(layer(format, rows: 1_024).weightStorage.form == .padded)
    #expect(layer(format, rows: 1_023).weightStorage.form == .dense)
    #expect(packed(format, rows: 1_024, storage(format, rows: 1_024)).count == 1_024 * bytes)
    let three = Self.formats[7]
    let padded = storage(three, rows: 1_024)
    #expect(padded.paddingBytes == 1 && padded.tableBytes == 1_024 * 2 + 1)
    #expect(packed(three, rows: 1_024, padded).last == 0)
    // Powers of two, and weights of more than four bits, are read one at a time.
    #expect(layer(Self.formats[2], rows: 2_048).weightStorage.form == .dense)
    #expect(layer(Self.formats[9], rows: 2_048).weightStorage.form == .dense)
  }

  /// How a layer of `rows` such rows is stored.
  private func storage(_ format: Format, rows: Int) -> WeightStorage {
    layer(format, rows: rows).weightStorage
  }

  private func packed(_ format: Format, rows: Int, _ storage: WeightStorage) -> [UInt8] {
    let layer = layer(format, rows: rows)
    return DeviceWeights(layer.weights.values, of: layer.weights, storage).table
  }

  private func layer(_ format: Format, rows: Int) -> QuantizedLayer {
    QuantizedLayer(
      name: "dense1",
      geometry: .dense(inputs: rows, units: format.row.count),
      weights: QuantizedWeights(
        grid: format.grid,
        bits: format.bits,
        values: (0..<rows).flatMap { _ in format.row },
        scales: [1]
      ),
      guardBits: 0,
      guardRounding: .floor,
      bias: nil,
      decay: .none,
      firing: nil,
      membraneBits: 16,
      overflow: .saturate
    )
  }

  /// The `count` bits from bit `first` on, the lowest first.
  private func bits(_ bytes: ArraySlice<UInt8>, at first: Int, _ count: Int) -> UInt32 {
    (0..<count).reduce(0) { field, offset in
      let bit = first + offset
      let byte = UInt32(bytes[bytes.startIndex + bit / 8])
      return field | ((byte >> UInt32(bit % 8)) & 1) << UInt32(offset)
    }
  }
}
