extension ConvolutionCase {
  /// Strides of 1: every border, one dimension, all widths of panels.
  static let unitStride = [
    ConvolutionCase(input: (1, 1, 1), kernel: (1, 1)),
    ConvolutionCase(input: (8, 7, 5), kernel: (3, 3), padding: (1, 1)),
    ConvolutionCase(input: (1, 20, 3), kernel: (1, 5), padding: (0, 2), width: 32),
    ConvolutionCase(input: (12, 1, 4), kernel: (4, 1), width: 48),
    // Padding so wide that windows at the border see one input.
    ConvolutionCase(input: (4, 5, 3), kernel: (5, 5), padding: (4, 4), width: 80),
    ConvolutionCase(input: (5, 6, 17), kernel: (2, 4), padding: (1, 0), width: 48),
    ConvolutionCase(input: (3, 3, 33), kernel: (3, 3), width: 112),
    // Rows of several blocks of registers.
    ConvolutionCase(input: (4, 9, 2), kernel: (2, 7), padding: (1, 3), width: 144),
  ]

  /// Strides of 2 and 3, also beyond the kernel: some inputs reach nothing.
  static let strided = [
    ConvolutionCase(input: (9, 9, 2), kernel: (5, 3), stride: (2, 3), padding: (2, 0), width: 32),
    ConvolutionCase(input: (8, 8, 9), kernel: (2, 2), stride: (3, 3), width: 48),
    ConvolutionCase(input: (7, 10, 4), kernel: (3, 3), stride: (2, 2), padding: (1, 1), width: 16),
    ConvolutionCase(input: (1, 23, 6), kernel: (1, 5), stride: (1, 2), padding: (0, 4), width: 80),
    ConvolutionCase(input: (11, 1, 20), kernel: (3, 1), stride: (3, 1), padding: (2, 0)),
  ]

  /// Drawn at random, from a fixed seed.
  static let random: [ConvolutionCase] = {
    var draws = Draws(31)
    return (0..<12).map { _ in
      let kernel = (height: draws.pick(1...4), width: draws.pick(1...4))
      return ConvolutionCase(
        input: (draws.pick(kernel.height...8), draws.pick(kernel.width...8), draws.pick(1...19)),
        kernel: kernel,
        stride: (draws.pick(1...3), draws.pick(1...3)),
        padding: (draws.pick(0...kernel.height - 1), draws.pick(0...kernel.width - 1)),
        width: 16 * draws.pick(1...5)
      )
    }
  }()

  static let all = unitStride + strided + random
}

/// What the events of a test stand for.
enum EventKind: CaseIterable, Sendable {
  case spikes
  /// Several spikes of one input, as average pooling makes them.
  case counts
  case values

  func image(_ count: Int, density: Double, _ draws: inout Draws) -> [Float] {
    switch self {
    case .spikes: draws.spikes(count, density: density)
    case .counts: draws.sparse(count, density: density).map(abs)
    case .values: draws.sparse(count, density: density)
    }
  }
}
