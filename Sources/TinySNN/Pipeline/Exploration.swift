import SpikingNetworks

/// What a study found, with the float models that its candidates were quantized from.
struct Exploration {
  /// The evaluator, which knows every candidate's experiment and float model.
  var evaluator: QuantizationEvaluator
  /// The journal, whose lock keeps other processes out until the run is written.
  var journal: StudyJournal
  /// Shows others that the run is worked on until it is written.
  var heartbeat: Heartbeat
  /// All trials.
  var trials: [Trial]
  /// How trials are preferred.
  var rule: SelectionRule
  /// The winner, or the nearest miss.
  var selection: Selection
  /// The model of the winner, or of the nearest miss; nil without any evaluated trial.
  var chosen: QuantizationEvaluator.CandidateModel?
  /// Why the study ended.
  var end: StudyEnd
  /// The seconds that float training, evaluations on all threads, and the whole study took.
  var seconds: (train: Double, evaluate: Double, total: Double)

  /// The trials that no other beats in both size and accuracy.
  var front: ParetoFront { ParetoFront(of: trials, minimizing: rule.objective) }
}

extension Pipeline {
  /// Runs or continues the study of `experiment` in `directory`.
  ///
  /// - Parameters:
  ///   - experiment: What to search.
  ///   - dataset: The samples.
  ///   - directory: The run folder.
  ///   - finish: Whether the study ends with the trials that it has.
  ///   - waitingForWorkers: Whether all evaluations are left to other processes.
  func explore(
    _ experiment: Experiment,
    _ dataset: LoadedDataset,
    in directory: RunDirectory,
    finish: Bool,
    waitingForWorkers: Bool
  ) throws -> Exploration {
    let start = context.now()
    let models = FloatModelStore(
      context: context,
      data: dataset.split,
      directory: directory,
      folder: context.modelFolder
    )
    let header = JournalHeader(of: experiment, context, dataHash: models.dataHash)
    try directory.requireNoOtherDriver()
    let journal = try StudyJournal(
      path: directory.path(of: .journal),
      header: header,
      resume: directory.contains(.journal),
      clock: context.now
    )
    let heartbeat = Heartbeat(path: directory.path(of: RunDirectory.heartbeatName))
    heartbeat.start()
    var isHandedOver = false
    defer { if !isHandedOver { heartbeat.stop() } }
    try directory.write(experiment.yaml, to: .experiment)

    let plan = experiment.search
    let (now, limit) = (context.now, plan.budget.minutes.map { $0 * 60 })
    let isTimeOver: @Sendable () -> Bool = { limit.map { now() - start > $0 } ?? false }
    let goal = plan.goal(samples: dataset.split.validation.count)
    let evaluator = QuantizationEvaluator(
      experiment: experiment,
      models: models,
      goal: goal,
      isTimeOver: isTimeOver
    )
    let timed = TimedEvaluator(evaluator, now: context.now)
    let study = Study(
      evaluator: timed,
      budget: StudyBudget(trials: plan.budget.trials, isTimeOver: isTimeOver),
      batchSize: plan.batch,
      workers: context.studyWorkers,
      progress: context.progress,
      goal: goal,
      outcomes: directory.outcomes(of: header),
      pause: waitingForWorkers ? context.pause : nil,
      isCancelled: context.isCancelled
    )
    context.progress.report(.phaseStarted(plan.phase))
    let problem = SearchProblem(
      space: plan.space,
      goal: goal,
      seed: plan.strategy.seed.map(UInt64.init) ?? experiment.seed,
      patience: plan.strategy.patience,
      forecast: evaluator.forecast
    )
    let strategy = plan.strategy.make(problem, trials: plan.budget.trials)
    let result = try finish ? study.finish(journal) : study.run(strategy, journal: journal)
    if result.end == .cancelled { throw Interrupted() }
    let final = goal.rule(of: result.trials)
    var selection = final.select(from: result.trials)
    let chosen = try selection.trial.map { trial in
      try timed.measure { try remake(trial, evaluator, dataset) }
    }
    if var trial = selection.trial, trial.state == .pruned, let chosen {
      // Nothing came closer: what it does on all samples, not on those that it was given up after. A miss it stays,
      // for the journal has no winner.
      trial.evaluation = evaluator.figures(of: chosen, engine: context.engine)
      selection = .infeasible(closest: trial)
    }
    isHandedOver = true
    return Exploration(
      evaluator: evaluator,
      journal: journal,
      heartbeat: heartbeat,
      trials: result.trials,
      rule: final,
      selection: selection,
      chosen: chosen,
      end: result.end,
      seconds: (models.trainingSeconds, timed.seconds, context.now() - start)
    )
  }

  /// Makes the model of `trial` again: a study keeps the figures of its candidates, not their integers.
  private func remake(
    _ trial: Trial,
    _ evaluator: QuantizationEvaluator,
    _ dataset: LoadedDataset
  ) throws -> QuantizationEvaluator.CandidateModel {
    try evaluator.model(of: trial.candidate, engine: context.engine) { experiment, record in
      if record.epoch == 1 {
        context.progress.report(
          .phaseStarted(ProgressPhase(name: "training the best candidate again"))
        )
      }
      let name = experiment.networkSpec(shape: dataset.split.train.shape).summary
      let epochs = experiment.quantize.procedure.aware.epochs
      context.progress.report(.epoch(EpochProgress(name, record, of: epochs)))
    }
  }
}

extension SearchPlan {
  /// The accuracy to reach in the terms of the selection.
  var accuracyTarget: AccuracyTarget {
    switch target {
    case .accuracy(let accuracy): .atLeast(accuracy)
    case .within(let points): .within(points: points)
    case nil: .mostAccurate
    }
  }

  /// The number of trials if every candidate is distinct.
  var expectedTrials: Int { min(budget.trials ?? .max, space.count) }

  /// What the search looks for.
  ///
  /// - Parameter samples: The number of validation samples.
  func goal(samples: Int) -> StudyGoal {
    StudyGoal(
      objective: minimize,
      target: accuracyTarget,
      confidence: confidence,
      samples: samples,
      constraints: constraints
    )
  }
}

extension JournalHeader {
  /// The header of the study of `experiment`.
  init(of experiment: Experiment, _ context: RunContext, dataHash: String) {
    self.init(
      configHash: experiment.configHash,
      version: context.version,
      seed: experiment.seed,
      instructionSet: context.engine.kernels.instructionSet.rawValue,
      dataHash: dataHash
    )
  }
}

extension RunContext {
  /// The engine's threads, as many as `jobs` allows.
  var studyWorkers: StudyWorkers {
    guard jobs > 1 else { return .serial }
    let pool = jobs == engine.workers.workerCount ? engine.workers : WorkerPool(workers: jobs)
    return StudyWorkers(jobs: jobs) { count, body in pool.run(count, body) }
  }
}
