/// Drives a strategy: asks, evaluates in parallel, records, tells.
///
/// Batches are fixed, results are told and recorded in ask order, and nothing is drawn or timed here,
/// so that journal and result are the same with any number of workers, and after an interruption the
/// same as without one.
public struct Study: Sendable {
  /// How candidates become figures.
  public var evaluator: any CandidateEvaluator
  /// How much may be spent.
  public var budget: StudyBudget
  /// How many candidates are asked for at once, at least 1; the result depends on it.
  public var batchSize: Int
  /// Where evaluations run.
  public var workers: StudyWorkers
  /// Where progress is told.
  public var progress: any ProgressReporter
  /// What is looked for: which trial is the best so far, for the progress display.
  public var goal: StudyGoal
  /// Outcomes that are not in the journal yet.
  ///
  /// Those of other processes, and those that waited behind an open trial when an earlier process ended; nil keeps
  /// none.
  public var outcomes: OutcomeFolder?
  /// Called between two looks at `outcomes` if all evaluations are left to others; nil if candidates are
  /// evaluated here, too.
  public var pause: (@Sendable () -> Void)?
  /// Whether the user interrupted; asked between trials.
  public var isCancelled: @Sendable () -> Bool

  /// Creates a study.
  public init(
    evaluator: any CandidateEvaluator,
    budget: StudyBudget = StudyBudget(),
    batchSize: Int = 32,
    workers: StudyWorkers = .serial,
    progress: any ProgressReporter = SilentProgress(),
    goal: StudyGoal = StudyGoal(),
    outcomes: OutcomeFolder? = nil,
    pause: (@Sendable () -> Void)? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    precondition(batchSize > 0)
    self.evaluator = evaluator
    self.budget = budget
    self.batchSize = batchSize
    self.workers = workers
    self.progress = progress
    self.goal = goal
    self.outcomes = outcomes
    self.pause = pause
    self.isCancelled = isCancelled
  }

  /// Runs `strategy` until it has nothing more to propose, the budget is spent, or the user interrupts.
  ///
  /// Trials that the journal holds with an outcome are not run again; the strategy is told of them as
  /// if they had been. A study that ended by itself is returned as the journal has it.
  ///
  /// - Throws: `JournalError`, or what the evaluator throws; the study can be resumed after either.
  public func run(
    _ strategy: any SearchStrategy,
    journal: StudyJournal
  ) throws -> StudyResult {
    if let end = journal.recovered.end {
      return StudyResult(trials: journal.recovered.trials, end: end)
    }
    var strategy = strategy
    var ledger = StudyLedger(goal: goal, recovered: journal.recovered.trials)
    while true {
      if let end = stop(before: ledger) { return try finish(end, ledger, journal) }
      let count = min(batchSize, budget.remaining(after: ledger.counts))
      let candidates = strategy.ask(count)
      precondition(candidates.count <= count, "a strategy proposed more than it was asked for")
      if candidates.isEmpty { return try finish(.strategyFinished, ledger, journal) }

      let batch = try open(candidates, after: ledger, journal)
      let (trials, end) = try evaluate(batch, &ledger, journal)
      ledger.close(trials)
      if let end { return try finish(end, ledger, journal) }
      strategy.tell(trials)
    }
  }

  /// Ends the study of `journal` with the trials that have an outcome, in the journal or in `outcomes`.
  ///
  /// - Throws: `MissingInput` if there is none, and the study goes on; `JournalError`.
  public func finish(_ journal: StudyJournal) throws -> StudyResult {
    let recovered = journal.recovered
    if let end = recovered.end { return StudyResult(trials: recovered.trials, end: end) }
    let trials: [Trial]
    do { trials = try collected(journal) } catch JournalError.diverged {
      // Of another version, whose outcomes have other names: what it recorded counts.
      trials = recovered.trials
    }
    guard trials.contains(where: { $0.state != .running }) else {
      throw MissingInput(
        "\(journal.path): no trial has an outcome yet; --resume without --finish goes on with the study"
      )
    }
    try journal.append(.finished(.requested))
    try journal.synchronize()
    return StudyResult(trials: trials, end: .requested)
  }

