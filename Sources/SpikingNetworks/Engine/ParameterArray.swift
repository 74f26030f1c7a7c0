/// One array of trained numbers in the kernels' padded form, with its gradient and the optimizer's memory.
///
/// Padding is zero and stays zero where the role has no range: padded outputs get no gradient.
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
  /// The moving average of the values, if the training keeps one; empty outside training.
  let average: AlignedBuffer<Float>
  /// 1 where a number is pruned, and 0 for the rest of the training; empty outside training.
  let pruned: AlignedBuffer<UInt8>

  /// The values that a step may not leave, or nil for any number.
  private let range: ClosedRange<Float>?

  /// - Parameter range: The values that a step may not leave; nil: the role's.
  init(
    _ role: ParameterRole,
    count: Int,
    forTraining: Bool,
    range: ClosedRange<Float>? = nil
  ) {
    self.role = role
    self.range = range ?? role.range
    let memory = forTraining ? count : 0
    let buffers = AlignedBuffer<Float>.together([count, memory, memory, memory, memory])
    values = buffers[0]
    gradient = buffers[1]
    first = buffers[2]
    second = buffers[3]
    average = buffers[4]
    pruned = AlignedBuffer(forTraining ? count : 0)
  }

  /// The number of elements, padding included; a multiple of 16.
  var count: Int { values.count }

  /// The sum of the squares of `count` elements of `buffer` from `offset` on.
  ///
  /// The order of the sum is that of eight running sums, the same on every processor.
  func squaredNorm(_ buffer: AlignedBuffer<Float>, offset: Int, count: Int) -> Double {
    let source = buffer.base + offset
    var sums = SIMD8<Double>()
    for start in stride(from: 0, to: count, by: 8) {
      for lane in 0..<8 {
        let value = Double(source[start + lane])
        sums[lane] += value * value
      }
    }
    return (0..<8).reduce(0) { $0 + sums[$1] }
  }

  /// Brings `count` elements of `buffer` from `offset` on back into the range of the role.
  func clamp(_ buffer: AlignedBuffer<Float>, offset: Int, count: Int) {
    guard let range else { return }
    for index in offset..<offset + count {
      let value = buffer.base[index]
      // NaN stays: it must show as divergence.
      if value < range.lowerBound { buffer.base[index] = range.lowerBound }
      if value > range.upperBound { buffer.base[index] = range.upperBound }
    }
  }

  /// Sets the pruned elements of `buffer` in `range` to 0.
  func clearPruned(_ buffer: AlignedBuffer<Float>, _ range: Range<Int>) {
    for index in range where pruned.base[index] != 0 { buffer.base[index] = 0 }
  }

  /// Exchanges the values and their average.
  func exchangeAverage() {
    for index in 0..<count { swap(&values.base[index], &average.base[index]) }
  }
}

/// Describes what an array of parameters is to its layer.
enum ParameterRole: String, Codable, CaseIterable, Hashable, Sendable {
  case weights, recurrentWeights, bias, beta, threshold, normScale, normShift, weightScale

  /// Whether weight decay applies.
  var decays: Bool {
    switch self {
    case .weights, .recurrentWeights: true
    case .bias, .beta, .threshold, .normScale, .normShift, .weightScale: false
    }
  }

  /// The values that a step may not leave wherever the array is, or nil for any number.
  var range: ClosedRange<Float>? {
    switch self {
    case .weights, .recurrentWeights, .bias, .normScale, .normShift, .threshold, .weightScale: nil
    case .beta: 0...1
    }
  }
}
