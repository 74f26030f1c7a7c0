/// The penalty of one epoch on the logits of a sample: strength times their mean square.
struct LogitPenalty: Sendable {
  var strength = 0.0

  /// Returns the penalty of `logits` and its gradient, which is empty where there is no penalty.
  func evaluate(_ logits: UnsafeMutableBufferPointer<Double>) -> (value: Double, gradient: [Double])
  {
    guard strength > 0 else { return (0, []) }
    let factor = strength / Double(logits.count)
    return (factor * logits.reduce(0) { $0 + $1 * $1 }, logits.map { 2 * factor * $0 })
  }
}
