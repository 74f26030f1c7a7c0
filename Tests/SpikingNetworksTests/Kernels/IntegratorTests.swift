import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct IntegratorTests {
  private func neurons(period: Int, isSynaptic: Bool, _ draws: inout Draws) -> PlainNeurons {
    var plain = NeuronCase(isSynaptic: isSynaptic, isAdaptive: false, resetsToZero: false).plain(
      period: period,
      &draws
    )
    // Out of reach: what never fires integrates.
    plain.threshold = plain.threshold.map { _ in 1e6 }
    return plain
  }

  @Test(
    "Membranes and their sums equal the scalar definition",
    arguments: InstructionSet.available,
    [false, true]
  )
  func forward(instructionSet: InstructionSet, isSynaptic: Bool) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(56)
    for (period, n, steps) in NeuronCase.sizes {
      for isConstant in [false, true] {
        let plain = neurons(period: period, isSynaptic: isSynaptic, &draws)
        let currentPitch = isConstant ? 0 : n + 16
        let current = NeuronCase.currents(steps * (n + 16), &draws)
        var state = PlainNeurons.State(n)
        let trace = plain.forward(steps: steps, n: n, &state) {
          Double(current[$0 * currentPitch + $1])
        }
        let memory = NeuronMemory(plain)
        var neuron = memory.neuron
        let pitch = n + 32
        let u = GuardedBuffer<Float>(count: (steps - 1) * pitch + n)
        let total = GuardedBuffer<Float>(count: n)
        var expected = u.contents
        for (index, value) in trace.u.enumerated() {
          expected[index / n * pitch + index % n] = Float(value)
        }
        kernels.integrator_forward(
          &neuron,
          Int32(steps),
          n,
          current,
          currentPitch,
          u.base,
          pitch,
          total.base
        )
        #expect(u.contents == expected)
        let sums = (0..<n).map { k in (0..<steps).reduce(0) { $0 + trace.u[$1 * n + k] } }
        #expect(total.contents == sums.map { Float($0) })
        #expect(u.isIntact && total.isIntact && memory.isIntact)
      }
    }
  }

  /// The gradient of a neuron whose membrane, not its spike, is read: gu = g + beta gu of the next step.
  private func plainGradient(
    _ plain: PlainNeurons,
    _ trace: PlainNeurons.Trace,
    steps: Int,
    g: [Float],
    lastOnly: Bool
  ) -> (delta: [Double], sum: [Double], bias: [Double], beta: [Double]) {
    let (n, period) = (g.count, plain.beta.count)
    let zeros = [Double](repeating: 0, count: period)
    var result = (
      delta: Array(repeating: 0.0, count: steps * n), sum: Array(repeating: 0.0, count: n),
      bias: zeros, beta: zeros
    )
    for k in 0..<n {
      let channel = k % period
      var (gu, gi) = (0.0, 0.0)
      for t in (0..<steps).reversed() {
        gu = (lastOnly && t < steps - 1 ? 0 : Double(g[k])) + plain.beta[channel] * gu
        gi = gu + (plain.alpha ?? 0) * gi
        result.delta[t * n + k] = gi
        result.sum[k] += gi
        result.bias[channel] += gu
        if t > 0 { result.beta[channel] += gu * trace.u[(t - 1) * n + k] }
      }
    }
    return result
  }

  @Test(
    "Gradients equal the scalar definition",
    arguments: InstructionSet.available,
    [false, true]
  )
  func backward(instructionSet: InstructionSet, isSynaptic: Bool) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(57)
    for (period, n, steps) in NeuronCase.sizes {
      for lastOnly in [false, true] {
        let plain = neurons(period: period, isSynaptic: isSynaptic, &draws)
        let batch = BackwardBatch(plain, n: n, steps: steps, &draws)
        let g = draws.floats(n)
        let expected = plainGradient(plain, batch.trace, steps: steps, g: g, lastOnly: lastOnly)
        var neuron = batch.memory.neuron
        var gradient = vk_neuron_gradient(
          bias: batch.bias.base,
          beta: batch.beta.base,
          threshold: nil
        )
        func run(
          _ delta: UnsafeMutablePointer<Float>?,
          _ sum: UnsafeMutablePointer<Float>?,
          _ gradient: UnsafePointer<vk_neuron_gradient>?
        ) {
          kernels.integrator_backward(
            &neuron,
            Int32(steps),
            n,
            batch.u,
            n,
            g,
            lastOnly ? 1 : 0,
            delta,
            n,
            sum,
            gradient
          )
        }
        run(nil, batch.sum.base, nil)
        #expect(batch.near(batch.sum.contents, expected.sum))
        #expect(batch.delta.isUntouched && batch.bias.contents.allSatisfy { $0 == 1 })
        batch.sum.base.update(repeating: 113, count: n)
        run(batch.delta.base, nil, &gradient)
        #expect(batch.near(batch.delta.contents, expected.delta))
        #expect(batch.near(batch.bias.contents, expected.bias.map { $0 + 1 }))
        #expect(batch.near(batch.beta.contents, expected.beta.map { $0 + 1 }))
        #expect(batch.sum.isUntouched && batch.threshold.contents.allSatisfy { $0 == 1 })
        #expect(batch.isIntact)
      }
    }
  }
}
