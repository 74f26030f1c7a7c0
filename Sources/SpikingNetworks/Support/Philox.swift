/// The counter-based generator Philox4x32-10: any draw of any stream, in any order, from its address alone.
///
/// Salmon, Moraes, Dror, Shaw: *Parallel random numbers: as easy as 1, 2, 3*, SC 2011,
/// doi 10.1145/2063384.2063405. The key is the experiment's seed; the counter is
/// (block, step, sample, stream). Nothing drawn depends on the number of workers or on the order of
/// the draws, and the exported C can reproduce each of them.
public struct Philox: Hashable, Sendable {
  /// The 64-bit key.
  public let seed: UInt64
  /// What the draws are for; different streams are independent.
  public let stream: RandomStream

  /// Creates the generator of one stream.
  public init(seed: UInt64, stream: RandomStream) {
    self.seed = seed
    self.stream = stream
  }

  /// Returns the four 32-bit words of one counter value.
  @inlinable
  public func block(_ block: UInt32, step: UInt32 = 0, sample: UInt32 = 0) -> SIMD4<UInt32> {
    Philox.block(counter: SIMD4(block, step, sample, stream.rawValue), seed: seed)
  }

  /// Returns word `index` of the sequence at (`step`, `sample`): lane `index % 4` of block `index / 4`.
  @inlinable
  public func word(_ index: Int, step: Int = 0, sample: Int = 0) -> UInt32 {
    block(
      UInt32(truncatingIfNeeded: index >> 2),
      step: UInt32(truncatingIfNeeded: step),
      sample: UInt32(truncatingIfNeeded: sample)
    )[index & 3]
  }

  /// Returns a uniform number in 0..<1 with 32 random bits.
  @inlinable
  public func uniform(_ index: Int, step: Int = 0, sample: Int = 0) -> Double {
    Double(word(index, step: step, sample: sample)) * 0x1p-32
  }

  /// Returns a uniform integer in 0..<`bound`; the bias is below `bound * 2^-32`.
  @inlinable
  public func integer(below bound: Int, _ index: Int, step: Int = 0, sample: Int = 0) -> Int {
    Int((UInt64(word(index, step: step, sample: sample)) &* UInt64(bound)) >> 32)
  }

  /// The raw function: ten rounds over `counter` with key `seed`.
  @inlinable
  public static func block(counter: SIMD4<UInt32>, seed: UInt64) -> SIMD4<UInt32> {
    var key0 = UInt32(truncatingIfNeeded: seed)
    var key1 = UInt32(truncatingIfNeeded: seed >> 32)
    var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
    for _ in 0..<10 {
      let product0 = UInt64(c0) &* 0xD251_1F53
      let product1 = UInt64(c2) &* 0xCD9E_8D57
      (c0, c1, c2, c3) = (
        UInt32(truncatingIfNeeded: product1 >> 32) ^ c1 ^ key0,
        UInt32(truncatingIfNeeded: product1),
        UInt32(truncatingIfNeeded: product0 >> 32) ^ c3 ^ key1,
        UInt32(truncatingIfNeeded: product0)
      )
      key0 &+= 0x9E37_79B9
      key1 &+= 0xBB67_AE85
    }
    return SIMD4(c0, c1, c2, c3)
  }
}

extension Philox {
  /// Returns a permutation of 0..<`count` (Fisher-Yates), a function of seed, stream and `sample`.
  public func permutation(_ count: Int, sample: Int = 0) -> [Int] {
    var order = Array(0..<count)
    for index in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(index, integer(below: index + 1, index, sample: sample))
    }
    return order
  }
}

/// Describes what random draws are for; the raw values are part of the numerics contract.
public enum RandomStream: UInt32, CaseIterable, Sendable {
  /// Division of a data set into train, validation and test.
  case split = 1
  /// Initial weights; the sample is the layer.
  case initialization = 2
  /// Order of the training samples; the sample is the epoch.
  case shuffle = 3
  /// Augmentation of training samples; the step is the epoch.
  case augmentation = 4
  /// Rate coding of training samples.
  case trainingEncoding = 5
  /// Rate coding in evaluation, in the simulator and on the device.
  case encoding = 6
  /// Stochastic rounding at conversion; the sample is the layer.
  case stochasticRounding = 7
  /// Proposals of the search strategies.
  case search = 8
  /// Synthetic test vectors; the sample is the vector.
  case testVectors = 9
  /// Which inputs drop out in training.
  case dropout = 10
}
