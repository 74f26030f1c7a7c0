import Synchronization

/// Evaluates the open trials of one batch on several threads, and records them in ask order.
///
/// A trial is recorded as soon as all before it are, so that the bytes of the journal do not depend on which
/// thread was faster. What is done before that waits in memory, and is kept in the folder of outcomes where
/// a resumed study finds it: at once if it was dear, else when Ctrl-C or an error ends the batch. So
/// `kill -9` loses what was being evaluated, and cheap evaluations behind it; a file for each of them would
/// cost more than they do.
final class BatchRunner: Sendable {
  private let study: Study
  private let journal: StudyJournal
  private let first: Int
  private let state: Mutex<State>

  private struct State {
    var trials: [Trial]
    var ledger: StudyLedger
    /// How many trials from the start are recorded.
    var recorded = 0
    /// The next trial that a worker may take.
    var next = 0
    /// Outcomes behind an open trial, by position.
    var waiting: [Int: EvaluationOutcome] = [:]
    var end: StudyEnd?
    var failure: (index: Int, error: any Error)?
  }

  /// Creates the runner of `batch`, which follows the trials of `ledger`.
  ///
  /// The runner keeps the ledger until `finish(_:)`, so that it is changed in place, never copied.
  init(study: Study, batch: [Trial], ledger: inout StudyLedger, journal: StudyJournal) {
    self.study = study
    self.journal = journal
    self.first = ledger.trials.count
    var taken = StudyLedger(goal: study.goal, recovered: [])
    swap(&taken, &ledger)
    self.state = Mutex(State(trials: batch, ledger: taken))
  }

  /// Gives the ledger back, and returns the batch as the journal has it; trials after an interruption are
  /// running.
  func finish(_ ledger: inout StudyLedger) -> [Trial] {
    state.withLock { state in
      swap(&state.ledger, &ledger)
      for index in state.recorded..<state.trials.count {
        state.trials[index].state = .running
        state.trials[index].evaluation = nil
        state.trials[index].duplicateOf = nil
      }
      return state.trials
    }
  }

  /// Runs the batch; returns why it stopped early, nil if it is done.
  func run() throws -> StudyEnd? {
    let open = try state.withLock { state in
      try recordPrefix(&state)
      return state.trials.count { Self.isOpen($0) }
    }
    if open > 0, let pause = study.pause {
      try collect(pause)
    } else if open > 0 {
      study.workers.parallel(min(study.workers.jobs, open)) { [self] _ in work() }
      keepWaiting()
    }
    return try state.withLock { state in
      if let failure = state.failure { throw failure.error }
      return state.recorded == state.trials.count ? nil : state.end
    }
  }

  /// Records what needs no evaluation: repeated and refused candidates, and what has an outcome in the folder, up to
  /// the first trial that has none.
  func recordKnown() throws {
    try state.withLock { try recordPrefix(&$0) }
    try collect(nil)
  }

  private static func isOpen(_ trial: Trial) -> Bool {
    trial.state == .running && trial.duplicateOf == nil
  }

  /// Takes trials until none is left or the study has to stop.
  private func work() {
    while let (index, trial) = take() {
      let result = Result {
        try study.outcomes?.outcome(of: trial) ?? study.evaluator.evaluate(trial.candidate)
      }
      let isWaiting = state.withLock { state in
        guarded(&state, at: index) { state in
          let outcome = try result.get()
          state.trials[index].finish(outcome)
          state.waiting[index] = outcome
          try recordPrefix(&state)
        }
        return state.waiting[index] != nil
      }
      if isWaiting, study.evaluator.isDear(trial.candidate) { keep(index) }
    }
  }

  /// Keeps what waits behind an open trial when the batch ends before that trial does.
  private func keepWaiting() {
    for index in state.withLock({ $0.waiting.keys.sorted() }) { keep(index) }
  }

  /// Writes the outcome of trial `index` aside, unless it was recorded in between.
  private func keep(_ index: Int) {
    guard let outcomes = study.outcomes else { return }
    let (trial, outcome) = state.withLock { ($0.trials[index], $0.waiting[index]) }
    guard let outcome else { return }
    do { try outcomes.write(outcome, of: trial) } catch {
      state.withLock { guarded(&$0, at: index) { _ in throw error } }
    }
  }

  private func take() -> (index: Int, trial: Trial)? {
    // Asked outside the lock: the closures are the caller's.
    let interruption = study.interruption
    return state.withLock { state in
      guard state.failure == nil, state.end == nil else { return nil }
      while state.next < state.trials.count, !Self.isOpen(state.trials[state.next]) {
        state.next += 1
      }
      guard state.next < state.trials.count else { return nil }
      if let interruption {
        state.end = interruption
        return nil
      }
      defer { state.next += 1 }
      return (state.next, state.trials[state.next])
    }
  }

  /// Takes the outcomes that are in the folder, and waits for those that other processes write; without `pause`
  /// it waits for nothing.
  private func collect(_ pause: (() -> Void)?) throws {
    // The others evaluate what they read in the journal; on other machines that is what was forced to the disk.
    try journal.synchronize()
    while true {
      let waiting = state.withLock { state in
        state.trials.indices.filter { Self.isOpen(state.trials[$0]) }
      }
      if waiting.isEmpty { return }
      var isNothingNew = true
      for index in waiting {
        let trial = state.withLock { $0.trials[index] }
        guard let outcome = try study.outcomes?.outcome(of: trial) else { continue }
        isNothingNew = false
        try state.withLock { state in
          state.trials[index].finish(outcome)
          try recordPrefix(&state)
        }
      }
      if isNothingNew {
        guard let pause else { return }
        if let interruption = study.interruption {
          return state.withLock { $0.end = interruption }
        }
        pause()
      }
    }
  }

  /// Keeps the error of the earliest trial, whichever thread met it first.
  private func guarded(_ state: inout State, at index: Int, _ body: (inout State) throws -> Void) {
    do { try body(&state) } catch {
      if let failure = state.failure, failure.index <= index { return }
      state.failure = (index, error)
    }
  }

  /// Records finished trials from the first unrecorded one on, up to an open one.
  private func recordPrefix(_ state: inout State) throws {
    while state.recorded < state.trials.count {
      var trial = state.trials[state.recorded]
      let known = state.ledger.recovered(trial.number).map { $0.state != .running } ?? false
      if !known, let number = trial.duplicateOf {
        let original =
          number < first ? state.ledger.trials[number] : state.trials[number - first]
        trial.state = original.state
        trial.evaluation = original.evaluation
        state.trials[state.recorded] = trial
      }
      guard trial.state != .running else { return }
      if !known, let event = JournalEvent(outcomeOf: trial) { try journal.append(event) }
      state.waiting[state.recorded] = nil
      state.recorded += 1
      state.ledger.record(trial)
      study.progress.report(
        .trialFinished(
          TrialProgress(
            trial: trial,
            counts: state.ledger.counts,
            best: state.ledger.best,
            isBestFeasible: state.ledger.isBestFeasible,
            isRecorded: known
          )
        )
      )
    }
  }
}

extension Trial {
  /// Takes the outcome of an evaluation; figures that are no numbers are a failure.
  fileprivate mutating func finish(_ outcome: EvaluationOutcome) {
    switch outcome.finite {
    case .failed(let reason): state = .failed(reason: reason)
    case .complete(let figures): (state, evaluation) = (.complete, figures)
    case .pruned(let figures): (state, evaluation) = (.pruned, figures)
    }
  }
}
