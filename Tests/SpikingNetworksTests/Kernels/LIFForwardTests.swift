import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct LIFForwardTests {
  /// The outputs of one call.
  private final class Outputs {
    let u: GuardedBuffer<Float>
    let rise: GuardedBuffer<Float>
    let count: GuardedBuffer<Float>
    let last: GuardedBuffer<Float>

    init(steps: Int, n: Int, pitch: Int) {
      u = GuardedBuffer(count: (steps - 1) * pitch + n)
      rise = GuardedBuffer(count: (steps - 1) * pitch + n)
      count = GuardedBuffer(count: n)
      last = GuardedBuffer(count: n)
    }

    var isIntact: Bool { u.isIntact && rise.isIntact && count.isIntact && last.isIntact }
  }

  /// [step * n + neuron] with steps `pitch` apart and the guards' value between them.
  private func spread(_ values: [Double], n: Int, pitch: Int, steps: Int) -> [Float] {
    let result = GuardedBuffer<Float>(count: (steps - 1) * pitch + n)
    for (index, value) in values.enumerated() {
      result.base[index / n * pitch + index % n] = Float(value)
    }
    return result.contents
  }

  @Test(
    "All steps at once equal the scalar definition",
    arguments: InstructionSet.available,
    NeuronCase.forward
  )
  func wholePass(instructionSet: InstructionSet, neuronCase: NeuronCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(51)
    for (period, n, steps) in NeuronCase.sizes {
      for isConstant in [false, true] {
        let plain = neuronCase.plain(period: period, &draws)
        let pitch = n + 16 * draws.pick(0...2)
        let currentPitch = isConstant ? 0 : n + draws.pick(0...3)
        let current = NeuronCase.currents(steps * (n + 3), &draws)
        var state = PlainNeurons.State(n)
        let trace = plain.forward(steps: steps, n: n, &state) {
          Double(current[$0 * currentPitch + $1])
        }
        let memory = NeuronMemory(plain)
        var neuron = memory.neuron
        let out = Outputs(steps: steps, n: n, pitch: pitch)
        let spikes = kernels.lif_forward(
          &neuron,
          Int32(steps),
          n,
          current,
          currentPitch,
          out.u.base,
          pitch,
          neuronCase.isAdaptive ? out.rise.base : nil,
          nil,
          out.count.base,
          out.last.base
        )
        #expect(Double(spikes) == trace.count.reduce(0, +))
        #expect(out.u.contents == spread(trace.u, n: n, pitch: pitch, steps: steps))
        #expect(out.count.contents == trace.count.map { Float($0) })
        #expect(out.last.contents == state.v.map { Float($0) })
        if neuronCase.isAdaptive {
          #expect(out.rise.contents == spread(trace.rise, n: n, pitch: pitch, steps: steps))
        }
        #expect(out.isIntact && memory.isIntact)
        #expect(neuronCase.isAdaptive || out.rise.isUntouched)
        // The draws must be worth their name.
        if steps > 1 { #expect(spikes > 0 && Int(spikes) < steps * n) }
      }
    }
  }

  @Test(
    "A pass may begin anywhere, step by step and in place",
    arguments: InstructionSet.available,
    NeuronCase.forward
  )
  func carried(instructionSet: InstructionSet, neuronCase: NeuronCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(52)
    for (period, n, steps) in NeuronCase.sizes {
      let plain = neuronCase.plain(period: period, &draws)
      let current = NeuronCase.currents(steps * n, &draws)
      var state = PlainNeurons.State(n)
      for index in 0..<n {
        state.v[index] = Double(draws.pick(-3...3)) / 4
        if neuronCase.isSynaptic { state.i[index] = Double(draws.pick(-3...3)) / 4 }
        if neuronCase.isAdaptive { state.a[index] = Double(draws.pick(0...3)) / 4 }
      }
      // One step after another with what the step before left, or two parts of several steps.
      for parts in [Array(repeating: 1, count: steps), [steps / 2, steps - steps / 2]] {
        var expectedState = state
        let trace = plain.forward(steps: steps, n: n, &expectedState) {
          Double(current[$0 * n + $1])
        }
        let memory = NeuronMemory(plain)
        let carryMemory = CarryMemory(state, plain)
        var (neuron, carry) = (memory.neuron, carryMemory.carry)
        let u = GuardedBuffer(current)
        let rise = GuardedBuffer<Float>(count: steps * n)
        var (spikes, step) = (0, 0)
        for part in parts {
          let here = u.base + step * n
          spikes += Int(
            kernels.lif_forward(
              &neuron,
              Int32(part),
              n,
              here,
              n,
              here,
              n,
              neuronCase.isAdaptive ? rise.base + step * n : nil,
              &carry,
              nil,
              nil
            )
          )
          step += part
        }
        #expect(Double(spikes) == trace.count.reduce(0, +))
        #expect(u.contents == trace.u.map { Float($0) })
        if neuronCase.isAdaptive { #expect(rise.contents == trace.rise.map { Float($0) }) }
        #expect(carryMemory.v.contents == expectedState.v.map { Float($0) })
        if let i = carryMemory.i { #expect(i.contents == expectedState.i.map { Float($0) }) }
        if let a = carryMemory.a { #expect(a.contents == expectedState.a.map { Float($0) }) }
        #expect(u.isIntact && rise.isIntact && carryMemory.isIntact && memory.isIntact)
      }
    }
  }
}
