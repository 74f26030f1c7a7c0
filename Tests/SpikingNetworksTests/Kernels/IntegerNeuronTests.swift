import CVectorKernels
import FixedPoint
import SpikingNetworks
import Testing

@Suite struct IntegerNeuronTests {
  /// Kernels' outputs, [steps][n] or [n], between guards.
  private final class Outputs {
    let u: GuardedBuffer<Float>
    let rise: GuardedBuffer<Float>
    let count: GuardedBuffer<Float>
    let last: GuardedBuffer<Float>

    init(steps: Int, n: Int) {
      u = GuardedBuffer(count: steps * n)
      rise = GuardedBuffer(count: steps * n)
      count = GuardedBuffer(count: n)
      last = GuardedBuffer(count: n)
    }

    var isIntact: Bool { u.isIntact && rise.isIntact && count.isIntact && last.isIntact }
  }

  @Test(
    "All steps at once equal the scalar definition",
    arguments: InstructionSet.available,
    IntegerNeuronCase.all
  )
  func wholePass(instructionSet: InstructionSet, neuronCase: IntegerNeuronCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(71)
    var spikesOfAll = 0
    for (period, n, steps) in NeuronCase.sizes {
      for isConstant in [false, true] {
        let plain = neuronCase.plain(period: period, &draws)
        let pitch = isConstant ? 0 : n
        let sums = IntegerNeuronCase.sums(steps * n, &draws)
        var state = PlainIntegerNeurons.State(n)
        let trace = plain.forward(steps: steps, n: n, &state) { Int(sums[$0 * pitch + $1]) }
        let memory = IntegerNeuronMemory(plain)
        var neuron = memory.neuron
        let out = Outputs(steps: steps, n: n)
        let spikes = kernels.lif_forward_integer(
          &neuron,
          Int32(steps),
          n,
          sums,
          pitch,
          out.u.base,
          n,
          neuronCase.isAdaptive ? out.rise.base : nil,
          nil,
          out.count.base,
          out.last.base
        )
        #expect(Int(spikes) == trace.fired.count { $0 })
        #expect(out.u.contents == trace.u)
        #expect(out.count.contents == trace.count)
        #expect(
          out.last.contents == state.v.indices.map { plain.unit[$0 % period] * Float(state.v[$0]) }
        )
        if neuronCase.isAdaptive { #expect(out.rise.contents == trace.rise) }
        #expect(out.isIntact && memory.isIntact)
        spikesOfAll += Int(spikes)
      }
    }
    // The draws must be worth their name.
    #expect(spikesOfAll > 300)
  }

  @Test(
    "A pass may begin anywhere, step by step and in place",
    arguments: InstructionSet.available,
    IntegerNeuronCase.all
  )
  func carried(instructionSet: InstructionSet, neuronCase: IntegerNeuronCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(72)
    let (period, n, steps) = (48, 48 * 3, 5)
    let plain = neuronCase.plain(period: period, &draws)
    let sums = IntegerNeuronCase.sums(steps * n, &draws)
    var state = PlainIntegerNeurons.State(n)
    for index in 0..<n {
      state.v[index] = Int32(draws.pick(-100...9))
      if neuronCase.isSynaptic { state.i[index] = Int32(draws.pick(-60...60)) }
      if neuronCase.isAdaptive { state.a[index] = Int32(draws.pick(0...63)) }
    }
    for parts in [Array(repeating: 1, count: steps), [2, 3]] {
      var expected = state
      let trace = plain.forward(steps: steps, n: n, &expected) { Int(sums[$0 * n + $1]) }
      let memory = IntegerNeuronMemory(plain)
      var neuron = memory.neuron
      let (v, i, a) = (GuardedBuffer(state.v), GuardedBuffer(state.i), GuardedBuffer(state.a))
      var carry = vk_integer_carry(
        v: v.base,
        i: neuronCase.isSynaptic ? i.base : nil,
        a: neuronCase.isAdaptive ? a.base : nil
      )
      let (u, rise) = (GuardedBuffer(sums), GuardedBuffer<Float>(count: steps * n))
      var step = 0
      for part in parts {
        let here = u.base + step * n
        _ = kernels.lif_forward_integer(
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
        step += part
      }
      #expect(u.contents == trace.u)
      if neuronCase.isAdaptive { #expect(rise.contents == trace.rise) }
      #expect(v.contents == expected.v && i.contents == expected.i && a.contents == expected.a)
      #expect(u.isIntact && rise.isIntact && v.isIntact && i.isIntact && a.isIntact)
    }
  }

  @Test(
    "A membrane that never fires equals the scalar definition",
    arguments: InstructionSet.available,
    IntegerNeuronCase.all.filter { !$0.isAdaptive }
  )
  func integrator(instructionSet: InstructionSet, neuronCase: IntegerNeuronCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(73)
    for (period, n, steps) in NeuronCase.sizes {
      for isConstant in [false, true] {
        let plain = neuronCase.plain(period: period, &draws)
        let pitch = isConstant ? 0 : n
        let sums = IntegerNeuronCase.sums(steps * n, &draws)
        let expected = plain.integrate(steps: steps, n: n) { Int(sums[$0 * pitch + $1]) }
        let memory = IntegerNeuronMemory(plain)
        var neuron = memory.neuron
        let (u, total) = (
          GuardedBuffer<Float>(count: steps * n), GuardedBuffer<Float>(count: n)
        )
        kernels.integrator_forward_integer(
          &neuron,
          Int32(steps),
          n,
          sums,
          pitch,
          u.base,
          n,
          total.base
        )
        #expect(u.contents == expected.u)
        #expect(total.contents == expected.total)
        #expect(u.isIntact && total.isIntact && memory.isIntact)
      }
    }
  }

  @Test(
    "Sums are brought into their width, all values of a few bits",
    arguments: InstructionSet.available,
    OverflowMode.allCases
  )
  func bring(instructionSet: InstructionSet, overflow: OverflowMode) throws {
    let kernels = try table(instructionSet)
    for bits in [2, 8, 11, 16, 31, 32] {
      // A multiple of 16 values around both ends, and around 0.
      let end = min(1 << (bits - 1), 1 << 24)
      let values = [-end, 0, end].flatMap { middle in
        (-160..<160).map { max(-(1 << 24), min(1 << 24, middle + $0)) }
      }
      let buffer = GuardedBuffer(values.map(Float.init))
      var width = vk_width(PlainIntegerNeurons.Width(bits: bits, overflow: overflow))
      kernels.bring(&width, values.count, buffer.base)
      #expect(buffer.contents == values.map { Float(overflow.bringing($0, into: bits)) })
      #expect(buffer.isIntact)
    }
  }

  @Test("Products with a unit keep the order of neighbouring integers of 23 bits")
  func order() {
    var draws = Draws(74)
    for _ in 0..<20_000 {
      let size = Float(sign: .plus, exponent: draws.pick(-40...9), significand: 1)
      let unit = Float(draws.uniform() + 0.001) * size
      let integer = draws.pick(-(1 << 23) + 1...1 << 23)
      #expect(unit * Float(integer - 1) < unit * Float(integer))
    }
  }
}
