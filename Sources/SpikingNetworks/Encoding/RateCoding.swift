/// Bernoulli rate coding with 16-bit draws, bit for bit the same in trainer, simulator and device.
///
/// Input i of value x spikes in step t iff `draw16 < threshold16(x)`, where draw16 is the 16-bit half
/// `i & 1` (0 is the low half) of Philox word `i >> 1` at (block = word / 4, step = t, sample, stream).
public struct RateCoding: Hashable, Sendable {
  /// The generator: seed and stream.
  public let generator: Philox
  /// The largest input value; it spikes in every step.
  public let maximum: Int

  /// Creates the coding of inputs 0...`maximum`.
  ///
  /// Range of `maximum`: 1...255.
  public init(seed: UInt64, stream: RandomStream = .encoding, maximum: Int) {
    generator = Philox(seed: seed, stream: stream)
    self.maximum = maximum
  }

  /// Returns the number of 16-bit draws, of 65536, at which an input of value `x` spikes.
  public func threshold(_ x: Int) -> UInt32 {
    UInt32((2 * x * 65536 + maximum) / (2 * maximum))
  }

  /// Returns whether input `index` of value `x` spikes in `step`.
  public func spikes(_ x: Int, index: Int, step: Int, sample: Int) -> Bool {
    let word = generator.word(index >> 1, step: step, sample: sample)
    return (index & 1 == 0 ? word & 0xffff : word >> 16) < threshold(x)
  }

  /// Returns the spikes of all `inputs` in `step`.
  public func spikes(of inputs: some Collection<UInt8>, step: Int, sample: Int) -> [Bool] {
    var result: [Bool] = []
    result.reserveCapacity(inputs.count)
    var words = SIMD4<UInt32>()
    for (index, x) in inputs.enumerated() {
      // One block serves eight inputs.
      if index & 7 == 0 {
        words = generator.block(
          UInt32(truncatingIfNeeded: index >> 3),
          step: UInt32(truncatingIfNeeded: step),
          sample: UInt32(truncatingIfNeeded: sample)
        )
      }
      let word = words[index >> 1 & 3]
      result.append((index & 1 == 0 ? word & 0xffff : word >> 16) < threshold(Int(x)))
    }
    return result
  }
}

extension RateCoding {
  /// Replaces `active` by the indices of the inputs that spike in `step`, in rising order.
  public func activeInputs(
    _ inputs: ArraySlice<UInt8>,
    step: Int,
    sample: Int,
    into active: inout [Int32]
  ) {
    active.removeAll(keepingCapacity: true)
    let (step, sample) = (UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: sample))
    var index = 0
    while index < inputs.count {
      // One block of the generator holds the draws of eight inputs.
      let draws = generator.block(
        UInt32(truncatingIfNeeded: index >> 3),
        step: step,
        sample: sample
      )
      for lane in 0..<min(8, inputs.count - index) {
        let word = draws[lane >> 1]
        let draw = lane & 1 == 0 ? word & 0xffff : word >> 16
        if draw < threshold(Int(inputs[inputs.startIndex + index + lane])) {
          active.append(Int32(index + lane))
        }
      }
      index += 8
    }
  }
}
