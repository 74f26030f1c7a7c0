import Synchronization

/// Evaluates the open trials of one batch on several threads, and records them in ask order.
///
/// A trial is recorded as soon as all before it are, so that a crash loses at most what was being
/// evaluated and the bytes of the journal do not depend on which thread was faster.
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
    var taken = StudyLedger(recovered: [])
    swap(&taken, &ledger)
    self.state = Mutex(State(trials: batch, ledger: taken))
  }

  /// Gives the ledger back, and returns the batch; trials after an interruption are running.
  func finish(_ ledger: inout StudyLedger) -> [Trial] {
    state.withLock { state in
      swap(&state.ledger, &ledger)
      return state.trials
    }
  }

  /// Runs the batch; returns why it stopped early, nil if it is done.
  func run() throws -> StudyEnd? {
    let open = state.withLock { state in
      guarded(&state, at: 0) { try recordPrefix(&$0) }
      return state.trials.count { Self.isOpen($0) }
    }
    if open > 0 {
      study.workers.parallel(min(study.workers.jobs, open)) { [self] _ in work() }
    }
    return try state.withLock { state in
      if let failure = state.failure { throw failure.error }
      return state.recorded == state.trials.count ? nil : state.end
    }
  }

  private static func isOpen(_ trial: Trial) -> Bool {
    trial.state == .running && trial.duplicateOf == nil
  }

  /// Takes trials until none is left or the study has to stop.
  private func work() {
    while let (index, candidate) = take() {
      let result = Result { try study.evaluator.evaluate(candidate) }
      state.withLock { state in
        guarded(&state, at: index) { state in
          state.trials[index].finish(try result.get())
          try recordPrefix(&state)
        }
      }
    }
  }

  private func take() -> (index: Int, candidate: Candidate)? {
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
      return (state.next, state.trials[state.next].candidate)
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
    switch outcome {
    case .failed(let reason): state = .failed(reason: reason)
    case .complete(let figures), .pruned(let figures):
      let numbers = [
        figures.validationAccuracy, figures.synopsPerInference, figures.spikesPerInference,
      ]
      guard numbers.allSatisfy(\.isFinite) else {
        state = .failed(reason: "a figure is not a finite number")
        return
      }
      evaluation = figures
      if case .pruned = outcome { state = .pruned } else { state = .complete }
    }
  }
}
