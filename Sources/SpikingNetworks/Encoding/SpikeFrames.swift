/// The layout of a sample that is a sequence of frames of spikes: one bit for each input in each time step.
///
/// Input i of a frame is bit `i & 7` of byte `i >> 3`, the lowest bit first. Each frame begins with a new byte; the
/// bits of its last byte that stand for no input are 0. Exported headers take the same bytes.
public struct SpikeFrames: Hashable, Sendable {
  /// The inputs of one frame, at least 1.
  public let inputs: Int
  /// The number of frames, one for each time step.
  public let count: Int

  /// Creates the layout of `count` frames of `inputs` inputs.
  public init(inputs: Int, count: Int) {
    self.inputs = inputs
    self.count = count
  }

  /// The bytes of one frame.
  public var frameBytes: Int { (inputs + 7) / 8 }

  /// The bytes of one sample.
  public var sampleBytes: Int { count * frameBytes }

  /// Calls `body` with the inputs that spike in the frame at `frame`, in rising order.
  @inline(__always)
  func forEachSpike(_ frame: UnsafePointer<UInt8>, _ body: (_ input: Int) -> Void) {
    Self.forEachSpike(frame, bytes: frameBytes, body)
  }

  /// Calls `body` with the positions of the bits that are set in a frame of `bytes` bytes, in rising order.
  @inline(__always)
  static func forEachSpike(
    _ frame: UnsafePointer<UInt8>,
    bytes: Int,
    _ body: (_ input: Int) -> Void
  ) {
    for byte in 0..<bytes {
      var rest = frame[byte]
      while rest != 0 {
        body(byte << 3 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }

  /// Replaces `active` by the inputs of `sample` that spike in `step`, in rising order.
  ///
  /// - Precondition: `sample` has `sampleBytes` bytes, and `step` is in 0..<count.
  public func activeInputs(_ sample: ArraySlice<UInt8>, step: Int, into active: inout [Int32]) {
    precondition(sample.count == sampleBytes && (0..<count).contains(step))
    active.removeAll(keepingCapacity: true)
    sample.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      forEachSpike(base + step * frameBytes) { active.append(Int32($0)) }
    }
  }

  /// Returns the sample in whose step `step` input `input` spikes where `spikes(step, input)` holds.
  public func sample(_ spikes: (_ step: Int, _ input: Int) -> Bool) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: sampleBytes)
    for step in 0..<count {
      for input in 0..<inputs where spikes(step, input) {
        bytes[step * frameBytes + input >> 3] |= 1 << UInt8(input & 7)
      }
    }
    return bytes
  }

  /// Copies the frames of `sample` to rows of `rowBytes` bytes, `stepStride` bytes apart; what stands for no input is 0.
  ///
  /// Kernels take every bit of a row for an input and check none.
  func spread(
    _ sample: UnsafePointer<UInt8>,
    to rows: UnsafeMutablePointer<UInt8>,
    stepStride: Int,
    rowBytes: Int
  ) {
    for step in 0..<count {
      let row = rows + step * stepStride
      row.update(from: sample + step * frameBytes, count: frameBytes)
      if inputs & 7 != 0 { row[frameBytes - 1] &= 1 << UInt8(inputs & 7) - 1 }
      (row + frameBytes).update(repeating: 0, count: rowBytes - frameBytes)
    }
  }

  /// Whether the bits of `samples`, any number of samples behind each other, that stand for no input are 0.
  func hasNoStrayBits(_ samples: [UInt8]) -> Bool {
    let used = inputs & 7
    guard used != 0 else { return true }
    return stride(from: frameBytes - 1, to: samples.count, by: frameBytes).allSatisfy {
      samples[$0] >> UInt8(used) == 0
    }
  }
}
