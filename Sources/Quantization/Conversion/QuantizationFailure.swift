/// The reasons for which a network has no legal form under a specification.
///
/// A failed conversion is a result, not a defect: the search records the trial as failed with this
/// reason.
public enum QuantizationFailure: Error, Hashable, Sendable {
  /// All weights of the layer are zero.
  case noWeights(layer: String)
  /// A threshold became 0: the neuron would fire in every step.
  case thresholdIsZero(layer: String)
  /// A threshold lies beyond the membrane's range: the neuron could never fire.
  case thresholdBeyondMembrane(layer: String, threshold: Int, limit: Int)
  /// The reset value is not below every threshold or not inside the membrane's range.
  case resetOutOfRange(layer: String, value: Int)
  /// The positive step of an adaptive threshold became 0: spikes would no longer raise it.
  case adaptationStepIsZero(layer: String)
  /// Membranes that are compared with each other need one scale, `tensor`.
  case comparedMembranesNeedOneScale(layer: String)
  /// A sum, together with what rounds it, can leave 32 bits.
  case accumulatorOverflow(layer: String)
  /// A width or mode is not legal.
  case illegal(layer: String, reason: String)
}

extension QuantizationFailure: CustomStringConvertible {
  /// One sentence for tables and journals.
  public var description: String {
    switch self {
    case .noWeights(let layer):
      "\(layer): all weights are zero"
    case .thresholdIsZero(let layer):
      "\(layer): a threshold became 0"
    case .thresholdBeyondMembrane(let layer, let threshold, let limit):
      "\(layer): threshold \(threshold) lies beyond the membrane's limit \(limit)"
    case .resetOutOfRange(let layer, let value):
      "\(layer): reset value \(value) is not between the membrane's lower end and the threshold"
    case .adaptationStepIsZero(let layer):
      "\(layer): the step of an adaptive threshold became 0"
    case .comparedMembranesNeedOneScale(let layer):
      "\(layer): its membranes are compared, so its weights need scale `tensor`"
    case .accumulatorOverflow(let layer):
      "\(layer): a sum, together with what rounds it, can leave 32 bits"
    case .illegal(let layer, let reason):
      "\(layer): \(reason)"
    }
  }
}
