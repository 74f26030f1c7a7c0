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
}

extension Pipeline {
  /// Makes the model of the winning `trial`; the only place that looks at test samples.
  func package(
    _ trial: Trial,
    of exploration: Exploration,
    _ dataset: LoadedDataset
  ) throws -> WinningModel {
    let (experiment, entry, network) = try exploration.evaluator.model(of: trial.candidate)
    let spec = entry.artifact.model.spec
    let samples = dataset.split.test.quantized(bits: spec.input.bits)
    let simulator = IntegerSimulator(network)
    let testResult = simulator.evaluate(samples)
    let validationResult = simulator.evaluate(entry.samples)
    let floatTest = try context.engine.evaluate(
      spec,
      entry.artifact.model.parameters,
      on: samples,
      seed: experiment.seed
    )
    var artifact = entry.artifact
    artifact.experiment = experiment
    artifact.network = network
    artifact.provenance.configHash = exploration.evaluator.experiment.configHash
    artifact.provenance.trial = trial.number
    artifact.provenance.trialID = trial.id
    artifact.metrics = ModelArtifact.Metrics(
      floatValidationAccuracy: entry.validation.accuracy,
      floatTestAccuracy: floatTest.accuracy,
      validationAccuracy: validationResult.accuracy,
      testAccuracy: testResult.accuracy,
      layerSpikes: validationResult.layerSpikes,
      silentNeurons: validationResult.silentNeurons
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
