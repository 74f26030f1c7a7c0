/// Candidates as experiments: what a study asks for several times is resolved once.
struct ResolvedCandidates: Sendable {
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
  // So many are kept: those of the latest batches, and of what strategies forecast for them.
  private let experiments = Memo<Candidate, Result<Experiment, CandidateRefused>>(capacity: 2048)
  private let trainings = Memo<[Assignment], Training>(capacity: 2048)

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
    try experiments(candidate) {
      do { return .success(try experiment.applying(candidate, to: tree)) } catch {
        return .failure(CandidateRefused(reason: "\(error)"))
      }
    }.get()
  }

  /// Returns what the float model of `candidate` is, whose experiment is `resolved`.
  func training(of candidate: Candidate, _ resolved: Experiment) -> Training {
    // Nothing below `quantize` decides what a float model learns.
    trainings(candidate.assignments.filter { !$0.key.hasPrefix("quantize.") }) {
      let identity = resolved.trainingIdentity
      return Training(identity: identity, name: FloatModelStore.name(ofTraining: identity))
    }
  }
}
