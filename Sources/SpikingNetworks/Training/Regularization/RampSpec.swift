/// How the strength of a regularizer changes over the epochs.
public enum RampSpec: Codable, Hashable, Sendable {
  /// It does not.
  case constant
  /// It grows linearly from 0 to its value between two parts of all epochs, 0 <= from < to <= 1.
  case linear(from: Double, to: Double)

  /// The growth over all epochs, the last of which has the whole strength.
  public static let whole = RampSpec.linear(from: 0, to: 1)

  /// Returns `strength` as it is in epoch `epoch`, which counts from 0, of `epochs`.
  ///
  /// strength * (t - from) / (to - from) within 0...strength, t = (epoch + 1) / epochs.
  public func strength(_ strength: Double, inEpoch epoch: Int, of epochs: Int) -> Double {
    switch self {
    case .constant: return strength
    case .linear(let from, let to):
      let (first, last) = (from * Double(epochs), to * Double(epochs))
      let now = Double(epoch + 1)
      guard now <= last else { return strength }
      return now > first ? strength * (now - first) / (last - first) : 0
    }
  }
}

extension RampSpec: ExpressibleByBooleanLiteral {
  /// Creates no ramp, or the one over all epochs.
  public init(booleanLiteral value: Bool) {
    self = value ? .whole : .constant
  }
}
