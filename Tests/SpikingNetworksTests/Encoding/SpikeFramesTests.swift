import CVectorKernels
import ContractSupport
import Testing

@testable import SpikingNetworks

@Suite struct SpikeFramesTests {
  /// Two frames of eleven inputs: 0, 3 and 10 spike in the first, 8 in the second.
  private let frames = SpikeFrames(inputs: 11, count: 2)
  private let sample: [UInt8] = [0b0000_1001, 0b100, 0, 1]

  @Test("Input i of a frame is bit i & 7 of byte i >> 3, and frames begin with a byte")
  func layout() {
    #expect(frames.frameBytes == 2 && frames.sampleBytes == 4)
    let spikes: [[Int]] = [[0, 3, 10], [8]]
    #expect(frames.sample { spikes[$0].contains($1) } == sample)
    var active: [Int32] = [99]
    for (step, expected) in spikes.enumerated() {
      // A slice does not begin at 0.
      frames.activeInputs(([7] + sample)[1...], step: step, into: &active)
      #expect(active.map(Int.init) == expected)
    }
    #expect(SpikeFrames(inputs: 16, count: 3).frameBytes == 2)
    #expect(SpikeFrames(inputs: 17, count: 3).sampleBytes == 9)
  }

  @Test("Rows are the frames, and 0 where no input is")
  func rows() {
    var rows = [UInt8](repeating: 0xff, count: 16)
    let stray = sample.enumerated().map { $0.offset % 2 == 1 ? $0.element | 0xf8 : $0.element }
    frames.spread(stray, to: &rows, stepStride: 8, rowBytes: 8)
    #expect(rows == [0b0000_1001, 0b100, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
  }

  @Test("Bits that stand for no input are noticed in any frame of any sample")
  func strayBits() {
    #expect(frames.hasNoStrayBits(sample + sample))
    for byte in [1, 3, 5, 7] {
      for bit in 0..<8 {
        var samples = sample + sample
        samples[byte] |= 1 << UInt8(bit)
        #expect(frames.hasNoStrayBits(samples) == (bit < 3), "byte \(byte), bit \(bit)")
      }
    }
    #expect(SpikeFrames(inputs: 8, count: 1).hasNoStrayBits([255]))
  }

  @Test("Rows of kernels have the frames and zeros behind them")
  func spread() {
    var rows = [UInt8](repeating: 0xAA, count: 24)
    frames.spread(sample, to: &rows, stepStride: 12, rowBytes: 8)
    let expected: [UInt8] = [9, 4, 0, 0, 0, 0, 0, 0]
    let second: [UInt8] = [0, 1, 0, 0, 0, 0, 0, 0]
    let untouched = [UInt8](repeating: 0xAA, count: 4)
    #expect(rows == expected + untouched + second + untouched)
  }

  @Test("A set keeps its frames when samples are selected or joined, and has one width")
  func sets() {
    let set = SampleSet(
      shape: SampleShape(height: 1, width: 11),
      classCount: 2,
      maximum: 1,
      inputs: sample + [1, 0, 2, 0],
      labels: [0, 1],
      frameCount: 2
    )
    #expect(set.frames == frames && set.sampleBytes == 4)
    let other: [UInt8] = [1, 0, 2, 0]
    #expect(Array(set.input(1)) == other)
    let swapped = set.selecting([1, 0])
    #expect(swapped.inputs == other + sample)
    #expect(swapped.frameCount == 2)
    #expect(set.selecting([0]).joined(with: set.selecting([1])) == set)
    #expect(set.quantized(bits: 8) == set)
  }

  @Test("A network takes samples of its frames only")
  func mismatch() throws {
    var input = InputSpec(
      shape: SampleShape(height: 1, width: 11),
      coding: .events,
      bits: 1,
      timesteps: 2
    )
    let out = LayerSpec(
      name: "out",
      connection: .dense(units: 2, bias: false),
      neuron: NeuronSpec(beta: 1, firing: nil)
    )
    func check(_ inputs: [UInt8], frames: Int?) throws {
      try NetworkSpec(input: input, layers: [out], readout: .membrane(.sum)).check(
        SampleSet(
          shape: input.shape,
          classCount: 2,
          maximum: 1,
          inputs: inputs,
          labels: [0],
          frameCount: frames
        )
      )
    }
    try check(sample, frames: 2)
    #expect(throws: NetworkError.dataMismatch("a frame has spikes of inputs beyond 11")) {
      try check([0, 8, 0, 0], frames: 2)
    }
    #expect(
      throws: NetworkError.dataMismatch(
        "samples of 1 frames of spikes, network input events in 2 steps"
      )
    ) { try check([0, 0], frames: 1) }
    #expect(
      throws: NetworkError.dataMismatch("samples of values, network input events in 2 steps")
    ) { try check(Array(repeating: 1, count: 11), frames: nil) }
    input.coding = .rate
    #expect(
      throws: NetworkError.dataMismatch(
        "samples of 2 frames of spikes, network input rate in 2 steps"
      )
    ) { try check(sample, frames: 2) }
    (input.coding, input.bits) = (.events, 2)
    let spec = NetworkSpec(input: input, layers: [out], readout: .membrane(.sum))
    #expect(throws: NetworkError.invalidNetwork("events are inputs of 1 bit")) {
      try spec.validate()
    }
  }

  @Test("Events with the spikes that rate coding draws give what rate coding gives")
  func rates() throws {
    for spec in [TinyProblem.spec(.rate), FeatureCase.all[1].spec] {
      var rate = spec
      (rate.input.coding, rate.input.bits) = (.rate, 4)
      var events = rate
      (events.input.coding, events.input.bits) = (.events, 1)
      let samples = TinyProblem.samples(70)
      let parameters = NetworkParameters(initializing: rate, seed: 5)
      let engine = TinyProblem.engine(workers: 2)
      let drawn = try engine.evaluate(rate, parameters, on: samples, seed: 9)
      let read = try engine.evaluate(
        events,
        parameters,
        on: samples.entering(events.input, seed: 9),
        seed: 1
      )
      #expect(read == drawn)
      #expect(drawn.inputSynops > 0)
    }
  }
}
