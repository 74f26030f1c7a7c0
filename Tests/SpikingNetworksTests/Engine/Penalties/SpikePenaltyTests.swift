import Testing

@testable import SpikingNetworks

@Suite struct SpikePenaltyTests {
  private func penalty(_ p: Int, ramp: Bool, epoch: Int) -> SpikePenalty {
    SpikePenalty(
      [.synaptic(strength: 9, p: p, ramp: ramp ? .whole : .constant)],
      plan: PenaltyPlan.plan,
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

  @Test("The rate of a neuron costs the same in all, or more in the smaller layer")
  func rates() {
    func penalty(_ scope: PenaltyScope, _ layers: [String]? = nil) -> SpikePenalty {
      SpikePenalty(
        [RegularizerSpec(.spikes(p: 1, scope: scope), strength: 3, layers: layers)],
        plan: PenaltyPlan.plan,
        epoch: 0,
        epochs: 1
      )
    }
    // A spike is a rate of 1/2.
    #expect(abs(penalty(.network).value(layer: 0, spikes: 4) - 3 * 2 / 11.0) < 1e-12)
    #expect(abs(penalty(.layer).value(layer: 1, spikes: 4) - 3 * 2 / 5.0 / 2) < 1e-12)
    #expect(abs(penalty(.layer, ["dense1"]).value(layer: 0, spikes: 4) - 3 * 2 / 6.0) < 1e-12)
    #expect(penalty(.network).value(layer: 2, spikes: 4) == 0)
    #expect(penalty(.network, ["dense1"]).value(layer: 1, spikes: 4) == 0)
    #expect(penalty(.network).gradients(layer: 0, batch: 3).linear == Float(1 / 22.0))
  }

  @Test("The operations of one layer are divided by its own largest number")
  func oneLayer() {
    let regularizer = RegularizerSpec(.synaptic(p: 1), strength: 1, layers: ["dense2"])
    let penalty = SpikePenalty([regularizer], plan: PenaltyPlan.plan, epoch: 0, epochs: 1)
    #expect(penalty.value(layer: 0, spikes: 3) == 0)
    #expect(abs(penalty.value(layer: 1, spikes: 10) - 1) < 1e-12)
  }
}
