import FixedPoint
import Synchronization

/// The weight scales of one float model, each chosen once for all conversions that share them.
///
/// A search for the scale of least squared error costs more than the rest of a conversion.
public final class WeightScales: Sendable {
  private let known = Mutex<[Key: [Double]]>([:])

  private struct Key: Hashable {
    var layer: Int
    /// Without the rounding, which does not matter to a scale.
    var weights: WeightQuantization
  }

  /// Creates a store for the conversions of one float model.
  public init() {}

  /// Returns the scales of layer `layer` under `weights`, chosen by `choose` if nobody has asked before.
  func scales(
    ofLayer layer: Int,
    _ weights: WeightQuantization,
    _ choose: () throws(QuantizationFailure) -> [Double]
  ) throws(QuantizationFailure) -> [Double] {
    var key = Key(layer: layer, weights: weights)
    key.weights.rounding = .halfEven
    if let scales = known.withLock({ $0[key] }) { return scales }
    // Chosen outside the lock: two threads may do it at once, and find the same.
    let scales = try choose()
    known.withLock { $0[key] = scales }
    return scales
  }
}
