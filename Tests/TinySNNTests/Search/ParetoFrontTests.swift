import SpikingNetworks
import Testing
import TinySNN

@Suite struct ParetoFrontTests {
  /// Random trials with many ties.
  static func trials(_ seed: UInt64, count: Int) -> [Trial] {
    let random = Philox(seed: seed, stream: .search)
    return (0..<count).map { number in
      .complete(
        number,
        .with(
          accuracy: Double(random.integer(below: 12, number, sample: 1)) / 12,
          bytes: random.integer(below: 12, number, sample: 2),
          ram: random.integer(below: 12, number, sample: 3),
          synops: Double(random.integer(below: 3, number, sample: 4))
        )
      )
    }
  }

  private func dominates(_ a: Evaluation, _ b: Evaluation, _ objective: Objective) -> Bool {
    let (costA, costB) = (objective.cost(of: a), objective.cost(of: b))
    return costA <= costB && a.validationAccuracy >= b.validationAccuracy
      && (costA < costB || a.validationAccuracy > b.validationAccuracy)
  }

  @Test("The front is exactly what no trial dominates", arguments: 0..<40)
  func definition(seed: Int) throws {
    let trials = Self.trials(UInt64(seed), count: 1 + seed * 3)
    for objective in [
      Objective.flashBytes, .ramBytes, .synops, .reward(memory: 0.5, energy: 0.25),
    ] {
      let front = ParetoFront(of: trials, minimizing: objective)
      let figures = try front.trials.map { try #require($0.evaluation) }
      for (cheap, dear) in zip(figures, figures.dropFirst()) {
        #expect(objective.cost(of: cheap) < objective.cost(of: dear))
        #expect(cheap.validationAccuracy < dear.validationAccuracy)
      }
      for trial in trials {
        let evaluation = try #require(trial.evaluation)
        let isDominated = trials.contains { other in
          other.evaluation.map { dominates($0, evaluation, objective) } ?? false
        }
        let isOn = figures.contains { figure in
          objective.cost(of: figure) == objective.cost(of: evaluation)
            && figure.validationAccuracy == evaluation.validationAccuracy
        }
        #expect(isOn == !isDominated)
      }
    }
  }

  @Test("The order of insertion does not matter", arguments: 0..<20)
  func order(seed: Int) {
    let trials = Self.trials(UInt64(seed), count: 60)
    let front = ParetoFront(of: trials, minimizing: .flashBytes)
    let shuffled = Philox(seed: UInt64(seed), stream: .shuffle).permutation(60).map { trials[$0] }
    #expect(ParetoFront(of: shuffled, minimizing: .flashBytes) == front)
    #expect(ParetoFront(of: trials.reversed(), minimizing: .flashBytes) == front)
  }

  @Test("Only complete trials count")
  func states() {
    var trial = Trial.complete(0, .with(accuracy: 1, bytes: 1))
    trial.state = .pruned
    #expect(ParetoFront(of: [trial], minimizing: .flashBytes).trials.isEmpty)
  }
}
