/// The part of a conversion that depends on the whole layer: its weight scales and guard bits.
///
/// Under a given point every number of a network is converted by itself, so that training against
/// integers can keep the point still while the numbers move.
public struct QuantizationPoint: Codable, Hashable, Sendable {
  /// The real value of one weight unit, [layer]: one for the layer, or [channel].
  public var scales: [[Double]]
  /// The guard bits of each layer, in -24...16.
  public var guardBits: [Int]

  /// Creates a point.
  public init(scales: [[Double]], guardBits: [Int]) {
    self.scales = scales
    self.guardBits = guardBits
  }
}
