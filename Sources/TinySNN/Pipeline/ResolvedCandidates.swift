import Synchronization

/// Candidates as experiments: what a study asks for several times is resolved once.
final class ResolvedCandidates: Sendable {
  /// What the float model of a candidate is.
  struct Training: Sendable {
    /// Everything that it depends on.
    var identity: String
    /// Its name.
    var name: String
  }

  private let experiment: Experiment
  /// The experiment as a tree, to which candidates are assigned.
  private let tree: ConfigNode
  private let state = Mutex(State())

  private struct State {
    var experiments: [Candidate: Result<Experiment, CandidateRefused>] = [:]
    var trainings: [[Assignment]: Training] = [:]
  }

  /// So many are kept: those of the latest batches, and of what strategies forecast for them.
  private static let capacity = 2048

  /// Prepares for candidates of the study of `experiment`.
  init(_ experiment: Experiment) {
    // Stored models carry their experiment: no value of the space has to be legal beside the candidate's.
    var experiment = experiment
    experiment.search.space = SearchSpace(dimensions: [])
    self.experiment = experiment
    tree = experiment.tree(withSearch: false)
  }

  /// Returns the experiment of `candidate`, without a search space.
  ///
  /// - Throws: `CandidateRefused` for an illegal combination of values.
  func callAsFunction(_ candidate: Candidate) throws(CandidateRefused) -> Experiment {
    if let known = state.withLock({ $0.experiments[candidate] }) { return try known.get() }
    let result: Result<Experiment, CandidateRefused>
    do {
      result = .success(try experiment.applying(candidate, to: tree))
    } catch {
      result = .failure(CandidateRefused(reason: "\(error)"))
    }
    state.withLock { state in
      if state.experiments.count >= Self.capacity { state.experiments.removeAll() }
      state.experiments[candidate] = result
    }
    return try result.get()
  }

  /// Returns what the float model of `candidate` is, whose experiment is `resolved`.
  func training(of candidate: Candidate, _ resolved: Experiment) -> Training {
    // Nothing below `quantize` decides what a float model learns.
    let assignments = candidate.assignments.filter { !$0.key.hasPrefix("quantize.") }
    if let known = state.withLock({ $0.trainings[assignments] }) { return known }
    let identity = resolved.trainingIdentity
    let training = Training(
      identity: identity,
      name: FloatModelStore.name(ofTraining: identity)
    )
    state.withLock { state in
      if state.trainings.count >= Self.capacity { state.trainings.removeAll() }
      state.trainings[assignments] = training
    }
    return training
  }
}