  /// Returns the trials of `journal` after those that `outcomes` has the outcomes of are recorded, up to the
  /// first that it lacks.
  private func collected(_ journal: StudyJournal) throws -> [Trial] {
    let recovered = journal.recovered.trials
    var ledger = StudyLedger(goal: goal, recovered: recovered)
    let batch = try open(recovered.map(\.candidate), after: ledger, journal)
    let runner = BatchRunner(study: self, batch: batch, ledger: &ledger, journal: journal)
    try runner.recordKnown()
    return runner.finish(&ledger)
  }

  /// Returns why no further batch may begin, nil if one may.
  private func stop(before ledger: StudyLedger) -> StudyEnd? {
    if budget.isSpent(by: ledger.counts) { return .trialBudget }
    return ledger.isNextRecorded ? nil : interruption
  }

  /// Why no further trial may begin, nil if one may.
  var interruption: StudyEnd? {
    if isCancelled() { return .cancelled }
    return budget.isTimeOver() ? .timeBudget : nil
  }

  private func finish(
    _ end: StudyEnd,
    _ ledger: StudyLedger,
    _ journal: StudyJournal
  ) throws -> StudyResult {
    if end != .cancelled { try journal.append(.finished(end)) }
    try journal.synchronize()
    return StudyResult(trials: ledger.trials, end: end)
  }

  /// Numbers the candidates, recognises repeated work, and records what is new as running.
  private func open(
    _ candidates: [Candidate],
    after ledger: StudyLedger,
    _ journal: StudyJournal
  ) throws -> [Trial] {
    var numbers: [String: Int] = [:]
    return try candidates.enumerated().map { offset, candidate in
      let number = ledger.trials.count + offset
      var trial: Trial
      if let recorded = ledger.recovered(number) {
        guard recorded.candidate == candidate else { throw JournalError.diverged(trial: number) }
        trial = recorded
      } else {
        trial = Trial(number: number, candidate: candidate, id: "")
      }
      guard trial.state == .running else {
        numbers[trial.id] = numbers[trial.id] ?? number
        return trial
      }
      let recordedID = trial.id
      do {
        trial.id = Trial.id(canonicalKey: try evaluator.canonicalKey(of: candidate))
      } catch let refusal as CandidateRefused {
        // Such a candidate has no canonical form; its own text keeps it apart from all others.
        trial.id = Trial.id(canonicalKey: "refused \(candidate.assignments)")
        trial.state = .failed(reason: refusal.reason)
      }
      trial.duplicateOf = ledger.number(ofWork: trial.id) ?? numbers[trial.id]
      numbers[trial.id] = numbers[trial.id] ?? number
      if recordedID.isEmpty {
        try journal.append(.running(trial: number, id: trial.id, candidate: candidate))
      } else if recordedID != trial.id {
        throw JournalError.diverged(trial: number)
      }
      return trial
    }
  }

  /// Runs the trials of a batch that are open; returns all of it, or the part before an interruption
  /// and why it stopped.
  private func evaluate(
    _ batch: [Trial],
    _ ledger: inout StudyLedger,
    _ journal: StudyJournal
  ) throws -> (trials: [Trial], end: StudyEnd?) {
    let open = batch.filter { $0.state == .running && $0.duplicateOf == nil }
    let own = try pause == nil ? open.filter { try outcomes?.contains($0) != true } : []
    let runner = BatchRunner(study: self, batch: batch, ledger: &ledger, journal: journal)
    let end: StudyEnd?
    do {
      if !own.isEmpty { try evaluator.prepare(own.map(\.candidate)) }
      end = try runner.run()
    } catch is CancellationError {
      guard let interruption else { throw CancellationError() }
      // What needs no evaluation is recorded all the same.
      try runner.recordKnown()
      end = interruption
    }
    return (runner.finish(&ledger), end)
  }
}
