import SpikingNetworks

/// How the device stores a table of weights: as dense rows, or sparse where that takes fewer bytes.
///
/// A dense row packs all of its weights. A sparse table begins with the place of each row; a sparse row
/// is one bit for each weight, 1 if it is not 0, and the packed weights that are not 0, of ternary ones
/// the signs alone (`docs/numerics.md`, "Storage and footprint").
public struct WeightStorage: Hashable, Sendable {
  /// What the table holds.
  public enum Form: Hashable, Sendable {
    /// All weights of every row.
    case dense
    /// The places of the rows in `startBytes` bytes each, 2 or 4, and the weights that are not 0.
    case sparse(startBytes: Int)
  }

  /// The form with the fewer bytes, the decoder among them; dense on a tie.
  public let form: Form
  /// The number of rows.
  public let rowCount: Int
  /// The number of weights in a row.
  public let rowLength: Int
  /// The bytes of the table.
  public let tableBytes: Int
  /// The published fixed cost of the code that reads the table.
  public let decoderBytes: Int

  /// Chooses how to store `values`.
  ///
  /// - Parameters:
  ///   - values: The weights, row by row, all of them points of `grid`.
  ///   - rowCount: The number of rows.
  ///   - site: The code that the decoder is part of; the rows of `.grouped` are always dense.
  init(_ values: [Int16], rowCount: Int, grid: WeightGrid, bits: Int, site: DecoderSite) {
    self.rowCount = rowCount
    rowLength = values.count / max(rowCount, 1)
    let denseBytes = rowCount * ((rowLength * bits + 7) / 8)
    let denseDecoder = MemoryFootprint.decoderBytes(grid: grid, bits: bits, at: site)
    if let decoder = MemoryFootprint.sparseDecoderBytes(grid: grid, bits: bits, at: site) {
      let storedBits = grid.sparseBits(bits)
      let rows = Self.sparseRowBytes(values, rowCount: rowCount, rowLength, storedBits)
      let startBytes = rows + 2 * rowCount <= 65_535 ? 2 : 4
      let sparseBytes = rows + startBytes * rowCount
      if sparseBytes + decoder < denseBytes + denseDecoder {
        form = .sparse(startBytes: startBytes)
        tableBytes = sparseBytes
        decoderBytes = decoder
        return
      }
    }
    form = .dense
    tableBytes = denseBytes
    decoderBytes = denseDecoder
  }

  /// The bytes of all sparse rows without their places.
  private static func sparseRowBytes(
    _ values: [Int16],
    rowCount: Int,
    _ rowLength: Int,
    _ storedBits: Int
  ) -> Int {
    values.withUnsafeBufferPointer { values in
      var bytes = rowCount * ((rowLength + 7) / 8)
      for row in 0..<rowCount {
        var nonZero = 0
        for index in row * rowLength..<(row + 1) * rowLength {
          nonZero += values[index] != 0 ? 1 : 0
        }
        bytes += (nonZero * storedBits + 7) / 8
      }
      return bytes
    }
  }
}

extension WeightGrid {
  /// The bits of a weight that is not 0 in sparse storage, where a dense one has `bits` bits.
  public func sparseBits(_ bits: Int) -> Int { self == .ternary ? 1 : bits }
}

extension LayerGeometry {
  /// The rows of weights as the device stores them, each from a byte boundary on.
  ///
  /// One for each kernel position and input channel; with groups one for each kernel position, because
  /// the few outputs of a group would leave most of a byte unused.
  public var storedRows: (count: Int, weights: Int) {
    groups == 1
      ? (weightRows, groupOutputs) : (kernel.area, pooled.channels * groupOutputs)
  }
}

extension QuantizedLayer {
  /// How the weights from the inputs are stored.
  public var weightStorage: WeightStorage {
    WeightStorage(
      weights.values,
      rowCount: geometry.storedRows.count,
      grid: weights.grid,
      bits: weights.bits,
      site: geometry.groups > 1 ? .grouped : movesWindow ? .convolution : .dense
    )
  }

  /// How the weights from the layer's own neurons are stored, one row for each; nil without any.
  public var recurrentStorage: WeightStorage? {
    recurrence.map {
      WeightStorage(
        $0.values,
        rowCount: outputCount,
        grid: weights.grid,
        bits: weights.bits,
        site: .dense
      )
    }
  }
}
