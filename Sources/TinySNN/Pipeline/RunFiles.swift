import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks

extension Pipeline {
  /// The figures of a study before anything is packaged: the nearest miss and its float model.
  func summary(
    of exploration: Exploration,
    _ experiment: Experiment,
    _ dataset: LoadedDataset
  ) throws -> RunSummary {
    let split = dataset.split
    var baseline = RunSummary.BaselineSummary(
      validationAccuracy: 0,
      testAccuracy: nil,
      parameterBytes: 0,
      synopsPerInference: 0,
      spikesPerInference: 0
    )
    var model: RunSummary.ModelSummary?
    if let trial = exploration.selection.trial, let evaluation = trial.evaluation,
      let chosen = exploration.chosen
    {
      baseline = RunSummary.BaselineSummary(chosen.entry)
      let network = chosen.integers.network
      model = RunSummary.ModelSummary(
        id: trial.id,
        evaluation: evaluation,
        testAccuracy: nil,
        layers: RunSummary.LayerSummary.layers(
          of: network,
          chosen.experiment.quantizationSpec()
        ),
        account: account(of: network, on: chosen.entry.samples)
      )
    }
    let isFeasible = exploration.selection.winner != nil
    return RunSummary(
      targetAccuracy: exploration.targetAccuracy(experiment.search),
      confidence: experiment.search.confidence,
      neededAccuracy: exploration.neededAccuracy(experiment.search),
      dataset: RunSummary.DatasetSummary(
        name: dataset.name,
        train: split.train.count,
        validation: split.validation.count,
        test: split.test.count
      ),
      baseline: baseline,
      selected: isFeasible ? model : nil,
      closest: isFeasible ? nil : model,
      trials: RunSummary.TrialSummary(TrialCounts(exploration.trials)),
      verification: [],
      seconds: RunSummary.SecondsSummary(
        train: exploration.seconds.train,
        search: exploration.seconds.total - exploration.seconds.train,
        evaluate: exploration.seconds.evaluate,
        verify: 0,
        total: 0
      ),
      version: context.version,
      seed: experiment.seed,
      configHash: experiment.configHash
    )
  }

  /// Writes the selected model and its C sources.
  func write(
    _ artifact: ModelArtifact,
    _ bundle: CSourceBundle,
    to directory: RunDirectory
  ) throws {
    try directory.write(artifact.data(), to: .model)
    for file in bundle.files {
      try directory.write(
        Data(file.text.utf8),
        to: "\(RunDirectory.exportName)/\(file.name)"
      )
    }
  }

  /// Writes tables and report, then the summary, which says that the run is finished; then removes what
  /// only an interrupted run needs.
  func write(
    _ outcome: SearchOutcome,
    _ experiment: Experiment,
    _ rule: SelectionRule,
    _ winner: WinningModel?,
    to directory: RunDirectory
  ) throws {
    try directory.write(EvaluationsTable(trials: outcome.trials).csv, to: .evaluations)
    let report = HTMLReport(
      title: experiment.name,
      summary: outcome.summary,
      trials: outcome.trials,
      rule: rule,
      layers: winner?.artifact.layerFigures ?? [],
      reproduceCommand: directory.reproduceCommand,
      notes: outcome.notes
    )
    try directory.write(report.html, to: .report)
    try directory.write(outcome.summary.json(), to: .summary)
    directory.removeLeftovers()
  }
}

extension Exploration {
  /// The accuracy that `plan` asks for, as it asks; nil without a target, and where a target within points of
  /// the float model means nothing because there is none.
  fileprivate func targetAccuracy(_ plan: SearchPlan) -> Double? {
    let baselines = trials.compactMap(\.evaluation?.floatAccuracy)
    switch plan.accuracyTarget {
    case .atLeast, .mostAccurate: return plan.accuracyTarget.threshold(baseline: 0)
    case .within: return baselines.max().flatMap { plan.accuracyTarget.threshold(baseline: $0) }
    }
  }

  /// The validation accuracy that candidates needed for it.
  fileprivate func neededAccuracy(_ plan: SearchPlan) -> Double? {
    targetAccuracy(plan) == nil ? nil : rule.threshold
  }
}

extension RunSummary {
  /// Adds what was measured on the winner's test samples and on its export.
  mutating func complete(_ winner: WinningModel?, _ report: VerificationReport?) {
    selected?.testAccuracy = winner?.testResult.accuracy
    baseline.testAccuracy = winner?.floatTest.accuracy
    verification =
      report.map { report in
        [
          VerificationSummary(
            target: report.target,
            vectors: report.vectors + report.predictionsCompared,
            mismatches: report.differences
          )
        ]
      } ?? []
  }
}

extension RunSummary.BaselineSummary {
  /// The figures of a float model on validation samples.
  init(_ entry: FloatModelStore.Entry) {
    let spec = entry.artifact.model.spec
    let account = ActivityAccount(spec.profile, entry.validation.sampleActivity)
    self.init(
      validationAccuracy: entry.validation.accuracy,
      testAccuracy: nil,
      parameterBytes: MemoryFootprint.floatBytes(of: spec),
      synopsPerInference: account.synops.mean,
      spikesPerInference: account.spikes.mean,
      account: account
    )
  }
}
