import Quantization
import SpikingNetworks

/// How float parameters become integers, apart from the precisions.
public struct QuantizationProcedure: Codable, Hashable, Sendable {
  /// Whether training goes on with the integers in the forward pass.
  public var method: QuantizationMethod
  /// What is corrected after a conversion without training.
  public var correction: CorrectionRule
  /// The number of training samples that a correction looks at, the first ones.
  public var calibration: Int
  /// Whether channels that provably never fire are removed with their synapses.
  public var removesDeadChannels: Bool
  /// The training with integers in the forward pass; without effect for another method.
  public var aware: AwareTrainingPlan
}

/// Describes when parameters become integers.
public enum QuantizationMethod: String, Codable, CaseIterable, Hashable, Sendable {
  /// After training.
  case postTraining = "ptq"
  /// In training: the forward pass computes with the integers.
  case aware = "qat"
}

/// How quantization-aware training differs from the training of the float model.
public struct AwareTrainingPlan: Codable, Hashable, Sendable {
  /// The number of passes over the training set.
  public var epochs: Int
  /// The learning rate at the start.
  public var learningRate: Double
  /// Whether the scales of the weights are trained.
  public var stepSize: QuantizationAwareTraining.StepSize
  /// Where the parameters start.
  public var start: AwareTrainingStart

  /// Returns the options of the training that follows `float`, that of the float model.
  func options(from float: TrainingOptions) -> TrainingOptions {
    var result = float
    result.epochs = epochs
    result.optimizer = float.optimizer.with(learningRate: learningRate)
    result.schedule = .cosine(warmup: 0)
    result.selection = .best
    result.patience = 0
    result.averaging = 0
    // The float model has learned from the teacher.
    result.distillation = nil
    switch (float.pruning?.kind, start) {
    case (.magnitude?, .trained):
      // What is pruned stays so: the smallest synapses are those that are 0 already.
      result.pruning?.start = 0
      result.pruning?.end = 0
    case (.magnitude?, .scratch):
      // Random synapses are pruned as those of the float model were, when they have learned something.
      break
    case (.channels?, _), (nil, _):
      // Pruned channels are gone.
      result.pruning = nil
    }
    return result
  }
}

/// Describes which parameters quantization-aware training starts from.
public enum AwareTrainingStart: String, Codable, CaseIterable, Hashable, Sendable {
  /// Those of the float model: fine-tuning from the point of the conversion without training.
  case trained
  /// New random ones.
  case scratch
}

extension QuantizationProcedure {
  /// Reads the keys beside the precisions in the section `quantize`.
  init(_ reader: ConfigReader) {
    self.init(
      method: reader.word("method", default: .postTraining),
      correction: reader.word("correction", default: .none),
      calibration: reader.int("calibration", in: 1...1_000_000, default: 256),
      removesDeadChannels: reader.bool("remove_dead", default: true),
      aware: AwareTrainingPlan(reader.section("qat"))
    )
  }

  /// The canonical spelling.
  var pairs: [(String, ConfigNode)] {
    [
      ("method", .string(method.rawValue)), ("correction", .string(correction.rawValue)),
      ("calibration", .int(calibration)), ("remove_dead", .bool(removesDeadChannels)),
      ("qat", aware.node),
    ]
  }

  /// The procedure without what has no effect, so that equal work has equal text.
  var canonical: QuantizationProcedure {
    var result = self
    switch method {
    case .postTraining: result.aware = .standard
    case .aware: result.correction = .none
    }
    if result.correction == .none { result.calibration = 1 }
    return result
  }
}

extension AwareTrainingPlan {
  /// What a configuration without `quantize.qat` gets.
  static let standard = AwareTrainingPlan(
    epochs: 3,
    learningRate: 0.0005,
    stepSize: .fixed,
    start: .trained
  )

  fileprivate init(_ reader: ConfigReader) {
    let fallback = AwareTrainingPlan.standard
    self.init(
      epochs: reader.int("epochs", in: 1...10_000, default: fallback.epochs),
      learningRate: reader.double("lr", in: .positive(upTo: 10), default: fallback.learningRate),
      stepSize: reader.word("step", default: fallback.stepSize),
      start: reader.word("start", default: fallback.start)
    )
    reader.finish()
  }

  fileprivate var node: ConfigNode {
    .map([
      ("epochs", .int(epochs)), ("lr", .double(learningRate)),
      ("step", .string(stepSize.rawValue)), ("start", .string(start.rawValue)),
    ])
  }
}
