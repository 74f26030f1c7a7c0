import CVectorKernels
import SpikingNetworks
import Testing

/// Traces computed by hand; every number is exact in Float.
@Suite struct NeuronTraceTests {
  @Test(
    "A neuron follows the trace computed by hand",
    arguments: NeuronTrace.all,
    InstructionSet.available
  )
  func follows(trace: NeuronTrace, instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    let (steps, neurons) = (trace.currents.count, 16 * 5)
    let memory = NeuronMemory(PlainNeurons(trace, period: 16))
    var neuron = memory.neuron
    let currents = trace.currents.flatMap { [Float](repeating: $0, count: neurons) }
    let membrane = GuardedBuffer<Float>(count: steps * neurons)
    let rise = GuardedBuffer<Float>(count: steps * neurons)
    let (spikes, last) = (
      GuardedBuffer<Float>(count: neurons), GuardedBuffer<Float>(count: neurons)
    )
    let total = kernels.lif_forward(
      &neuron,
      Int32(steps),
      neurons,
      currents,
      neurons,
      membrane.base,
      neurons,
      trace.rise == nil ? nil : rise.base,
      nil,
      spikes.base,
      last.base
    )
    #expect(Float(total) == trace.spikes * Float(neurons))
    let spread = { (values: [Float]) in values.flatMap { [Float](repeating: $0, count: neurons) } }
    #expect(membrane.contents == spread(trace.membrane))
    if trace.rise != nil { #expect(rise.contents == spread(trace.rises)) }
    #expect(spikes.contents == spread([trace.spikes]))
    #expect(last.contents == spread([trace.last]))
    #expect(memory.isIntact)
  }

  @Test("Each channel has its own decay and threshold", arguments: InstructionSet.available)
  func channels(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    // Currents 1, 1, 1: channel 0 decays by 0.5 and never reaches 2, channel 1 keeps all and fires at 2,
    // channel 2 forgets all and fires at 1.
    let beta = [0.5, 1, 0] + Array(repeating: 0.0, count: 13)
    let threshold = [2, 2, 1] + Array(repeating: 9.0, count: 13)
    let expected: [[Float]] = [[1, 1.5, 1.75], [1, 2, 1], [1, 1, 1]]
    let memory = NeuronMemory(PlainNeurons(beta: beta, threshold: threshold))
    var neuron = memory.neuron
    let n = 16 * 7
    let u = GuardedBuffer<Float>(count: 3 * n)
    let counts = GuardedBuffer<Float>(count: n)
    let ones = [Float](repeating: 1, count: n)
    let total = kernels.lif_forward(
      &neuron,
      3,
      n,
      ones,
      0,
      u.base,
      n,
      nil,
      nil,
      counts.base,
      nil
    )
    for index in 0..<n where index % 16 < 3 {
      let found: [Float] = (0..<3).map { u.contents[$0 * n + index] }
      #expect(found == expected[index % 16])
      #expect(counts.contents[index] == [0, 1, 3][index % 16])
    }
    #expect(total == 7 * 4)
    #expect(memory.isIntact)
  }

  @Test("A membrane that never fires decays and adds", arguments: InstructionSet.available)
  func integrator(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    let currents = [Float](repeating: 1, count: 16)
    // Alone: 1, 1.5, 1.75. Behind a synapse i = 1, 1.5, 1.75 and u = 1, 2, 2.75.
    for (alpha, trace) in [(Double?.none, [1, 1.5, 1.75] as [Float]), (0.5, [1, 2, 2.75])] {
      let halves = [Double](repeating: 0.5, count: 16)
      var plain = PlainNeurons(beta: halves, threshold: halves)
      plain.alpha = alpha
      let memory = NeuronMemory(plain)
      var neuron = memory.neuron
      var membrane = [Float](repeating: 0, count: 48)
      var total = [Float](repeating: 0, count: 16)
      kernels.integrator_forward(&neuron, 3, 16, currents, 0, &membrane, 16, &total)
      #expect([membrane[3], membrane[19], membrane[35]] == trace)
      #expect(total[15] == trace.reduce(0, +))
      #expect(memory.isIntact)
    }
  }
}
