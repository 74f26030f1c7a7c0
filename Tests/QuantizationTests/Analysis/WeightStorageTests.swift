import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct WeightStorageTests {
  /// 40 rows of 100 weights, the first `nonZero` of each row 1.
  private func storage(
    _ grid: WeightGrid = .symmetric,
    bits: Int = 8,
    nonZero: Int,
    rows: Int = 40,
    length: Int = 100,
    site: DecoderSite = .dense
  ) -> WeightStorage {
    let zero: Int16 = grid.hasZero ? 0 : -1
    let row = (0..<length).map { $0 < nonZero ? 1 : zero }
    return WeightStorage(
      (0..<rows).flatMap { _ in row },
      rowCount: rows,
      grid: grid,
      bits: bits,
      site: site
    )
  }

  @Test("A sparse row takes its place, a bit for each weight, and what is not 0")
  func sparse() {
    // 2 + 13 bytes and 10 weights of 8 bits.
    #expect(storage(nonZero: 10).form == .sparse(startBytes: 2))
    #expect(storage(nonZero: 10).tableBytes == 40 * (2 + 13 + 10))
    // 10 weights of 3 bits take 4 bytes, of 16 bits 20, ternary signs 2.
    #expect(storage(bits: 3, nonZero: 10).tableBytes == 40 * (2 + 13 + 4))
    #expect(storage(bits: 16, nonZero: 10).tableBytes == 40 * (2 + 13 + 20))
    #expect(storage(.powerOfTwo, bits: 4, nonZero: 10).tableBytes == 40 * (2 + 13 + 5))
    #expect(storage(.ternary, bits: 2, nonZero: 10).tableBytes == 40 * (2 + 13 + 2))
    #expect(storage(.ternary, bits: 2, nonZero: 0).tableBytes == 40 * (2 + 13))
  }

  @Test("A dense row takes whole bytes for all of its weights")
  func dense() {
    #expect(storage(nonZero: 100).form == .dense)
    #expect(storage(nonZero: 100).tableBytes == 4_000)
    #expect(storage(bits: 3, nonZero: 100).tableBytes == 40 * 38)
    #expect(storage(.ternary, bits: 2, nonZero: 100).tableBytes == 40 * 25)
    // A binary weight is never 0.
    #expect(storage(.binary, bits: 1, nonZero: 0).form == .dense)
    #expect(storage(.binary, bits: 1, nonZero: 0).tableBytes == 40 * 13)
    // Rows that hold several groups are never sparse.
    #expect(storage(nonZero: 0, site: .grouped).form == .dense)
  }

  @Test("Large tables of narrow weights are padded to whole eights, and pay for faster code")
  func padded() {
    // 54 rows of 100 weights of 3 bits are 2,052 bytes, 53 are 2,014; 38 bytes a row are two in the last three.
    let large = storage(bits: 3, nonZero: 100, rows: 54)
    #expect(large.form == .padded && large.paddingBytes == 1 && large.tableBytes == 2_053)
    #expect(large.decoderBytes == 364)
    let small = storage(bits: 3, nonZero: 100, rows: 53)
    #expect(small.form == .dense && small.paddingBytes == 0 && small.tableBytes == 2_014)
    // 100 weights of 4 bits are 50 bytes, 2 in the last four; of 1 bit 13, of 2 bits 25.
    #expect(storage(bits: 4, nonZero: 100, rows: 41).tableBytes == 2_052)
    #expect(storage(.binary, bits: 1, nonZero: 0, rows: 158).tableBytes == 158 * 13)
    #expect(storage(.ternary, bits: 2, nonZero: 100, rows: 82).tableBytes == 82 * 25 + 1)
    for bits in [5, 8] { #expect(storage(bits: bits, nonZero: 100).form == .dense) }
    #expect(storage(.powerOfTwo, bits: 4, nonZero: 100, rows: 41).form == .dense)
    #expect(storage(bits: 4, nonZero: 100, rows: 41, site: .grouped).form == .dense)
    #expect(storage(bits: 4, nonZero: 0, rows: 41).form == .sparse(startBytes: 2))
  }

  @Test("Sparse storage pays from the first byte on, the decoder among them")
  func choice() {
    // The table of docs/numerics.md: 8 bits, dense layers.
    let (dense, sparse) = (0, 60)
    // One row: 2 + 13 bytes and the weights against 100 bytes.
    let breakEven = 100 + dense - (2 + 13 + sparse)
    for nonZero in 0...100 {
      let one = storage(nonZero: nonZero, rows: 1)
      #expect((one.form == .dense) == (nonZero >= breakEven), "\(nonZero)")
      #expect(one.decoderBytes == (one.form == .dense ? dense : sparse))
    }
  }

  @Test("Places take four bytes in tables of more than 65,535 bytes")
  func longTables() {
    // 1,008 rows of 2 + 13 + 50 bytes are 65,520 bytes, one more is 65,585.
    #expect(storage(nonZero: 50, rows: 1_008).form == .sparse(startBytes: 2))
    #expect(storage(nonZero: 50, rows: 1_008).tableBytes == 65_520)
    #expect(storage(nonZero: 50, rows: 1_009).form == .sparse(startBytes: 4))
    #expect(storage(nonZero: 50, rows: 1_009).tableBytes == 1_009 * (4 + 13 + 50))
  }

  @Test("Recurrent weights have a table of their own")
  func recurrence() {
    var layer = plainLayer(.dense(inputs: 40, units: 100), weights: [], threshold: [3])
    layer.weights.values = [Int16](repeating: 1, count: 4_000)
    #expect(layer.recurrentStorage == nil)
    let plain = layer.storedBytes
    layer.recurrence = IntegerRecurrence(values: [Int16](repeating: 0, count: 10_000), factor: 1)
    #expect(layer.weightStorage.form == .dense)
    #expect(layer.recurrentStorage?.form == .sparse(startBytes: 2))
    #expect(layer.storedBytes == plain + 100 * (2 + 13))
  }
}
