import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct LIFBackwardTests {
  @Test(
    "Gradients equal the scalar definition",
    arguments: InstructionSet.available,
    NeuronCase.backward
  )
  func wholePass(instructionSet: InstructionSet, neuronCase: NeuronCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(53)
    for (number, size) in NeuronCase.sizes.enumerated() {
      let hasCost = number % 2 == 0
      let activity: Float = number % 3 == 0 ? 0 : 0.375
      let plain = neuronCase.plain(period: size.period, hasCost: hasCost, &draws)
      let batch = BackwardBatch(plain, n: size.n, steps: size.steps, &draws)
      // The same gradient in every step, or each its own.
      let gPitch = number % 2 == 0 ? size.n : 0
      var state = PlainNeurons.State(size.n)
      let expected = plain.backward(
        batch.trace,
        steps: size.steps,
        n: size.n,
        &state,
        activity: Double(activity)
      ) { Double(batch.g[$0 * gPitch + $1]) }
      var (neuron, gradient) = (batch.memory.neuron, batch.gradient)
      kernels.lif_backward(
        &neuron,
        Int32(size.steps),
        size.n,
        batch.u,
        size.n,
        neuronCase.isAdaptive ? batch.rise : nil,
        batch.g,
        gPitch,
        activity,
        nil,
        0,
        batch.delta.base,
        size.n,
        batch.sum.base,
        &gradient
      )
      #expect(batch.agrees(expected))
      #expect(batch.isIntact)
    }
  }

  /// Without gradients of decays and thresholds plain neurons take another path.
  @Test(
    "Only what is wanted is written, and g may become delta",
    arguments: InstructionSet.available,
    NeuronCase.backward
  )
  func partialOutputs(instructionSet: InstructionSet, neuronCase: NeuronCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(54)
    for (period, n, steps) in NeuronCase.sizes {
      let plain = neuronCase.plain(period: period, hasCost: n > 100, &draws)
      let batch = BackwardBatch(plain, n: n, steps: steps, &draws)
      var state = PlainNeurons.State(n)
      let expected = plain.backward(batch.trace, steps: steps, n: n, &state, activity: 0.25) {
        Double(batch.g[$0 * n + $1])
      }
      var neuron = batch.memory.neuron
      let g = GuardedBuffer(batch.g)
      func run(
        delta: UnsafeMutablePointer<Float>?,
        sum: UnsafeMutablePointer<Float>?,
        gradient: UnsafePointer<vk_neuron_gradient>?
      ) {
        kernels.lif_backward(
          &neuron,
          Int32(steps),
          n,
          batch.u,
          n,
          neuronCase.isAdaptive ? batch.rise : nil,
          g.base,
          n,
          0.25,
          nil,
          0,
          delta,
          n,
          sum,
          gradient
        )
      }
      var onlyBias = vk_neuron_gradient(bias: batch.bias.base, beta: nil, threshold: nil)
      run(delta: nil, sum: batch.sum.base, gradient: nil)
      #expect(batch.near(batch.sum.contents, expected.sum))
      #expect(batch.delta.isUntouched && batch.bias.contents.allSatisfy { $0 == 1 })
      run(delta: g.base, sum: nil, gradient: &onlyBias)
      #expect(batch.near(g.contents, expected.delta))
      #expect(batch.near(batch.bias.contents, expected.bias.map { $0 + 1 }))
      #expect((batch.beta.contents + batch.threshold.contents).allSatisfy { $0 == 1 })
      #expect(batch.isIntact && g.isIntact)
    }
  }

  @Test(
    "Step by step, with what the step after left, the gradients are those of one pass",
    arguments: InstructionSet.available,
    NeuronCase.backward
  )
  func carried(instructionSet: InstructionSet, neuronCase: NeuronCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(55)
    for (period, n, steps) in NeuronCase.sizes where steps > 1 {
      let plain = neuronCase.plain(period: period, hasCost: true, &draws)
      let batch = BackwardBatch(plain, n: n, steps: steps, &draws)
      // Gradients come from behind the last step as well.
      var state = PlainNeurons.State(n)
      state.v = draws.floats(n).map(Double.init)
      if neuronCase.isSynaptic { state.i = draws.floats(n).map(Double.init) }
      if neuronCase.isAdaptive { state.a = draws.floats(n).map(Double.init) }
      let carryMemory = CarryMemory(state, plain)
      let expected = plain.backward(batch.trace, steps: steps, n: n, &state, activity: 0.5) {
        Double(batch.g[$0 * n + $1])
      }
      var (neuron, gradient) = (batch.memory.neuron, batch.gradient)
      var carry = carryMemory.carry
      let stepSum = GuardedBuffer<Float>(count: n)
      var sum = [Float](repeating: 0, count: n)
      let (u, rise) = (GuardedBuffer(batch.u), GuardedBuffer(batch.rise))
      // The last two steps together, then one by one.
      for (step, part) in [(steps - 2, 2)] + (0..<steps - 2).reversed().map({ ($0, 1) }) {
        kernels.lif_backward(
          &neuron,
          Int32(part),
          n,
          u.base + step * n,
          n,
          neuronCase.isAdaptive ? rise.base + step * n : nil,
          Array(batch.g[(step * n)...]),
          n,
          0.5,
          &carry,
          step > 0 ? 1 : 0,
          batch.delta.base + step * n,
          n,
          stepSum.base,
          &gradient
        )
        for (index, value) in stepSum.contents.enumerated() { sum[index] += value }
      }
      batch.sum.base.update(from: sum, count: n)
      #expect(batch.agrees(expected))
      #expect(batch.near(carryMemory.v.contents, state.v))
      if let i = carryMemory.i { #expect(batch.near(i.contents, state.i)) }
      if let a = carryMemory.a { #expect(batch.near(a.contents, state.a)) }
      #expect(batch.isIntact && carryMemory.isIntact && stepSum.isIntact)
    }
  }
}
