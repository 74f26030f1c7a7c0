import SpikingNetworks

/// Corrects integer networks after conversion, by what calibration samples show of the float model.
///
/// Every correction is a pure function of model, samples and network. Nothing but biases and thresholds changes.
public struct QuantizationCorrector: Sendable {
  /// The float model.
  public let model: TrainedModel
  /// The calibration samples.
  public let samples: SampleSet
  /// What the float model does on them.
  public let activity: CalibrationActivity

  /// Runs `model` on the first `count` samples of `training`, which are what corrections look at.
  ///
  /// - Parameters:
  ///   - model: The float model.
  ///   - count: The largest number of samples, at least one.
  ///   - training: Training samples with inputs of the model's width.
  ///   - seed: The key of the rate coding, that of the networks to correct.
  public init(
    _ model: TrainedModel,
    calibratingOn count: Int,
    of training: SampleSet,
    seed: UInt64
  ) {
    precondition(count > 0, "a correction needs a sample")
    self.model = model
    samples = training.selecting(Array(0..<min(count, training.count)))
    activity = CalibrationActivity(of: model, on: samples, seed: seed)
  }

  /// Returns `network`, which comes from the model, corrected by `rule`.
  ///
  /// - Throws: `QuantizationFailure` if corrected biases have no legal form.
  public func apply(
    _ rule: CorrectionRule,
    to network: QuantizedNetwork
  ) throws(QuantizationFailure) -> QuantizedNetwork {
    switch rule {
    case .none: network
    case .bias: try correctingBiases(of: network)
    case .threshold: correctingThresholds(of: network)
    case .both: correctingThresholds(of: try correctingBiases(of: network))
    }
  }

  /// Stops where `network` does not come from the model, or draws other inputs.
  func requireOrigin(of network: QuantizedNetwork) {
    precondition(network.comes(from: model), "the integers are those of another network")
    precondition(
      network.encodingSeed == activity.seed || !network.input.coding.isRandom,
      "the network draws its input otherwise than the calibration"
    )
  }
}
