/// One array of trained numbers in the kernels' padded form, with its gradient and the optimizer's memory.
///
/// Padding is zero and stays zero: padded outputs get no gradient.
final class ParameterArray: Sendable {
  /// What the numbers are, which decides what the optimizer may do to them.
  let role: ParameterRole
  let values: AlignedBuffer<Float>
  /// The gradient of the batch; empty outside training.
  let gradient: AlignedBuffer<Float>
  /// The first moments (Adam) or the velocity (SGD); empty outside training.
  let first: AlignedBuffer<Float>
  /// The second moments (Adam); empty outside training.
  let second: AlignedBuffer<Float>

  init(_ role: ParameterRole, count: Int, forTraining: Bool) {
    self.role = role
    values = AlignedBuffer(count)
    gradient = AlignedBuffer(forTraining ? count : 0)
    first = AlignedBuffer(forTraining ? count : 0)
    second = AlignedBuffer(forTraining ? count : 0)
  }

  /// The number of elements, padding included; a multiple of 16.
  var count: Int { values.count }
}

/// Describes what an array of parameters is to its layer.
enum ParameterRole: Hashable, CaseIterable, Sendable {
  case weights, recurrentWeights, bias, beta, threshold, normScale, normShift

  /// Whether weight decay applies.
  var decays: Bool {
    switch self {
    case .weights, .recurrentWeights: true
    case .bias, .beta, .threshold, .normScale, .normShift: false
    }
  }

  /// The values that a step may not leave, or nil for any number.
  var range: ClosedRange<Float>? {
    switch self {
    case .weights, .recurrentWeights, .bias, .normScale, .normShift: nil
    case .beta: 0...1
    case .threshold: 0.01...Float.greatestFiniteMagnitude
    }
  }
}
