extension MemoryFootprint {
  /// Returns the published fixed cost of a decoder of dense rows, beyond that of dense bytes at the same site.
  ///
  /// Every table of weights inlines a decoder of its own. The figures are the most that
  /// `results/decoder-cost.sh` measures on Cortex-M0 (`docs/numerics.md`, "Storage and footprint").
  ///
  /// - Parameters:
  ///   - grid: The grid of the weights.
  ///   - bits: Their width.
  ///   - site: The code that the decoder is part of.
  public static func decoderBytes(grid: WeightGrid, bits: Int, at site: DecoderSite) -> Int {
    let costs: (dense: Int, convolution: Int, grouped: Int) =
      switch (grid, bits) {
      case (.symmetric, 8), (.twosComplement, 8): (0, 0, 0)
      case (.symmetric, 16), (.twosComplement, 16): (20, 20, 8)
      case (.symmetric, _), (.twosComplement, _), (.ternary, _): (44, 68, 48)
      case (.powerOfTwo, _): (88, 108, 108)
      case (.binary, _): (44, 60, 40)
      }
    return switch site {
    case .dense: costs.dense
    case .convolution: costs.convolution
    case .grouped: costs.grouped
    }
  }

  /// Returns the same cost of a decoder that reads eight weights of dense rows at a time.
  ///
  /// - Returns: The bytes; nil for weights that are always read one at a time: powers of two, those of more than
  ///   4 bits, and those of groups.
  public static func paddedDecoderBytes(
    grid: WeightGrid,
    bits: Int,
    at site: DecoderSite
  ) -> Int? {
    guard grid != .powerOfTwo, bits <= 4 else { return nil }
    // Fields of three bits take more work to spread over a word.
    let costs = bits == 3 ? (dense: 364, convolution: 372) : (dense: 344, convolution: 340)
    return switch site {
    case .dense: costs.dense
    case .convolution: costs.convolution
    case .grouped: nil
    }
  }

  /// Returns the same cost of a decoder of sparse rows, which hold only the weights that are not 0.
  ///
  /// - Returns: The bytes; nil where rows are never sparse: of a grid without 0, and of groups.
  public static func sparseDecoderBytes(
    grid: WeightGrid,
    bits: Int,
    at site: DecoderSite
  ) -> Int? {
    let costs: (dense: Int, convolution: Int)
    switch (grid, bits) {
    case (.symmetric, 8), (.twosComplement, 8): costs = (60, 52)
    case (.symmetric, 16), (.twosComplement, 16): costs = (68, 68)
    case (.symmetric, _), (.twosComplement, _), (.ternary, _): costs = (112, 104)
    case (.powerOfTwo, _): costs = (140, 116)
    case (.binary, _): return nil
    }
    return switch site {
    case .dense: costs.dense
    case .convolution: costs.convolution
    case .grouped: nil
    }
  }
}
