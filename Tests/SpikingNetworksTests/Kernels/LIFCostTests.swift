import CVectorKernels
import SpikingNetworks
import Testing

/// What spikes of single neurons and membranes outside their bounds cost.
@Suite struct LIFCostTests {
  @Test(
    "Costs of single neurons and of membranes add to the gradients",
    arguments: InstructionSet.available,
    NeuronCase.backward
  )
  func costs(instructionSet: InstructionSet, neuronCase: NeuronCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(57)
    for (number, size) in NeuronCase.sizes.enumerated() {
      var plain = neuronCase.plain(period: size.period, hasCost: number % 3 == 0, &draws)
      plain.ownCost = draws.floats(size.n).map(Double.init)
      if number % 2 == 0 { plain.membraneCost = (0.75, -0.25, 0.5) }
      let batch = BackwardBatch(plain, n: size.n, steps: size.steps, &draws)
      var state = PlainNeurons.State(size.n)
      let expected = plain.backward(batch.trace, steps: size.steps, n: size.n, &state) {
        Double(batch.g[$0 * size.n + $1])
      }
      var neuron = batch.memory.neuron
      func run(_ gradient: UnsafePointer<vk_neuron_gradient>?) {
        kernels.lif_backward(
          &neuron,
          Int32(size.steps),
          size.n,
          batch.u,
          size.n,
          neuronCase.isAdaptive ? batch.rise : nil,
          batch.g,
          size.n,
          0,
          nil,
          0,
          batch.delta.base,
          size.n,
          batch.sum.base,
          gradient
        )
      }
      // Without gradients of decays and thresholds plain neurons take another path.
      run(nil)
      #expect(batch.near(batch.delta.contents, expected.delta))
      var gradient = batch.gradient
      run(&gradient)
      #expect(batch.agrees(expected))
      #expect(batch.isIntact)
    }
  }

  @Test(
    "Membranes outside their bounds count by the square of their distance",
    arguments: InstructionSet.available,
    NeuronCase.forward
  )
  func membraneExcess(instructionSet: InstructionSet, neuronCase: NeuronCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(58)
    for size in NeuronCase.sizes {
      var plain = neuronCase.plain(period: size.period, &draws)
      plain.membraneCost = (1, -0.25, 0.5)
      let batch = BackwardBatch(plain, n: size.n, steps: size.steps, &draws)
      var expected = 0.0
      for (place, distance) in batch.trace.u.enumerated() {
        let threshold = plain.threshold[place % size.n % size.period]
        expected += plain.membraneExcess((distance + batch.trace.rise[place]) / threshold)
      }
      var neuron = batch.memory.neuron
      let found = kernels.membrane_excess(
        &neuron,
        Int32(size.steps),
        size.n,
        batch.u,
        size.n,
        neuronCase.isAdaptive ? batch.rise : nil
      )
      #expect(expected > 0.5)
      #expect(abs(found - expected) < 1e-5 * expected)
    }
  }
}
