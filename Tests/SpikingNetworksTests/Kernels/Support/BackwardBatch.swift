import CVectorKernels

/// A forward pass, gradients to send through it, and the buffers of one backward pass.
final class BackwardBatch {
  let plain: PlainNeurons
  let memory: NeuronMemory
  let n: Int
  let steps: Int
  /// Exact in Float, [step * n + neuron].
  let trace: PlainNeurons.Trace
  let u: [Float]
  let rise: [Float]
  let g: [Float]
  let delta: GuardedBuffer<Float>
  let sum: GuardedBuffer<Float>
  /// Begin at 1: gradients are added.
  let bias: GuardedBuffer<Float>
  let beta: GuardedBuffer<Float>
  let threshold: GuardedBuffer<Float>

  init(_ plain: PlainNeurons, n: Int, steps: Int, _ draws: inout Draws) {
    (self.plain, self.n, self.steps) = (plain, n, steps)
    memory = NeuronMemory(plain)
    let current = NeuronCase.currents(steps * n, &draws)
    var state = PlainNeurons.State(n)
    trace = plain.forward(steps: steps, n: n, &state) { Double(current[$0 * n + $1]) }
    (u, rise) = (trace.u.map { Float($0) }, trace.rise.map { Float($0) })
    g = draws.floats(steps * n)
    (delta, sum) = (GuardedBuffer(count: steps * n), GuardedBuffer(count: n))
    let ones = [Float](repeating: 1, count: plain.beta.count)
    (bias, beta, threshold) = (GuardedBuffer(ones), GuardedBuffer(ones), GuardedBuffer(ones))
  }

  var gradient: vk_neuron_gradient {
    vk_neuron_gradient(bias: bias.base, beta: beta.base, threshold: threshold.base)
  }

  var isIntact: Bool {
    memory.isIntact && delta.isIntact && sum.isIntact && bias.isIntact && beta.isIntact
      && threshold.isIntact
  }

  /// Whether all outputs equal `expected`.
  func agrees(_ expected: PlainNeurons.Gradient) -> Bool {
    near(delta.contents, expected.delta) && near(sum.contents, expected.sum)
      && near(bias.contents, expected.bias.map { $0 + 1 })
      && near(beta.contents, expected.beta.map { $0 + 1 })
      && near(threshold.contents, expected.threshold.map { $0 + 1 })
  }

  func near(_ found: [Float], _ wanted: [Double]) -> Bool {
    found.count == wanted.count
      && zip(found, wanted).allSatisfy { abs(Double($0) - $1) <= 1e-5 * max(1, abs($1)) }
  }
}
