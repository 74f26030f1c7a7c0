import SpikingNetworks

/// How the device stores a table of weights: as dense rows, or sparse where that takes fewer bytes.
///
/// A dense row packs all of its weights. A sparse table begins with the place of each row; a sparse row
/// is one bit for each weight, 1 if it is not 0, and the packed weights that are not 0, of ternary ones
/// the signs alone (`docs/numerics.md`, "Storage and footprint").
public struct WeightStorage: Hashable, Sendable {
  /// What the table holds.
  public enum Form: Hashable, Sendable {
    /// All weights of every row; they are read one at a time.
    case dense
    /// All weights of every row, and zero bytes behind the last one: eight weights are read at a time.
    case padded
    /// The places of the rows in `startBytes` bytes each, 2 or 4, and the weights that are not 0.
    case sparse(startBytes: Int)

    /// What tables and manifests call it.
    public var word: String {
      switch self {
      case .dense: "dense"
      case .padded: "padded"
      case .sparse: "sparse"
      }
    }

    /// Whether only the weights that are not 0 are stored.
    public var isSparse: Bool {
      switch self {
      case .dense, .padded: false
      case .sparse: true
      }
    }
  }

  /// The bytes from which on a table of dense rows is padded: the faster code takes about 300 bytes more, a
  /// sixth of what such a table takes at most.
  public static let leastPaddedBytes = 2_048

  /// Sparse where that takes fewer bytes than dense rows, each with its decoder; large dense tables are padded.
  public let form: Form
  /// The number of rows.
  public let rowCount: Int
  /// The number of weights in a row.
  public let rowLength: Int
  /// The bytes of the table.
  public let tableBytes: Int
  /// The zero bytes at the end of the table, part of `tableBytes`.
  public let paddingBytes: Int
  /// The published fixed cost of the code that reads the table.
  public let decoderBytes: Int

  /// Chooses how to store `values`.
  ///
  /// - Parameters:
  ///   - values: The weights, row by row, all of them points of `grid`.
  ///   - rowCount: The number of rows.
  ///   - site: The code that the decoder is part of; the rows of `.grouped` are always dense.
  ///   - leastPaddedBytes: The bytes from which on dense rows are padded.
  init(
    _ values: [Int16],
    rowCount: Int,
    grid: WeightGrid,
    bits: Int,
    site: DecoderSite,
    paddedFrom leastPaddedBytes: Int = Self.leastPaddedBytes
  ) {
    self.rowCount = rowCount
    rowLength = values.count / max(rowCount, 1)
    let dense = DenseRows(
      rowCount: rowCount,
      rowLength: rowLength,
      grid: grid,
      bits: bits,
      site: site,
      paddedFrom: leastPaddedBytes
    )
    if let decoder = MemoryFootprint.sparseDecoderBytes(grid: grid, bits: bits, at: site) {
      let storedBits = grid.sparseBits(bits)
      let rows = Self.sparseRowBytes(values, rowCount: rowCount, rowLength, storedBits)
      let startBytes = rows + 2 * rowCount <= 65_535 ? 2 : 4
      let sparseBytes = rows + startBytes * rowCount
      if sparseBytes + decoder < dense.plainBytes {
        form = .sparse(startBytes: startBytes)
        tableBytes = sparseBytes
        paddingBytes = 0
        decoderBytes = decoder
        return
      }
    }
    form = dense.isPadded ? .padded : .dense
    tableBytes = dense.tableBytes
    paddingBytes = dense.paddingBytes
    decoderBytes = dense.decoderBytes
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
  public var weightStorage: WeightStorage { weightStorage() }

  /// How the weights from the layer's own neurons are stored, one row for each; nil without any.
  public var recurrentStorage: WeightStorage? { recurrentStorage() }

  /// How the weights from the inputs are stored, dense rows padded from `leastPaddedBytes` on.
  package func weightStorage(
    paddedFrom leastPaddedBytes: Int = WeightStorage.leastPaddedBytes
  ) -> WeightStorage {
    WeightStorage(
      weights.values,
      rowCount: geometry.storedRows.count,
      grid: weights.grid,
      bits: weights.bits,
      site: geometry.groups > 1 ? .grouped : movesWindow ? .convolution : .dense,
      paddedFrom: leastPaddedBytes
    )
  }

  /// How the recurrent weights are stored, dense rows padded from `leastPaddedBytes` on.
  package func recurrentStorage(
    paddedFrom leastPaddedBytes: Int = WeightStorage.leastPaddedBytes
  ) -> WeightStorage? {
    recurrence.map {
      WeightStorage(
        $0.values,
        rowCount: outputCount,
        grid: weights.grid,
        bits: weights.bits,
        site: .dense,
        paddedFrom: leastPaddedBytes
      )
    }
  }
}
