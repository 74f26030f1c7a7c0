/// What membranes outside their bounds cost, as `CVectorKernels` has it.
struct MembraneCost: Sendable {
  /// The factor of the squared distance from the bounds.
  var factor: Double
  /// The bounds, in thresholds.
  var lower: Float
  var upper: Float

  /// The same for a loss that is a mean over `batch` samples.
  func mean(over batch: Int) -> MembraneCost {
    MembraneCost(factor: factor / Double(batch), lower: lower, upper: upper)
  }
}
