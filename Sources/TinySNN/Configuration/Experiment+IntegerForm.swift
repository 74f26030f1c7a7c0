import Quantization
import SpikingNetworks

extension Experiment {
  /// Refuses a network with parts that have no integer form.
  func checkIntegerForm() throws(QuantizationFailure) {
    try networkSpec(shape: dataset.kind.shape).checkIntegerForm()
  }

  /// Refuses a study of which no candidate can have integers.
  ///
  /// Recurrence is the only such part that a space can switch off; all others follow from the items of
  /// the network.
  /// - Throws: `NoIntegerForm`.
  public func requireIntegerForm() throws {
    let candidate = Candidate(
      assignments: search.space.dimensions.compactMap { dimension in
        let key = dimension.key
        guard key.hasPrefix("network."), key.hasSuffix(".recurrent") else { return nil }
        let value = dimension.values.first { $0 == .bool(false) } ?? dimension.values[0]
        return Assignment(key: key, value: value)
      }
    )
    // A combination that is illegal fails by itself, for its own reason.
    guard let experiment = try? applying(candidate) else { return }
    do { try experiment.checkIntegerForm() } catch { throw NoIntegerForm(failure: error) }
  }
}

/// A study whose networks this version trains and evaluates in float only.
public struct NoIntegerForm: Error, Hashable, CustomStringConvertible {
  /// The part that has no integers.
  public var failure: QuantizationFailure

  /// One sentence for the user.
  public var description: String {
    "no candidate can be exported: \(failure) (`tinysnn train`, `tinysnn evaluate`)"
  }
}
