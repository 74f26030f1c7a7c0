/// The course of the learning rate; `warmup` epochs of linear growth come first.
public enum ScheduleSpec: Codable, Hashable, Sendable {
  /// The optimizer's rate.
  case constant(warmup: Int)
  /// From the optimizer's rate to 0 along half a cosine over all epochs after the warm-up.
  case cosine(warmup: Int)
  /// Multiplied by `factor` after every `every` epochs.
  case step(every: Int, factor: Double, warmup: Int)

  /// The number of warm-up epochs.
  public var warmup: Int {
    switch self {
    case .constant(let warmup), .cosine(let warmup), .step(_, _, let warmup): warmup
    }
  }

  /// Returns the factor on the learning rate of optimizer step `step` of `stepsPerEpoch`.
  ///
  /// - Parameters:
  ///   - step: The number of optimizer steps before this one, over the whole training.
  ///   - stepsPerEpoch: The number of optimizer steps of an epoch.
  ///   - epochs: The number of epochs of the training.
  public func factor(step: Int, stepsPerEpoch: Int, epochs: Int) -> Double {
    let warmupSteps = warmup * stepsPerEpoch
    if step < warmupSteps { return Double(step + 1) / Double(warmupSteps) }
    switch self {
    case .constant:
      return 1
    case .cosine:
      let length = max(1, epochs * stepsPerEpoch - warmupSteps)
      return (1 + PortableMath.cosineOfPi(Double(step - warmupSteps) / Double(length))) / 2
    case .step(let every, let factor, _):
      var product = 1.0
      for _ in 0..<(step / stepsPerEpoch / max(1, every)) { product *= factor }
      return product
    }
  }
}
