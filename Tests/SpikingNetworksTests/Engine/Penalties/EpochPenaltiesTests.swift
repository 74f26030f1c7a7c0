import Testing

@testable import SpikingNetworks

@Suite struct EpochPenaltiesTests {
  private func penalties(_ regularizers: [RegularizerSpec], epoch: Int = 0) -> EpochPenalties {
    EpochPenalties(regularizers, plan: PenaltyPlan.plan, epoch: epoch, epochs: 4)
  }

  @Test("Ramps hold for every kind")
  func ramps() {
    let ramp = RampSpec.linear(from: 0.25, to: 0.75)
    func regularizer(_ penalty: Penalty) -> RegularizerSpec {
      RegularizerSpec(penalty, strength: 8, ramp: ramp)
    }
    for (epoch, part) in [0, 0.5, 1, 1].enumerated() {
      let strength = 8 * part
      let found = penalties(
        [
          regularizer(.logits), regularizer(.weightDecay),
          regularizer(.membrane(lower: -1, upper: 1)), regularizer(.hoyerSquare),
          regularizer(.firingRate(target: 1, sides: .both)),
          regularizer(.spikes(p: 1, scope: .network)),
        ],
        epoch: epoch
      )
      #expect(found.logits.strength == strength)
      #expect(found.decays == [strength, strength, strength])
      #expect(found.hasDecay == (strength > 0))
      #expect((found.membranes[0] == nil) == (strength == 0))
      #expect(abs((found.membranes[0]?.factor ?? 0) - strength / 22) < 1e-12)
      #expect(found.membranes[2] == nil)
      #expect(abs(found.spikes.value(layer: 0, spikes: 22) - strength) < 1e-12)
      #expect(found.batch.count == (strength > 0 ? 1 : 0))
      let workspace = PenaltyPlan.workspace([
        [[1, 1, 1, 1, 1, 1]], [[0, 0, 0, 0, 0]], [[0, 0, 0]],
      ])
      let value = found.counts[0].addCosts(to: workspace.layers[0], samples: 1, batch: 1)
      #expect(abs(value - strength / 2) < 1e-12)
    }
  }

  @Test("Penalties of one kind add up, each on its layers")
  func sums() {
    let found = penalties([
      RegularizerSpec(.weightDecay, strength: 1, layers: ["dense1", "dense3"]),
      RegularizerSpec(.weightDecay, strength: 2, layers: ["dense3"]),
      RegularizerSpec(.logits, strength: 1), RegularizerSpec(.logits, strength: 4),
      RegularizerSpec(.membrane(lower: 0, upper: 1), strength: 6, layers: ["dense1"]),
      RegularizerSpec(.membrane(lower: -1, upper: 2), strength: 5, layers: ["dense2"]),
    ])
    #expect(found.decays == [1, 0, 3])
    #expect(found.logits.strength == 5)
    #expect(found.membranes[0]?.factor == 0.5 && found.membranes[0]?.upper == 1)
    #expect(found.membranes[1]?.factor == 0.5 && found.membranes[1]?.lower == -1)
  }

  @Test("Logits cost their mean square")
  func logits() {
    var logits = [1.0, -2, 0, 3]
    logits.withUnsafeMutableBufferPointer { logits in
      let found = LogitPenalty(strength: 2).evaluate(logits)
      #expect(found.value == 7)
      #expect(found.gradient == [1, -2, 0, 3])
      #expect(LogitPenalty().evaluate(logits).gradient.isEmpty)
    }
  }
}
