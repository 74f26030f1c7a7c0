import Quantization
import SpikingNetworks

/// A part of a divided data set.
public enum DatasetPart: String, Codable, CaseIterable, Hashable, Sendable {
  /// What gradients see.
  case train
  /// What selection sees.
  case validation
  /// What only the final report sees.
  case test
}

extension Pipeline {
  /// Measures `artifact` on one part of its data set.
  public func evaluate(
    _ artifact: ModelArtifact,
    on part: DatasetPart
  ) throws -> EvaluationReport {
    let samples = try samples(part, for: artifact)
    let spec = artifact.model.spec
    let float = try context.engine.evaluate(
      spec,
      artifact.model.parameters,
      on: samples,
      seed: artifact.experiment.seed
    )
    let integer = try artifact.network.map { try evaluate($0, on: samples) }
    let account =
      try artifact.network.map { try self.account(of: $0, on: encoded(samples, for: $0)) }
      ?? ActivityAccount(spec.profile, float.sampleActivity)
    return EvaluationReport(
      dataset: artifact.experiment.dataset.title,
      part: part,
      samples: samples.count,
      floatAccuracy: float.accuracy,
      integerAccuracy: integer?.accuracy,
      method: integer == nil ? nil : artifact.experiment.quantize.procedure.method,
      spikesPerInference: integer?.spikes ?? account.spikes.mean,
      synopsPerInference: integer?.synops ?? account.synops.mean,
      account: account
    )
  }

  /// Returns `artifact` with integers of the precisions of its configuration under `overrides`.
  ///
  /// - Throws: `QuantizationFailure` if they cannot be had; `ConfigurationErrors` for keys other than
  ///   those below `quantize`, which do not describe the precisions of a trained model.
  public func quantize(
    _ artifact: ModelArtifact,
    overrides: [String]
  ) throws -> ModelArtifact {
    try artifact.experiment.requireIntegers()
    try Pipeline.requirePrecisions(overrides)
    let experiment = try Experiment(
      yaml: artifact.experiment.yaml,
      file: "stored configuration",
      // No search follows, whose values need not be legal together with these.
      overrides: overrides + ["search.space={}"]
    )
    var result = artifact
    result.experiment = experiment
    result.provenance.configHash = experiment.configHash
    result.provenance.trial = nil
    result.provenance.trialID = nil
    let split = try load(experiment).split
    let stage = IntegerStage(engine: context.engine, data: split)
    let (name, epochs) = (
      artifact.model.spec.summary, experiment.quantize.procedure.aware.epochs
    )
    context.progress.report(.phaseStarted(ProgressPhase(name: "quantizing")))
    let integers: IntegerStage.Outcome
    do {
      integers = try stage(
        artifact.model,
        experiment,
        calibrations: Calibrations()
      ) { record in
        context.progress.report(.epoch(EpochProgress(name, record, of: epochs)))
        if context.isCancelled() { throw CancellationError() }
      }
    } catch is CancellationError {
      throw Interrupted()
    }
    context.progress.report(.finished)
    let network = integers.network
    let validation = split.validation.quantized(bits: network.input.bits)
    let evaluation = try evaluate(network, on: validation)
    result.diagnosis = diagnosis(of: integers, on: validation)
    for reason in [network.uselessness(evaluation)].compactMap({ $0 }) {
      context.progress.report(.warning(reason))
    }
    result.network = network
    result.metrics.validationAccuracy = evaluation.accuracy
    result.metrics.layerSpikes = evaluation.layerSpikes
    result.metrics.silentNeurons = evaluation.silentNeurons
    result.metrics.account = account(of: network, on: try encoded(validation, for: network))
    result.metrics.testAccuracy = nil
    return result
  }

  /// Returns what `network` does on `samples`, which have inputs of its width.
  func evaluate(
    _ network: QuantizedNetwork,
    on samples: SampleSet
  ) throws -> IntegerEvaluation {
    classifier(of: network).evaluate(try encoded(samples, for: network))
  }

  /// Returns the account of what `network` does on `samples`, which were encoded for it.
  func account(of network: QuantizedNetwork, on samples: EncodedSamples) -> ActivityAccount {
    ActivityAccount(network.profile, classifier(of: network).activity(on: samples))
  }

  private func classifier(of network: QuantizedNetwork) -> IntegerClassifier {
    IntegerClassifier(network, kernels: context.engine.kernels, workers: context.engine.workers)
  }

  private func encoded(
    _ samples: SampleSet,
    for network: QuantizedNetwork
  ) throws -> EncodedSamples {
    try EncodedSamples(
      samples,
      input: network.input,
      seed: network.encodingSeed,
      kernels: context.engine.kernels,
      workers: context.engine.workers
    )
  }

  /// Returns what `integers` do otherwise than the parameters that they come from, on some of `samples`.
  func diagnosis(of integers: IntegerStage.Outcome, on samples: SampleSet) -> QuantizationDiagnosis
  {
    QuantizationDiagnosis(of: integers.whole, from: integers.source, on: samples)
  }

  /// Throws `ConfigurationErrors` if an assignment is for another key than those below `quantize`.
  private static func requirePrecisions(_ overrides: [String]) throws(ConfigurationErrors) {
    let errors = overrides.compactMap { override -> ConfigurationError? in
      let key = String(override.prefix { $0 != "=" })
      guard !key.isEmpty, !key.hasPrefix("quantize.") else { return nil }
      return ConfigurationError(
        file: "--set \(key)",
        line: nil,
        column: nil,
        path: key,
        message: "'\(key)' cannot be set for a model that is trained; keys below quantize can"
      )
    }
    guard errors.isEmpty else { throw ConfigurationErrors(errors) }
  }

  /// Returns one part of the data set of `artifact`, with inputs of its bits.
  func samples(
    _ part: DatasetPart,
    for artifact: ModelArtifact
  ) throws -> SampleSet {
    let split = try load(artifact.experiment).split
    let samples =
      switch part {
      case .train: split.train
      case .validation: split.validation
      case .test: split.test
      }
    return samples.quantized(bits: artifact.model.spec.input.bits)
  }
}
