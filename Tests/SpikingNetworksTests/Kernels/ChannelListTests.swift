import CVectorKernels
import SpikingNetworks
import Testing

/// The lists by channel that are made straight from neurons or bits: those of the lists by place.
@Suite struct ChannelListTests {
  /// A convolution over what `map` leaves of a layer; only the input's sizes matter here.
  private func convolution(behind shape: SpikeMapCase) -> ConvolutionCase {
    ConvolutionCase(
      input: (shape.height / shape.poolHeight, shape.pooledWidth, shape.channels),
      kernel: (1, min(2, shape.pooledWidth))
    )
  }

  @Test(
    "Neurons at or above their thresholds, through joining windows and masks",
    arguments: InstructionSet.available,
    SpikeMapCase.all.filter { $0.byPlace }
  )
  func fromMembranes(instructionSet: InstructionSet, shape: SpikeMapCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(41)
    let convolution = convolution(behind: shape)
    var (layout, map) = (convolution.shape, shape.map)
    for masks in [0, 2] {
      let images = 3
      let threshold = shape.thresholds(&draws)
      let u = shape.membrane(&draws, images: images, rowPitch: shape.neurons)
      let mask = (0..<masks * shape.pooledPlaces * shape.pitch).map { _ in
        Float(draws.uniform() < 0.7 ? 1 : 0)
      }
      let capacity = images * shape.height * shape.width * shape.channels
      let lineCount = images * convolution.input.channels * convolution.input.height + 1
      let places = GuardedBuffer<Int32>(count: capacity, slack: EventLists.slack)
      let lines = GuardedBuffer<Int32>(count: lineCount)
      func keep<Result>(_ body: (UnsafePointer<Float>?) -> Result) -> Result {
        mask.withUnsafeBufferPointer { body(masks == 0 ? nil : $0.baseAddress) }
      }
      let count = keep {
        kernels.channels_from_membrane(
          &layout,
          &map,
          Int32(images),
          u,
          shape.neurons,
          threshold,
          $0,
          Int32(max(masks, 1)),
          places.base,
          lines.base
        )
      }
      #expect(places.isIntact && lines.isIntact)
      guard shape.joins || shape.poolHeight * shape.poolWidth == 1 else {
        #expect(count == -1)
        continue
      }
      let index = GuardedBuffer<UInt16>(count: capacity, slack: EventLists.slack)
      let offsets = GuardedBuffer<Int32>(count: images * shape.pooledPlaces + 1)
      let expectedCount = keep {
        kernels.events_from_membrane(
          &map,
          Int32(images),
          u,
          shape.neurons,
          threshold,
          $0,
          Int32(max(masks, 1)),
          Int32(capacity),
          index.base,
          offsets.base
        )
      }
      let expectedPlaces = GuardedBuffer<Int32>(count: capacity, slack: EventLists.slack)
      let expectedLines = GuardedBuffer<Int32>(count: lineCount)
      kernels.channels_from_places(
        &layout,
        Int32(images),
        index.base,
        nil,
        offsets.base,
        expectedPlaces.base,
        nil,
        expectedLines.base
      )
      #expect(count == expectedCount && count > 0)
      #expect(lines.contents == expectedLines.contents)
      #expect(places.prefix(Int(count)) == expectedPlaces.prefix(Int(count)))
    }
  }

  /// One channel of spikes, as rate coding draws them.
  private static let singleChannel = [
    ConvolutionCase(input: (1, 1, 1), kernel: (1, 1)),
    ConvolutionCase(input: (28, 28, 1), kernel: (5, 5)),
    ConvolutionCase(input: (9, 7, 1), kernel: (3, 3), padding: (1, 1), width: 48),
    ConvolutionCase(input: (1, 50, 1), kernel: (1, 6), padding: (0, 3), width: 80),
    ConvolutionCase(input: (12, 11, 1), kernel: (4, 2), stride: (2, 3), padding: (3, 1)),
    ConvolutionCase(input: (20, 3, 1), kernel: (16, 1), width: 112),
  ]

  /// The bits of images, each in whole words, with the 8 bytes behind the last that may be read.
  private func bits(_ spikes: [Float], images: Int, size: Int) -> (bytes: [UInt8], pitch: Int) {
    let pitch = (size + 63) / 64 * 8
    var bytes = [UInt8](repeating: 0, count: images * pitch) + Array(repeating: 255, count: 8)
    for image in 0..<images {
      for place in 0..<size where spikes[image * size + place] != 0 {
        bytes[image * pitch + place / 8] |= 1 << UInt8(place % 8)
      }
    }
    return (bytes, pitch)
  }

  @Test(
    "Bits of one channel",
    arguments: InstructionSet.available,
    singleChannel
  )
  func fromBits(instructionSet: InstructionSet, convolution: ConvolutionCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(42)
    for density in [0, 0.1, 0.9] {
      let images = 3
      let spikes = draws.spikes(images * convolution.inputs, density: density)
      let (bytes, pitch) = bits(spikes, images: images, size: convolution.inputs)
      let lists = convolution.lists(spikes, images: images)
      let lineCount = images * convolution.input.height + 1
      let places = GuardedBuffer<Int32>(count: lists.count, slack: EventLists.slack)
      let lines = GuardedBuffer<Int32>(count: lineCount)
      let expected = GuardedBuffer<Int32>(count: lists.count, slack: EventLists.slack)
      let expectedLines = GuardedBuffer<Int32>(count: lineCount)
      var shape = convolution.shape
      let count = kernels.channels_from_bits(
        &shape,
        Int32(images),
        Int32(pitch),
        bytes,
        places.base,
        lines.base
      )
      kernels.channels_from_places(
        &shape,
        Int32(images),
        lists.readableIndex,
        nil,
        lists.offsets,
        expected.base,
        nil,
        expectedLines.base
      )
      #expect(Int(count) == lists.count)
      #expect(lines.contents == expectedLines.contents && places.contents == expected.contents)
      #expect(places.isIntact && lines.isIntact)
    }
  }

  @Test(
    "Sums looked up by pattern equal the plain loops",
    arguments: InstructionSet.available,
    singleChannel
  )
  func patterns(instructionSet: InstructionSet, convolution: ConvolutionCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(43)
    for density in [0, 0.1, 0.9] {
      let spikes = draws.spikes(convolution.inputs, density: density)
      let (bytes, _) = bits(spikes, images: 1, size: convolution.inputs)
      let weights = draws.wholes(convolution.weightCount)
      let initial = density == 0.1 ? draws.wholes(convolution.width) : nil
      let entries = convolution.kernel.height * (1 << convolution.kernel.width)
      let sums = GuardedBuffer<Float>(count: entries * convolution.width)
      let out = GuardedBuffer<Float>(count: convolution.outputs * convolution.width)
      var shape = convolution.shape
      kernels.pattern_table(&shape, weights, sums.base)
      kernels.convolve_patterns(&shape, bytes, sums.base, initial, out.base)
      #expect(
        out.contents == convolution.currents(spikes, weights: weights, initial: initial)
      )
      #expect(sums.isIntact && out.isIntact)
    }
  }
}
