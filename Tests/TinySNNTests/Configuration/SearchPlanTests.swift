import Testing

@testable import TinySNN

/// The keys of `search` besides the space.
@Suite struct SearchPlanTests {
  private func text(_ search: String) -> String {
    """
    dataset: {kind: digits}
    network: [{dense: {units: 16}}, {lif: {}}, {dense: {units: 10}}, {readout: membrane}]
    search: \(search)
    """
  }

  private func plan(_ search: String) throws -> SearchPlan {
    let experiment = try Experiment(yaml: text(search), file: "test")
    #expect(try Experiment(yaml: experiment.yaml, file: "test") == experiment)
    return experiment.search
  }

  private func refusal(_ search: String) -> String {
    do throws(ConfigurationErrors) {
      _ = try Experiment(yaml: text(search), file: "test")
      return "none"
    } catch {
      return error.description
    }
  }

  @Test("Every key is read, written out and read again")
  func roundTrip() throws {
    let all = try plan(
      """
      {target: {accuracy: 0.9, confidence: 0.95}, minimize: reward, reward: {memory: 0.5, energy: 0.25},
       constraints: [flash_bytes <= 16 KiB, silent_neurons <= 3], early_stop: 0.01, repeats: 3, twin: false,
       strategy: {kind: evolutionary, patience: none, promote: 7, seed: 9}}
      """
    )
    #expect(all.target == .accuracy(0.9) && all.confidence == 0.95)
    #expect(all.minimize == .reward(memory: 0.5, energy: 0.25))
    #expect(
      all.constraints == [
        Constraint(.flashBytes, atMost: 16_384), Constraint(.silentNeurons, atMost: 3),
      ]
    )
    #expect(all.earlyStop == 0.01 && all.repeats == 3 && !all.twin)
    #expect(all.strategy == StrategyPlan(kind: .evolutionary, patience: nil, promote: 7, seed: 9))
    let none = try plan("{early_stop: none, target: {within: 1, confidence: 0.9}}")
    #expect(none.earlyStop == nil && none.confidence == 0.9)
    #expect(none.strategy == .standard && none.repeats == 1 && none.twin)
    for kind in Objective.Kind.allCases {
      #expect(try plan("{minimize: \(kind.rawValue)}").minimize.kind == kind)
    }
    for metric in Metric.allCases {
      let constraint = Constraint(metric, atMost: 100)
      #expect(try plan("{constraints: [\(metric.rawValue) <= 100]}").constraints == [constraint])
    }
    for kind in StrategyPlan.Kind.allCases {
      #expect(try plan("{strategy: {kind: \(kind.rawValue)}}").strategy.kind == kind)
    }
  }

  @Test(
    "Wrong values are refused with what was expected",
    arguments: [
      ("{reward: {memory: 0.2}}", "minimize is flash_bytes"),
      ("{early_stop: 1}", "below 1"), ("{repeats: 0}", "1...1000"),
      ("{target: {accuracy: 0.9, confidence: 0.4}}", "0.5...0.9999"),
      ("{strategy: {kind: genetic}}", "evolutionary"), ("{strategy: {patience: 0}}", "patience"),
      ("{strategy: {promote: 0}}", "promote"), ("{minimize: reward, reward: {speed: 1}}", "memory"),
      ("{constraints: [synops <= 2 KiB]}", "METRIC <= NUMBER"),
    ]
  )
  func wrongValues(search: String, expected: String) {
    #expect(refusal(search).contains(expected), "\(refusal(search))")
  }

  @Test("A confidence asks for more right samples, and for too many where there are too few")
  func confidence() {
    func threshold(_ accuracy: Double, _ samples: Int) -> Double? {
      StudyGoal(target: .atLeast(accuracy), confidence: 0.95, samples: samples)
        .threshold(baseline: 0)
    }
    #expect(StudyGoal(target: .atLeast(0.9)).threshold(baseline: 0) == 0.9)
    let needed = threshold(0.9, 1000) ?? 0
    #expect(needed > 0.91 && needed < 0.925)
    #expect(BinomialBound.lower(correct: Int(needed * 1000), of: 1000, confidence: 0.95) >= 0.9)
    // Not even all of a hundred samples prove 99 %.
    #expect(threshold(0.99, 100) ?? 0 > 1)
    #expect(StudyGoal(target: .mostAccurate, confidence: 0.9).threshold(baseline: 1) == nil)
  }

  @Test("A reward trades accuracy for memory and work, as parts of the base network's")
  func reward() {
    let objective = Objective.reward(memory: 0.5, energy: 0.25)
    var evaluation = Evaluation.with(accuracy: 0.9, bytes: 150, ram: 50, synops: 400)
    (evaluation.memoryFraction, evaluation.energyFraction) = (0.2, 0.5)
    #expect(objective.cost(of: evaluation) == 0.5 * 0.2 + 0.25 * 0.5)
    #expect(objective.loss(of: evaluation) == 0.5 * 0.2 + 0.25 * 0.5 - 0.9)
    #expect(Objective.flashBytes.loss(of: evaluation) == 150)
    // Dearer, but more accurate by more than that.
    var better = evaluation
    (better.flashBytes, better.memoryFraction, better.validationAccuracy) = (250, 0.3, 0.96)
    let trials = [Trial.complete(0, evaluation), .complete(1, better)]
    let rule = SelectionRule(objective: objective, threshold: 0.85)
    #expect(rule.select(from: trials).winner?.number == 1)
    #expect(SelectionRule(threshold: 0.85).select(from: trials).winner?.number == 0)
  }
}
