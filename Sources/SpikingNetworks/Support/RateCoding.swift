public struct RateCoding: Sendable {
  public let seed: UInt64; public let stream: RandomStream; public let maximum: Int
  public init(seed: UInt64, stream: RandomStream, maximum: Int) {
    self.seed = seed; self.stream = stream; self.maximum = maximum
  }
  public func activeInputs(
    _ input: ArraySlice<UInt8>,
    step: Int,
    sample: Int,
    into active: inout [Int32]
  ) {
    active.removeAll(keepingCapacity: true)
    let p = Philox(seed: seed, stream: stream)
    for (i, x) in input.enumerated() where x != 0 {
      let w = p.word(i >> 1, step: step, sample: sample)
      let d = i & 1 == 0 ? w & 0xFFFF : w >> 16
      if Int(d) < (2 * Int(x) * 65536 + maximum) / (2 * maximum) { active.append(Int32(i)) }
    }
  }
}
