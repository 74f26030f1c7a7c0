import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct ConvolveGradientTests {
  /// The lists by channel and line of a batch, as the plain definition gives them.
  private func channelLists(
    _ convolution: ConvolutionCase,
    _ lists: EventLists,
    images: Int
  ) -> (places: [Int32], values: [Float], offsets: [Int32]) {
    let columns = convolution.output.width + 2 * (convolution.kernel.width - 1)
    let (width, channels) = (convolution.input.width, convolution.input.channels)
    var result = (places: [Int32](), values: [Float](), offsets: [Int32(0)])
    for image in 0..<images {
      for channel in 0..<channels {
        for place in 0..<convolution.positions {
          let (y, x) = (place / width, place % width)
          if place > 0, x == 0 { result.offsets.append(Int32(result.places.count)) }
          let at = image * convolution.positions + place
          for event in Int(lists.offsets[at])..<Int(lists.offsets[at + 1])
          where Int(lists.index[event]) == x * channels + channel {
            result.places.append(Int32(y * columns + x))
            result.values.append(lists.values[event])
          }
        }
        result.offsets.append(Int32(result.places.count))
      }
    }
    return result
  }

  @Test(
    "Lists by channel hold the events of each channel and line, image by image",
    arguments: InstructionSet.available,
    ConvolutionCase.unitStride
  )
  func channels(instructionSet: InstructionSet, convolution: ConvolutionCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(35)
    for kind in EventKind.allCases {
      for density in [0, 0.1, 0.8] {
        let images = 3
        let batch = kind.image(images * convolution.inputs, density: density, &draws)
        let lists = convolution.lists(batch, images: images, repeats: kind == .counts)
        let expected = channelLists(convolution, lists, images: images)
        let places = GuardedBuffer<Int32>(count: lists.count)
        let values = GuardedBuffer<Float>(count: lists.count)
        let offsets = GuardedBuffer<Int32>(
          count: images * convolution.input.channels * convolution.input.height + 1
        )
        var shape = convolution.shape
        kernels.channels_from_places(
          &shape,
          Int32(images),
          lists.readableIndex,
          kind == .values ? lists.readableValues : nil,
          lists.offsets,
          places.base,
          values.base,
          offsets.base
        )
        #expect(places.contents == expected.places)
        #expect(offsets.contents == expected.offsets)
        if kind == .values { #expect(values.contents == expected.values) }
        #expect(places.isIntact && values.isIntact && offsets.isIntact)
        #expect(kind == .values || values.isUntouched)
      }
    }
  }

  @Test(
    "The gradient of the weights by channel equals the plain loops",
    arguments: InstructionSet.available,
    // More lanes than the sums of a kernel row have room for come last.
    ConvolutionCase.unitStride + [
      ConvolutionCase(input: (2, 3, 2), kernel: (1, 2), width: 1040),
      ConvolutionCase(input: (2, 2, 1), kernel: (1, 2), width: 4112),
    ]
  )
  func byChannel(instructionSet: InstructionSet, convolution: ConvolutionCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(36)
    for kind in EventKind.allCases {
      for density in [0, 0.1, 0.8] {
        let image = kind.image(convolution.inputs, density: density, &draws)
        let lists = convolution.lists(image, repeats: kind == .counts)
        let byChannel = channelLists(convolution, lists, images: 1)
        let delta = draws.wholes(convolution.outputs * convolution.width)
        let before = draws.wholes(convolution.weightCount)
        let gradient = GuardedBuffer(before)
        var shape = convolution.shape
        kernels.convolve_gradient(
          &shape,
          byChannel.places + [0],
          kind == .values ? byChannel.values + [0] : nil,
          byChannel.offsets,
          convolution.padded(delta),
          gradient.base
        )
        let expected = convolution.weightGradient(image, delta: delta)
        #expect(gradient.contents == zip(before, expected).map { $0 + $1 })
        #expect(gradient.isIntact)
      }
    }
  }

  @Test(
    "The gradient of the weights by place equals the plain loops",
    arguments: InstructionSet.available,
    ConvolutionCase.all
  )
  func byPlace(instructionSet: InstructionSet, convolution: ConvolutionCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(37)
    for kind in EventKind.allCases {
      for density in [0, 0.1, 0.8] {
        let image = kind.image(convolution.inputs, density: density, &draws)
        let lists = convolution.lists(image, repeats: kind == .counts)
        let delta = draws.wholes(convolution.outputs * convolution.width)
        let before = draws.wholes(convolution.weightCount)
        let gradient = GuardedBuffer(before)
        var shape = convolution.shape
        kernels.convolve_gradient_strided(
          &shape,
          lists.readableIndex,
          kind == .values ? lists.readableValues : nil,
          lists.offsets,
          convolution.padded(delta),
          gradient.base
        )
        let expected = convolution.weightGradient(image, delta: delta)
        #expect(gradient.contents == zip(before, expected).map { $0 + $1 })
        #expect(gradient.isIntact)
      }
    }
  }
}
