import Quantization
import SpikingNetworks

/// Makes the integers of a float model by the procedure of an experiment: conversion and correction, or training
/// through integers; then the removal of channels that can never fire.
struct IntegerStage: Sendable {
  /// Runs what has to be trained.
  let engine: TrainingEngine
  /// The samples that train and choose the epoch.
  let data: DatasetSplit

  /// Integers, and the float parameters that they are the integers of.
  struct Outcome: Sendable {
    /// The network of the device.
    var network: QuantizedNetwork
    /// The same with all channels of `source`.
    var whole: QuantizedNetwork
    /// The float model, or the one that training through integers left.
    var source: TrainedModel
  }

  /// Returns the integers of `model`, which `experiment` describes.
  ///
  /// - Parameters:
  ///   - model: The float model.
  ///   - experiment: The precisions, and how to come to them.
  ///   - calibrations: What corrections know of the model.
  ///   - progress: Called with the figures of each epoch of a training; throwing ends it.
  /// - Throws: `QuantizationFailure` or `NetworkError` where there are none, and what `progress` throws.
  func callAsFunction(
    _ model: TrainedModel,
    _ experiment: Experiment,
    calibrations: Calibrations,
    progress: (EpochRecord) throws -> Void = { _ in }
  ) throws -> Outcome {
    let procedure = experiment.quantize.procedure
    let (whole, source): (QuantizedNetwork, TrainedModel)
    switch procedure.method {
    case .postTraining: (whole, source) = (try converted(model, experiment, calibrations), model)
    case .aware:
      let trained = try trained(model, experiment, progress)
      (whole, source) = (trained.network, trained.model)
    }
    return Outcome(
      network: procedure.removesDeadChannels ? whole.removingDeadChannels() : whole,
      whole: whole,
      source: source
    )
  }

  private func converted(
    _ model: TrainedModel,
    _ experiment: Experiment,
    _ calibrations: Calibrations
  ) throws -> QuantizedNetwork {
    let procedure = experiment.quantize.procedure
    let network = try Quantizer(seed: experiment.seed, knownScales: calibrations.scales).quantize(
      model,
      experiment.quantizationSpec()
    )
    guard procedure.correction != .none else { return network }
    let corrector = calibrations.corrector(
      of: model,
      calibratingOn: procedure.calibration,
      of: data.train,
      seed: experiment.seed
    )
    return try corrector.apply(procedure.correction, to: network)
  }

  private func trained(
    _ model: TrainedModel,
    _ experiment: Experiment,
    _ progress: (EpochRecord) throws -> Void
  ) throws -> QuantizedModel {
    let plan = experiment.quantize.procedure.aware
    let training = QuantizationAwareTraining(
      specification: experiment.quantizationSpec(),
      options: plan.options(from: experiment.train),
      stepSize: plan.stepSize,
      quantizer: Quantizer(seed: experiment.seed)
    )
    let samples = data.train.quantized(bits: model.spec.input.bits)
    let validation = data.validation.quantized(bits: model.spec.input.bits)
    switch plan.start {
    case .trained:
      return try training.train(
        from: model,
        on: samples,
        validating: validation,
        engine: engine,
        progress: progress
      )
    case .scratch:
      return try training.train(
        model.spec,
        on: samples,
        validating: validation,
        engine: engine,
        progress: progress
      )
    }
  }
}
