import Testing
import TinySNN

@Suite struct SelectionRuleTests {
  @Test("The winner is the smallest at or above the target", arguments: 0..<40)
  func smallest(seed: Int) {
    let trials = ParetoFrontTests.trials(UInt64(seed), count: 1 + seed)
    let rule = SelectionRule(
      threshold: 0.75,
      constraints: [Constraint(.ramBytes, atMost: 8)]
    )
    let feasible = trials.filter { trial in
      trial.evaluation.map { $0.validationAccuracy >= 0.75 && $0.ramBytes <= 8 } ?? false
    }
    switch rule.select(from: trials) {
    case .feasible(let winner):
      #expect(feasible.contains(winner))
      #expect(feasible.allSatisfy { rank(winner) <= rank($0) })
    case .infeasible(let closest):
      #expect(feasible.isEmpty)
      #expect(closest != nil)
    }
    #expect(rule.select(from: trials) == rule.select(from: trials.reversed()))
  }

  private func rank(_ trial: Trial) -> (Int, Double, Double, Int) {
    guard let figures = trial.evaluation else { return (.max, 0, 0, 0) }
    return (
      figures.flashBytes, -figures.validationAccuracy, figures.synopsPerInference, trial.number
    )
  }

  @Test("Ties go to accuracy, then synaptic operations, then trial number")
  func ties() {
    let trials: [Trial] = [
      .complete(0, .with(accuracy: 0.98, bytes: 100, synops: 5)),
      .complete(1, .with(accuracy: 0.99, bytes: 100, synops: 9)),
      .complete(2, .with(accuracy: 0.99, bytes: 100, synops: 7)),
      .complete(3, .with(accuracy: 0.99, bytes: 100, synops: 7)),
      .complete(4, .with(accuracy: 1, bytes: 101, synops: 1)),
    ]
    #expect(SelectionRule(threshold: 0.98).select(from: trials).winner?.number == 2)
    #expect(
      SelectionRule(objective: .synops, threshold: 0.98).select(from: trials).winner?.number == 4
    )
  }

  @Test("Exactly the target is enough, a hair below is not")
  func boundary() {
    let trial = Trial.complete(0, .with(accuracy: 0.98, bytes: 1))
    #expect(SelectionRule(threshold: 0.98).select(from: [trial]) == .feasible(trial))
    #expect(
      SelectionRule(threshold: (0.98).nextUp).select(from: [trial]) == .infeasible(closest: trial)
    )
  }

  @Test("The nearest miss is the most accurate within the constraints, ties the smaller")
  func closest() {
    let rule = SelectionRule(threshold: 0.9, constraints: [Constraint(.ramBytes, atMost: 10)])
    let trials: [Trial] = [
      .complete(0, .with(accuracy: 0.95, bytes: 5, ram: 11)),
      .complete(1, .with(accuracy: 0.8, bytes: 9, ram: 10)),
      .complete(2, .with(accuracy: 0.8, bytes: 8, ram: 10)),
      .complete(3, .with(accuracy: 0.7, bytes: 1, ram: 1)),
    ]
    #expect(rule.select(from: trials) == .infeasible(closest: trials[2]))
    let oversized: [Trial] = [
      .complete(0, .with(accuracy: 0.99, bytes: 5, ram: 30)),
      .complete(1, .with(accuracy: 0.8, bytes: 9, ram: 12)),
    ]
    #expect(rule.select(from: oversized) == .infeasible(closest: oversized[1]))
    #expect(rule.select(from: []) == .infeasible(closest: nil))
  }

  @Test("Without a target the most accurate model that fits wins")
  func mostAccurate() {
    let rule = SelectionRule(threshold: nil, constraints: [Constraint(.flashBytes, atMost: 100)])
    let trials: [Trial] = [
      .complete(0, .with(accuracy: 0.9, bytes: 100)),
      .complete(1, .with(accuracy: 0.9, bytes: 90)),
      .complete(2, .with(accuracy: 0.99, bytes: 101)),
    ]
    #expect(rule.select(from: trials) == .feasible(trials[1]))
  }

  @Test("Targets become thresholds")
  func thresholds() {
    #expect(AccuracyTarget.atLeast(0.98).threshold(baseline: 0.5) == 0.98)
    #expect(AccuracyTarget.mostAccurate.threshold(baseline: 0.5) == nil)
    let within = AccuracyTarget.within(points: 0.5).threshold(baseline: 0.985)
    #expect(within.map { 0.98 >= $0 && $0 > 0.9799999 } == true)
  }

  @Test("Constraints are read as they are written")
  func constraints() throws {
    let constraint = try Constraint(parsing: " ram_bytes<=2048 ")
    #expect(constraint == Constraint(.ramBytes, atMost: 2048))
    #expect(constraint.description == "ram_bytes <= 2048")
    #expect(try Constraint(parsing: "synops <= 1e4").bound == 10_000)
    for text in [
      "", "ram_bytes", "ram_bytes < 1", "ram <= 1", "flash_bytes <= x", "synops <= -1",
      "synops <= inf",
    ] {
      #expect(throws: ConstraintSyntaxError.self) { try Constraint(parsing: text) }
    }
  }
}
