/// The branch-free form of `RoundingMode.shifting` for one mode and one distance.
///
/// Every deterministic mode is a floor after adding a correction that depends on the sign (`trunc`,
/// `half_away`) or on the parity of the floor (`half_even`). Loops over membranes use this form
/// because it vectorises; the tests hold it against `RoundingMode.shifting` for every value.
public struct RoundingShift: Hashable, Sendable {
  /// The shift distance, in 0...30.
  public let distance: Int32
  /// What is added to every value.
  public let correction: Int32
  /// What is added to negative values besides.
  public let negativeCorrection: Int32
  /// One if the parity of the floor is added, else zero.
  public let parity: Int32

  /// Creates the form of `mode` for `distance`.
  ///
  /// - Precondition: The mode is deterministic and the distance in 0...30.
  public init(_ mode: RoundingMode, distance: Int) {
    precondition((0...30).contains(distance), "shift distance \(distance) is outside 0...30")
    let rest = Int32((1 << distance) - 1)
    let half = distance > 0 ? Int32(1) << Int32(distance - 1) : 0
    self.distance = Int32(distance)
    switch mode {
    case .floor: (correction, negativeCorrection, parity) = (0, 0, 0)
    case .trunc: (correction, negativeCorrection, parity) = (0, rest, 0)
    case .ceil: (correction, negativeCorrection, parity) = (rest, 0, 0)
    case .halfUp: (correction, negativeCorrection, parity) = (half, 0, 0)
    case .halfAway: (correction, negativeCorrection, parity) = (half, distance > 0 ? -1 : 0, 0)
    case .halfEven:
      (correction, negativeCorrection, parity) = distance > 0 ? (half - 1, 0, 1) : (0, 0, 0)
    case .stochastic: preconditionFailure("stochastic rounding is refused at run time")
    }
  }

  /// Returns `value / 2^distance`, rounded.
  ///
  /// - Parameter value: The dividend; `value + 2^distance` must fit 32 bits.
  @inlinable
  public func callAsFunction(_ value: Int32) -> Int32 {
    let negative = (value >> 31) & negativeCorrection
    let odd = (value &>> distance) & parity
    return (value &+ correction &+ negative &+ odd) &>> distance
  }
}
