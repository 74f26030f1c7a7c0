/// What a device says about one sample.
public struct DeviceRecord: Hashable, Sendable {
  /// The checksum of each layer's state after each step.
  public var steps: [[UInt32]]
  /// The checksum of each layer's state after the same sample in one call of `run`.
  public var afterRun: [UInt32]
  /// The score of each class after `run`, as 32 bits.
  public var scores: [UInt32]
  /// The class that `run` returned.
  public var prediction: Int
  /// The stack pointer before the call of `run`; 0 where the emulator knows it.
  public var stackPointer = 0

  /// Returns where this record, the expected one, and `actual` differ first; nil if they are equal.
  ///
  /// - Parameter layers: The names of the layers.
  public func firstDifference(from actual: DeviceRecord, layers: [String]) -> String? {
    for (step, (left, right)) in zip(steps, actual.steps).enumerated() {
      if let text = Self.difference(left, right, layers) { return "step \(step), \(text)" }
    }
    if let text = Self.difference(afterRun, actual.afterRun, layers) { return "after run, \(text)" }
    for (index, (left, right)) in zip(scores, actual.scores).enumerated() where left != right {
      return "class \(index): expected score \(Int32(bitPattern: left)), "
        + "actual \(Int32(bitPattern: right))"
    }
    guard prediction != actual.prediction else { return nil }
    return "expected class \(prediction), actual class \(actual.prediction)"
  }

  private static func difference(
    _ expected: [UInt32],
    _ actual: [UInt32],
    _ layers: [String]
  ) -> String? {
    for (layer, (left, right)) in zip(expected, actual).enumerated() where left != right {
      return "layer \(layers[layer]): expected checksum \(String(word: left)), "
        + "actual \(String(word: right))"
    }
    return nil
  }
}
