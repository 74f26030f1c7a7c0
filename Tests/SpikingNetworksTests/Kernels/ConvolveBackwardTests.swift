import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct ConvolveBackwardTests {
  @Test(
    "The gradient of the input equals the plain loops",
    arguments: InstructionSet.available,
    ConvolutionCase.all
  )
  func backward(instructionSet: InstructionSet, convolution: ConvolutionCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(38)
    // All lanes, and fewer than there are: the rest is padding.
    for channels in [convolution.width, convolution.width - 5] {
      let weights = draws.wholes(convolution.weightCount)
      let delta = draws.wholes(convolution.outputs * convolution.width)
      let pitch = convolution.inputPitch
      let sent = GuardedBuffer<Float>(count: convolution.output.width * convolution.area * pitch)
      let dx = GuardedBuffer<Float>(count: convolution.positions * pitch)
      var shape = convolution.shape
      kernels.convolve_backward(
        &shape,
        Int32(channels),
        convolution.padded(delta),
        convolution.transposed(weights, channels: channels),
        Int32(pitch),
        sent.base,
        dx.base
      )
      #expect(
        dx.contents == convolution.inputGradient(delta, weights: weights, channels: channels)
      )
      #expect(dx.isIntact && sent.isIntact)
    }
  }

  /// Windows of currents and the convolutions that make them; left-over currents belong to no window.
  static let pools = [(2, 2), (3, 2), (1, 2), (1, 1), (2, 3)]

  static let pooled =
    ConvolutionCase.all + [
      ConvolutionCase(input: (9, 8, 3), kernel: (3, 3)),
      ConvolutionCase(input: (10, 9, 20), kernel: (3, 2), stride: (2, 1), width: 32),
      ConvolutionCase(input: (8, 10, 40), kernel: (5, 5), padding: (2, 2), width: 48),
      ConvolutionCase(input: (7, 7, 2), kernel: (2, 2), padding: (0, 1)),
    ]

  @Test(
    "The gradient of the input behind pooled currents equals the plain loops",
    arguments: InstructionSet.available,
    pooled
  )
  func winners(instructionSet: InstructionSet, convolution: ConvolutionCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(39)
    let (pitch, width) = (convolution.inputPitch, convolution.width)
    for (height, columns) in ConvolveBackwardTests.pools
    where height <= convolution.output.height && columns <= convolution.output.width {
      let channels = width - draws.pick(0...10)
      var pool = vk_pool(
        height: Int32(height),
        width: Int32(columns),
        out_height: Int32(convolution.output.height / height),
        out_width: Int32(convolution.output.width / columns),
        channels: Int32(channels)
      )
      let places = Int(pool.out_height * pool.out_width)
      let weights = draws.wholes(convolution.weightCount)
      let delta = draws.wholes(places * width)
      let winners = (0..<places * width).map { _ in UInt8(draws.integer(below: height * columns)) }
      let border = (y: (height - 1) * convolution.stride.y, x: (columns - 1) * convolution.stride.x)
      let isPadded = convolution.padding != (0, 0)
      let scratch = GuardedBuffer<Float>(
        count: (convolution.input.height + 2 * convolution.padding.y)
          * (convolution.input.width + 2 * convolution.padding.x) * pitch
      )
      let dx = GuardedBuffer<Float>(count: convolution.positions * pitch)
      var shape = convolution.shape
      kernels.convolve_backward_winners(
        &shape,
        &pool,
        delta,
        winners,
        convolution.transposed(weights, channels: channels, border: border),
        Int32(pitch),
        scratch.base,
        dx.base
      )
      // The gradient of all currents: that of a window at its winner, 0 elsewhere.
      var whole = [Float](repeating: 0, count: convolution.outputs * width)
      for index in 0..<places * width {
        let (place, lane) = (index / width, index % width)
        let winner = Int(winners[index])
        let y = place / Int(pool.out_width) * height + winner / columns
        let x = place % Int(pool.out_width) * columns + winner % columns
        whole[(y * convolution.output.width + x) * width + lane] = delta[index]
      }
      #expect(
        dx.contents == convolution.inputGradient(whole, weights: weights, channels: channels)
      )
      #expect(dx.isIntact && scratch.isIntact)
      #expect(isPadded || scratch.isUntouched)
    }
  }
}
