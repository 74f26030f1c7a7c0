import SpikingNetworks

/// What a study found, with the float models that its candidates were quantized from.
struct Exploration {
  /// The evaluator, which knows every candidate's experiment and float model.
  var evaluator: QuantizationEvaluator
  /// The journal, whose lock keeps other processes out until the run is written.
  var journal: StudyJournal
  /// All trials.
  var trials: [Trial]
  /// How trials are preferred.
  var rule: SelectionRule
  /// The winner, or the nearest miss.
  var selection: Selection
  /// The model of the winner, or of the nearest miss; nil without any evaluated trial.
  var chosen: QuantizationEvaluator.CandidateModel?
  /// Whether the time of the budget ended the study.
  var isTimeOver: Bool
  /// The seconds that float training and the whole study took.
  var seconds: (train: Double, total: Double)

  /// The trials that no other beats in both size and accuracy.
  var front: ParetoFront { ParetoFront(of: trials, minimizing: rule.objective) }
}

extension Pipeline {
  /// Runs or continues the study of `experiment` in `directory`.
  func explore(
    _ experiment: Experiment,
    _ dataset: LoadedDataset,
    in directory: RunDirectory
  ) throws -> Exploration {
    let start = context.now()
    let header = JournalHeader(
      configHash: experiment.configHash,
      version: context.version,
      seed: experiment.seed,
      instructionSet: context.engine.kernels.instructionSet.rawValue
    )
    let journal = try StudyJournal(
      path: directory.path(of: .journal),
      header: header,
      resume: directory.contains(.journal),
      clock: context.now
    )
    try directory.write(experiment.yaml, to: .experiment)

    let models = FloatModelStore(context: context, data: dataset.split, directory: directory)
    let plan = experiment.search
    let (now, limit) = (context.now, plan.budget.minutes.map { $0 * 60 })
    let isTimeOver: @Sendable () -> Bool = { limit.map { now() - start > $0 } ?? false }
    let evaluator = QuantizationEvaluator(
      experiment: experiment,
      models: models,
      isTimeOver: isTimeOver
    )
    let rule: @Sendable () -> SelectionRule = {
      SelectionRule(
        objective: plan.minimize,
        threshold: plan.accuracyTarget.threshold(baseline: models.bestBaseline),
        constraints: plan.constraints
      )
    }
    let study = Study(
      evaluator: evaluator,
      budget: StudyBudget(trials: plan.budget.trials, isTimeOver: isTimeOver),
      batchSize: plan.batch,
      workers: context.studyWorkers,
      progress: context.progress,
      rule: rule,
      isCancelled: context.isCancelled
    )
    context.progress.report(
      .phaseStarted(
        ProgressPhase(
          name: "searching",
          total: plan.expectedTrials,
          secondsLimit: limit
        )
      )
    )
    let result = try study.run(plan.makeStrategy(seed: experiment.seed), journal: journal)
    if result.end == .cancelled { throw Interrupted() }
    if case .within = plan.target {
      // The baseline is the best float model of all, also of trials that were read from the journal.
      for trial in result.trials where trial.evaluation != nil {
        _ = try evaluator.floatModel(of: trial.candidate)
      }
    }
    let final = rule()
    let selection = final.select(from: result.trials)
    let chosen = try selection.trial.map { try remake($0, evaluator, dataset) }
    return Exploration(
      evaluator: evaluator,
      journal: journal,
      trials: result.trials,
      rule: final,
      selection: selection,
      chosen: chosen,
      isTimeOver: result.end == .timeBudget,
      seconds: (models.trainingSeconds, context.now() - start)
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

  /// Returns the strategy at its beginning.
  func makeStrategy(seed: UInt64) -> any SearchStrategy {
    switch strategy {
    case .grid: GridSearch(space: space)
    case .random: RandomSearch(space: space, seed: seed)
    }
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
