import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct MembraneEventTests {
  /// Some images of membranes with what should become of them.
  private struct Batch {
    var images: Int
    var rowPitch: Int
    var u: [Float]
    var threshold: [Float]
    var mask: [Float]?
    var masks: Int
    /// The inputs of all images, one after the other.
    var expected: [Float]

    init(_ shape: SpikeMapCase, masks: Int, _ draws: inout Draws) {
      images = 5
      rowPitch = shape.neurons + 16 * draws.pick(0...2)
      threshold = shape.thresholds(&draws)
      u = shape.membrane(&draws, images: images, rowPitch: rowPitch)
      self.masks = max(masks, 1)
      let maskSize = shape.pooledPlaces * shape.pitch
      let mask =
        masks == 0
        ? nil : (0..<masks * maskSize).map { _ in Float(draws.uniform() < 0.7 ? 1.25 : 0) }
      self.mask = mask
      expected = []
      for image in 0..<images {
        expected += shape.inputs(
          u[image * rowPitch..<image * rowPitch + shape.neurons],
          threshold: threshold,
          mask: mask.map { $0[image % masks * maskSize..<(image % masks + 1) * maskSize] }
        )
      }
    }

    func lists(_ shape: SpikeMapCase) -> EventLists {
      EventLists(
        expected,
        rows: images,
        columns: shape.inputs,
        period: shape.byPlace ? shape.pooledWidth * shape.channels : nil,
        places: shape.byPlace ? shape.channels : 0,
        repeats: true
      )
    }
  }

  @Test(
    "Membranes at or above their thresholds become events",
    arguments: InstructionSet.available,
    SpikeMapCase.all
  )
  func events(instructionSet: InstructionSet, shape: SpikeMapCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(26)
    for masks in [0, 1, 2, 5] {
      let batch = Batch(shape, masks: masks, &draws)
      let lists = batch.lists(shape)
      // The events of one window come member by member; only the number of each input counts.
      let sorted = { (index: [UInt16]) in
        index.count != lists.count
          ? index
          : zip(lists.offsets, lists.offsets.dropFirst()).flatMap {
            index[Int($0)..<Int($1)].sorted()
          }
      }
      var map = shape.map
      func run(capacity: Int) -> (count: Int, index: [UInt16], offsets: [Int32]) {
        let index = GuardedBuffer<UInt16>(count: capacity, slack: EventLists.slack)
        let offsets = GuardedBuffer<Int32>(count: lists.offsets.count)
        let count = kernels.events_from_membrane(
          &map,
          Int32(batch.images),
          batch.u,
          batch.rowPitch,
          batch.threshold,
          batch.mask,
          Int32(batch.masks),
          Int32(capacity),
          index.base,
          offsets.base
        )
        #expect(index.isIntact && offsets.isIntact)
        return (Int(count), index.prefix(max(Int(count), 0)), offsets.contents)
      }
      let whole = run(capacity: batch.images * shape.neurons)
      #expect(whole.count == lists.count)
      #expect(whole.offsets == lists.offsets)
      #expect(sorted(whole.index) == sorted(lists.index))
      if lists.count > 0 { #expect(run(capacity: lists.count - 1).count == -1) }
      // Before joining and masks there may be more spikes: then the list may be refused.
      let exact = run(capacity: lists.count)
      let isExact = shape.poolHeight * shape.poolWidth == 1 && masks == 0
      #expect(exact.count == lists.count || (exact.count == -1 && !isExact))
      if isExact { #expect(exact.index == lists.index) }
    }
  }

  @Test(
    "The same spikes as a matrix",
    arguments: InstructionSet.available,
    SpikeMapCase.all
  )
  func numbers(instructionSet: InstructionSet, shape: SpikeMapCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(27)
    for masks in [0, 1, 2, 5] {
      let batch = Batch(shape, masks: masks, &draws)
      let pitch = (shape.inputs + 15) / 16 * 16
      let out = GuardedBuffer<Float>(count: batch.images * pitch)
      var map = shape.map
      kernels.spikes_from_membrane(
        &map,
        Int32(batch.images),
        batch.u,
        batch.rowPitch,
        batch.threshold,
        batch.mask,
        Int32(batch.masks),
        out.base
      )
      let expected = (0..<batch.images * pitch).map { index in
        index % pitch < shape.inputs
          ? batch.expected[index / pitch * shape.inputs + index % pitch] : 0
      }
      #expect(out.contents == expected)
      #expect(out.isIntact)
    }
  }

  @Test("Every capacity holds its events or is refused", arguments: InstructionSet.available)
  func capacities(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(28)
    let shape = SpikeMapCase(height: 1, width: 1, channels: 21)
    let batch = Batch(shape, masks: 0, &draws)
    let lists = batch.lists(shape)
    var map = shape.map
    for capacity in 0...batch.images * shape.channels {
      let index = GuardedBuffer<UInt16>(count: capacity, slack: EventLists.slack)
      let offsets = GuardedBuffer<Int32>(count: batch.images + 1)
      let count = kernels.events_from_membrane(
        &map,
        Int32(batch.images),
        batch.u,
        batch.rowPitch,
        batch.threshold,
        nil,
        1,
        Int32(capacity),
        index.base,
        offsets.base
      )
      #expect(Int(count) == (capacity < lists.count ? -1 : lists.count))
      #expect(index.isIntact && offsets.isIntact)
    }
  }
}
