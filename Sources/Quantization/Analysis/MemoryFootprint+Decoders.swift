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
      case (.symmetric, 16), (.twosComplement, 16): (16, 12, 28)
      case (.symmetric, _), (.twosComplement, _), (.ternary, _): (40, 52, 96)
      case (.powerOfTwo, _): (68, 60, 92)
      case (.binary, _): (44, 48, 48)
      }
    return switch site {
    case .dense: costs.dense
    case .convolution: costs.convolution
    case .grouped: costs.grouped
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
    case (.symmetric, 16), (.twosComplement, 16): costs = (68, 56)
    case (.symmetric, _), (.twosComplement, _), (.ternary, _): costs = (100, 96)
    case (.powerOfTwo, _): costs = (120, 116)
    case (.binary, _): return nil
    }
    return switch site {
    case .dense: costs.dense
    case .convolution: costs.convolution
    case .grouped: nil
    }
  }
}
