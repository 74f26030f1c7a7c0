extension MemoryFootprint {
  /// Returns the published fixed cost of a weight decoder, beyond that of dense bytes at the same site.
  ///
  /// Every table of weights inlines a decoder of its own. The figures are the most that
  /// `results/decoder-cost.sh` measures on Cortex-M0 (`docs/numerics.md`, "Storage and footprint").
  ///
  /// - Parameters:
  ///   - grid: The grid of the weights.
  ///   - bits: Their width.
  ///   - site: The code that the decoder is part of.
  ///   - isSparse: Whether rows hold only the weights that are not 0.
  /// - Precondition: The rows of `.grouped` are dense.
  public static func decoderBytes(
    grid: WeightGrid,
    bits: Int,
    at site: DecoderSite,
    isSparse: Bool = false
  ) -> Int {
    switch site {
    case .dense: isSparse ? sparse(grid, bits).dense : dense(grid, bits).dense
    case .convolution: isSparse ? sparse(grid, bits).convolution : dense(grid, bits).convolution
    case .grouped where isSparse: preconditionFailure("the rows of groups are dense")
    case .grouped: dense(grid, bits).grouped
    }
  }

  /// The costs of decoders of dense rows.
  private static func dense(
    _ grid: WeightGrid,
    _ bits: Int
  ) -> (dense: Int, convolution: Int, grouped: Int) {
    switch (grid, bits) {
    case (.symmetric, 8), (.twosComplement, 8): (0, 0, 0)
    case (.symmetric, 16), (.twosComplement, 16): (16, 12, 28)
    case (.symmetric, _), (.twosComplement, _), (.ternary, _): (40, 52, 96)
    case (.powerOfTwo, _): (68, 60, 92)
    case (.binary, _): (44, 48, 48)
    }
  }

  /// The costs of decoders of sparse rows.
  private static func sparse(_ grid: WeightGrid, _ bits: Int) -> (dense: Int, convolution: Int) {
    switch (grid, bits) {
    case (.symmetric, 8), (.twosComplement, 8): (60, 52)
    case (.symmetric, 16), (.twosComplement, 16): (68, 56)
    case (.symmetric, _), (.twosComplement, _), (.ternary, _), (.binary, _): (100, 96)
    case (.powerOfTwo, _): (120, 116)
    }
  }
}
