import SpikingNetworks

/// The bytes of a table of dense rows of weights, each from a byte boundary on, and of the code that reads it.
struct DenseRows {
  /// Whether eight weights are read at a time; zero bytes behind the last row complete its last eight.
  let isPadded: Bool
  /// The bytes of the table.
  let tableBytes: Int
  /// The zero bytes among them.
  let paddingBytes: Int
  /// The published fixed cost of the code.
  let decoderBytes: Int
  /// The bytes of the table and of the code that reads one weight at a time: what sparse storage must undercut.
  let plainBytes: Int

  /// Measures `rowCount` rows of `rowLength` weights, which are padded from `leastPaddedBytes` on.
  ///
  /// Powers of two, weights of more than 4 bits and those of groups are read one at a time in any case.
  init(
    rowCount: Int,
    rowLength: Int,
    grid: WeightGrid,
    bits: Int,
    site: DecoderSite,
    paddedFrom leastPaddedBytes: Int = WeightStorage.leastPaddedBytes
  ) {
    let rowBytes = (rowLength * bits + 7) / 8
    let bytes = rowCount * rowBytes
    let plainDecoder = MemoryFootprint.decoderBytes(grid: grid, bits: bits, at: site)
    plainBytes = bytes + plainDecoder
    guard bytes >= leastPaddedBytes,
      let decoder = MemoryFootprint.paddedDecoderBytes(grid: grid, bits: bits, at: site)
    else {
      isPadded = false
      paddingBytes = 0
      tableBytes = bytes
      decoderBytes = plainDecoder
      return
    }
    isPadded = true
    paddingBytes = (bits - rowBytes % bits) % bits
    tableBytes = bytes + paddingBytes
    decoderBytes = decoder
  }
}
