import Testing

@testable import SpikingNetworks

@Suite struct SpikePenaltyTests {
  /// 4 inputs, 6 and 5 hidden neurons, 3 outputs, 2 steps: 2 * (6 * 5 + 5 * 3) = 90 operations at most.
  private var plan: ExecutionPlan {
    let firing = FiringSpec(threshold: 1, reset: .subtract)
    let layers = [6, 5, 3].enumerated().map { index, units in
      LayerSpec(
        name: "dense\(index + 1)",
        connection: .dense(units: units, bias: false),
        neuron: NeuronSpec(beta: 1, firing: firing)
      )
    }
    let input = InputSpec(
      shape: SampleShape(height: 2, width: 2),
      coding: .direct,
      bits: 1,
      timesteps: 2
    )
    return ExecutionPlan(
      NetworkSpec(input: input, layers: layers, readout: .spikeCount),
      kernels: .best
    )
  }

  private func penalty(_ p: Int, ramp: Bool, epoch: Int) -> SpikePenalty {
    SpikePenalty(
      [.synaptic(strength: 9, p: p, ramp: ramp)],
      plan: plan,
      epoch: epoch,
      epochs: 4
    )
  }

  @Test("A spike costs its fan-out over the largest number of operations")
  func value() {
    let penalty = penalty(1, ramp: false, epoch: 0)
    #expect(abs(penalty.value(layer: 0, spikes: 12) - 9 * 12 * 5 / 90) < 1e-12)
    #expect(abs(penalty.value(layer: 1, spikes: 1) - 9 * 3 / 90.0) < 1e-12)
    #expect(penalty.value(layer: 2, spikes: 7) == 0)
    #expect(penalty.gradients(layer: 0, batch: 2) == (linear: 0.25, quadratic: 0))
  }

  @Test("p = 2 halves the value and pushes only where a spike is")
  func quadratic() {
    let penalty = penalty(2, ramp: false, epoch: 0)
    #expect(abs(penalty.value(layer: 0, spikes: 12) - 3) < 1e-12)
    #expect(penalty.gradients(layer: 0, batch: 2) == (linear: 0, quadratic: 0.25))
  }

  @Test("A ramp grows linearly over the epochs")
  func ramp() {
    let values = (0..<4).map { penalty(1, ramp: true, epoch: $0).value(layer: 0, spikes: 8) }
    #expect(values == [1, 2, 3, 4])
  }
}
