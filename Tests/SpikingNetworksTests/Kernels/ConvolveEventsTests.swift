import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct ConvolveEventsTests {
  private func check(
    _ kernels: vk_table,
    _ convolution: ConvolutionCase,
    _ kind: EventKind,
    image: [Float],
    weights: [Float],
    initial: [Float]?
  ) {
    let lists = convolution.lists(image, repeats: kind == .counts)
    let out = GuardedBuffer<Float>(count: convolution.outputs * convolution.width)
    var shape = convolution.shape
    kernels.convolve_events(
      &shape,
      lists.readableIndex,
      kind == .values ? lists.readableValues : nil,
      lists.offsets,
      weights,
      initial,
      out.base
    )
    #expect(out.contents == convolution.currents(image, weights: weights, initial: initial))
    #expect(out.isIntact)
  }

  /// From no event over few (each is spread to what it reaches) to all (each window looks for its own).
  @Test(
    "Currents equal the plain loops",
    arguments: InstructionSet.available,
    ConvolutionCase.all
  )
  func currents(instructionSet: InstructionSet, convolution: ConvolutionCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(32)
    for kind in EventKind.allCases {
      for density in [0, 0.02, 0.3, 1] {
        let weights = draws.wholes(convolution.weightCount)
        let bias = draws.wholes(convolution.width)
        let image = kind.image(convolution.inputs, density: density, &draws)
        for initial in [bias, nil] {
          check(kernels, convolution, kind, image: image, weights: weights, initial: initial)
        }
      }
    }
  }

  /// A window's list has 8192 places.
  @Test("Windows of any size", arguments: InstructionSet.available, EventKind.allCases)
  func largeWindows(instructionSet: InstructionSet, kind: EventKind) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(33)
    // Beyond the longest list, exactly of its length, and beyond it only when spikes are counted.
    for (side, channels) in [(3, 911), (4, 512), (3, 600)] {
      let convolution = ConvolutionCase(
        input: (side, side, channels),
        kernel: (side, side),
        padding: (1, 1)
      )
      let weights = draws.wholes(convolution.weightCount, bound: 2)
      for density in [0.5, 1] {
        let image = kind.image(convolution.inputs, density: density, &draws)
        check(kernels, convolution, kind, image: image, weights: weights, initial: nil)
      }
    }
  }

  @Test("An image in the middle of a batch", arguments: InstructionSet.available, [0.05, 0.6])
  func laterImage(instructionSet: InstructionSet, density: Double) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(34)
    let convolution = ConvolutionCase.unitStride[1]
    let images = draws.spikes(3 * convolution.inputs, density: density)
    let lists = convolution.lists(images, images: 3)
    let weights = draws.wholes(convolution.weightCount)
    var shape = convolution.shape
    for image in 0..<3 {
      let out = GuardedBuffer<Float>(count: convolution.outputs * convolution.width)
      kernels.convolve_events(
        &shape,
        lists.readableIndex,
        nil,
        Array(lists.offsets[(image * convolution.positions)...]),
        weights,
        nil,
        out.base
      )
      let own = Array(images[image * convolution.inputs..<(image + 1) * convolution.inputs])
      #expect(out.contents == convolution.currents(own, weights: weights, initial: nil))
      #expect(out.isIntact)
    }
  }
}
