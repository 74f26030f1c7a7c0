import SpikingNetworks

extension SweepSummary {
  /// Sums up the results of `sweep`.
  ///
  /// - Parameters:
  ///   - sweep: What was asked.
  ///   - results: What came of its trainings; those that are missing count as failed.
  ///   - dataset: The name of the samples.
  ///   - header: The version and instructions that the trainings were made with.
  init(
    of sweep: Sweep,
    _ results: [SweepTraining.Key: SweepResult],
    dataset: String,
    _ header: JournalHeader
  ) {
    let plan = sweep.plan
    let outcomes = sweep.outcomes(in: results)
    let base = outcomes.indices.contains(sweep.baseline) ? outcomes[sweep.baseline] : []
    let reference = sweep.points[sweep.baseline].experiment
    name = sweep.experiment.name
    question = plan.question
    source = plan.source
    self.dataset = dataset
    network = reference.networkSpec(shape: reference.dataset.shape).summary
    timesteps = reference.input.timesteps
    epochs = reference.train.epochs
    (seeds, folds, losses, baseline) = (plan.seeds, plan.folds, plan.losses, plan.baseline)
    curves = plan.curves.enumerated().map { index, curve in
      Curve(
        name: curve.name,
        source: curve.source ?? plan.source,
        key: curve.variation?.key,
        points: sweep.points.indices.filter { sweep.points[$0].curve == index }.map { point in
          Point(value: sweep.points[point].value, outcomes[point], against: base, folds: plan.folds)
        }
      )
    }
    version = header.version
    instructionSet = header.instructionSet
    configHash = sweep.configHash
    best = []
    best = choices(trainings: plan.seeds.count * (plan.folds ?? 1))
  }

  /// Returns the cheapest points of all methods within each loss.
  private func choices(trainings: Int) -> [Choice] {
    let reference = curves.first { $0.name == baseline }?.points.first
    return losses.flatMap { loss in
      SweepCost.allCases.flatMap { cost in
        curves.filter { $0.name != baseline }.map { curve in
          let selection = SweepSelection(loss: loss, minimize: cost, trainings: trainings)
          let point = reference.flatMap { selection.choose(from: curve.points, against: $0) }
          return Choice(
            curve: curve.name,
            loss: loss,
            minimize: cost,
            point: point,
            value: point.flatMap { curve.points[$0].value }
          )
        }
      }
    }
  }
}

extension Sweep {
  /// [point][seed and fold]: what came of each training, nil where nothing is known.
  fileprivate func outcomes(
    in results: [SweepTraining.Key: SweepResult]
  ) -> [[SweepResult.Outcome?]] {
    var outcomes: [[SweepResult.Outcome?]] = Array(repeating: [], count: points.count)
    for training in trainings {
      outcomes[training.point].append(results[key(of: training)]?.outcome)
    }
    return outcomes
  }
}

extension SweepSummary.Point {
  /// Sums up one point.
  ///
  /// - Parameters:
  ///   - value: The value of the curve's key.
  ///   - outcomes: [seed and fold]: what came of its trainings.
  ///   - baseline: What came of those of the baseline, in the same order.
  ///   - folds: The number of folds; nil if all trainings have the same test samples.
  fileprivate init(
    value: ConfigValue?,
    _ outcomes: [SweepResult.Outcome?],
    against baseline: [SweepResult.Outcome?],
    folds: Int?
  ) {
    let own = outcomes.map(\.?.figures)
    let others = baseline.map(\.?.figures)
    func statistics(_ read: (SweepResult.Figures) -> Double) -> SampleStatistics? {
      SampleStatistics(own.compactMap { $0.map(read) })
    }
    func reduction(_ read: (SweepResult.Figures) -> Double) -> Double? {
      let pairs = zip(own, others).compactMap { own, other in
        own.flatMap { own in other.map { (own: read(own), other: read($0)) } }
      }
      let sum = pairs.reduce(0) { $0 + $1.own }
      return sum > 0 ? pairs.reduce(0) { $0 + $1.other } / sum : nil
    }
    self.value = value
    trainings = own.count { $0 != nil }
    failures = outcomes.reduce(into: []) { reasons, outcome in
      guard case .failed(let reason)? = outcome, !reasons.contains(reason) else { return }
      reasons.append(reason)
    }
    validationAccuracy = statistics(\.validation.accuracy)
    validationSpikes = statistics(\.validation.spikes)
    validationSynops = statistics(\.validation.synops)
    testAccuracy = SampleStatistics(own.compactMap { $0?.test.accuracy }, folds: folds)
    testAccuracyDifference = SampleStatistics(
      zip(own, others).compactMap { own, other in
        own.flatMap { own in other.map { own.test.accuracy - $0.test.accuracy } }
      },
      folds: folds
    )
    spikes = statistics(\.test.spikes)
    spikesReduction = reduction(\.test.spikes)
    synops = statistics(\.test.synops)
    synopsReduction = reduction(\.test.synops)
    spikeRate = statistics(\.test.spikeRate)
    seconds = statistics(\.seconds)
    let median = SampleStatistics.median(own.compactMap { $0?.seconds })
    let reference = SampleStatistics.median(others.compactMap { $0?.seconds })
    relativeSeconds = median.flatMap { median in
      reference.flatMap { $0 > 0 ? median / $0 : nil }
    }
  }
}
