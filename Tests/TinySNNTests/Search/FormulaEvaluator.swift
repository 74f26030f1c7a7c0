import SpikingNetworks
import Synchronization
import TinySNN

/// Stands in for training: accuracy and size are formulas of the candidate's whole numbers.
final class FormulaEvaluator: CandidateEvaluator {
  private let calls = Mutex<[Candidate]>([])
  private let batches = Mutex<[Int]>([])
  private let outcome: @Sendable (Candidate) throws -> EvaluationOutcome
  private let key: @Sendable (Candidate) throws -> String

  init(
    key: @escaping @Sendable (Candidate) throws -> String,
    outcome: @escaping @Sendable (Candidate) throws -> EvaluationOutcome
  ) {
    self.key = key
    self.outcome = outcome
  }

  convenience init(
    outcome: @escaping @Sendable (Candidate) throws -> EvaluationOutcome = {
      .complete(Evaluation.formula($0))
    }
  ) {
    self.init(key: { "\($0.assignments)" }, outcome: outcome)
  }

  convenience init(key: @escaping @Sendable (Candidate) throws -> String) {
    self.init(key: key, outcome: { .complete(Evaluation.formula($0)) })
  }

  /// The candidates evaluated so far.
  var evaluated: [Candidate] { calls.withLock { $0 } }
  /// The sizes of the batches prepared so far.
  var prepared: [Int] { batches.withLock { $0 } }

  func canonicalKey(of candidate: Candidate) throws -> String { try key(candidate) }

  func prepare(_ batch: [Candidate]) { batches.withLock { $0.append(batch.count) } }

  func evaluate(_ candidate: Candidate) throws -> EvaluationOutcome {
    calls.withLock { $0.append(candidate) }
    return try outcome(candidate)
  }
}

extension Candidate {
  /// The whole number that the candidate gives `key`, 0 if none.
  func int(_ key: String) -> Int {
    guard case .int(let value)? = self[key] else { return 0 }
    return value
  }
}

extension Evaluation {
  /// Accuracy and size both rise with `units` and `bits`: the front is not trivial.
  static func formula(_ candidate: Candidate) -> Evaluation {
    let (units, bits) = (candidate.int("units"), candidate.int("bits"))
    let error = 1 / Double(1 + units) + 1 / Double(1 << bits)
    return Evaluation(
      validationAccuracy: max(0, 1 - error),
      flashBytes: (units * bits * 64 + 7) / 8 + 4,
      ramBytes: units * 2,
      synopsPerInference: Double(units * 10),
      spikesPerInference: Double(units) / 2,
      samples: 100,
      floatAccuracy: 0,
      memoryFraction: 1,
      energyFraction: 1,
      energy: EnergyEstimate(
        horowitz45nm: Double(units) * 9,
        lemaire2022: Double(units) * 40 + 0.1
      )
    )
  }

  static func with(accuracy: Double, bytes: Int, ram: Int = 0, synops: Double = 0) -> Evaluation {
    Evaluation(
      validationAccuracy: accuracy,
      flashBytes: bytes,
      ramBytes: ram,
      synopsPerInference: synops,
      spikesPerInference: 0,
      samples: 100,
      floatAccuracy: 0,
      memoryFraction: 1,
      energyFraction: 1
    )
  }
}

extension SearchSpace {
  /// 8 * 7 * 2 = 112 candidates, half of which repeat the other half for `FormulaEvaluator.deduplicating`.
  static let small = SearchSpace(dimensions: [
    Dimension(key: "units", values: [4, 8, 12, 16, 24, 32, 48, 64].map { .int($0) }),
    Dimension(key: "bits", values: (2...8).map { .int($0) }),
    Dimension(key: "rounding", values: [.string("floor"), .string("half_up")]),
  ])
}

extension Trial {
  /// A complete trial without a candidate.
  static func complete(_ number: Int, _ evaluation: Evaluation) -> Trial {
    Trial(
      number: number,
      candidate: Candidate(assignments: []),
      id: "\(number)",
      state: .complete,
      evaluation: evaluation
    )
  }
}
