import Quantization
import SpikingNetworks

/// The selected model with what it does on the test samples.
struct WinningModel {
  /// The model.
  var artifact: ModelArtifact
  /// The test samples with inputs of the model's width.
  var testSamples: SampleSet
  /// The integers on these samples.
  var testResult: IntegerEvaluation
  /// The float network on these samples.
  var floatTest: FloatEvaluation
  /// The integers on the validation samples.
  var validationResult: IntegerEvaluation

  /// The bytes of flash.
  var flashBytes: Int { artifact.network.map { MemoryFootprint(of: $0).flashBytes } ?? 0 }
}

extension Pipeline {
  /// Makes the artifact of the winning `trial`, which led to `chosen`; the only place that looks at test samples.
  func package(
    _ trial: Trial,
    _ chosen: QuantizationEvaluator.CandidateModel,
    of exploration: Exploration,
    _ dataset: LoadedDataset
  ) throws -> WinningModel {
    let (experiment, entry, network) = (chosen.experiment, chosen.entry, chosen.integers.network)
    let spec = entry.artifact.model.spec
    let samples = dataset.split.test.quantized(bits: spec.input.bits)
    let simulator = IntegerSimulator(network)
    let testResult = simulator.evaluate(samples)
    let validationResult = simulator.evaluate(
      entry.samples.samples,
      order: entry.samples.order
    )
    let floatTest = try context.engine.evaluate(
      spec,
      entry.artifact.model.parameters,
      on: samples,
      seed: experiment.seed
    )
    var artifact = entry.artifact
    artifact.experiment = experiment
    artifact.network = network
    artifact.diagnosis = diagnosis(of: chosen.integers, on: entry.samples.samples)
    artifact.provenance.configHash = exploration.evaluator.experiment.configHash
    artifact.provenance.trial = trial.number
    artifact.provenance.trialID = trial.id
    artifact.metrics = ModelArtifact.Metrics(
      floatValidationAccuracy: entry.validation.accuracy,
      floatTestAccuracy: floatTest.accuracy,
      validationAccuracy: validationResult.accuracy,
      testAccuracy: testResult.accuracy,
      layerSpikes: validationResult.layerSpikes,
      silentNeurons: validationResult.silentNeurons,
      account: account(of: network, on: entry.samples)
    )
    return WinningModel(
      artifact: artifact,
      testSamples: samples,
      testResult: testResult,
      floatTest: floatTest,
      validationResult: validationResult
    )
  }
}
