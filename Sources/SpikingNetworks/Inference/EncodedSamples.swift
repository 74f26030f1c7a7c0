import CVectorKernels

/// Samples as they enter a network, prepared once for the inferences of many networks of integers.
///
/// Under rate coding the spikes of all samples and steps, a bit each; under direct coding the
/// samples themselves.
public final class EncodedSamples: Sendable {
  /// The samples in the order in which they run, quantized to the width of `input`.
  public let samples: SampleSet
  /// [sample]: its place in the set that was encoded; nil if the order is that of the set.
  public let order: [Int]?
  /// What the samples enter.
  public let input: InputSpec
  /// The key of the rate coding; a sample draws from stream `encoding` at its place in the set that was
  /// encoded, in whatever order the samples run.
  public let seed: UInt64
  /// The number of spikes of each input, over all samples and steps; 0 under direct coding.
  public let spikes: [Int]
  /// Rate coding: [chunks][steps][samples of the chunk][rowBytes]; kernels read whole words behind
  /// the end.
  private let bits: AlignedBuffer<UInt8>
  private let rowBytes: Int
  /// The samples that run through a network together.
  public static let chunkSize = 32

  /// Encodes `samples`.
  ///
  /// - Parameters:
  ///   - samples: The set, already quantized to `input.bits`.
  ///   - order: The places of all samples in the order in which they run; nil keeps that of the set.
  ///   - input: What the networks read.
  ///   - seed: The key of the rate coding.
  ///   - kernels: The kernels that draw.
  ///   - workers: The threads that share the work.
  /// - Throws: `NetworkError.dataMismatch` where shape or width differ.
  public init(
    _ samples: SampleSet,
    in order: [Int]? = nil,
    input: InputSpec,
    seed: UInt64,
    kernels: VectorKernels,
    workers: WorkerPool
  ) throws(NetworkError) {
    guard samples.shape == input.shape, samples.maximum == input.maximum else {
      throw .dataMismatch(
        "samples of shape \(samples.shape) up to \(samples.maximum), "
          + "network input \(input.shape) up to \(input.maximum)"
      )
    }
    precondition(order.map { $0.count == samples.count } ?? true, "an order of all samples")
    let samples = order.map(samples.selecting) ?? samples
    self.samples = samples
    self.order = order
    self.input = input
    self.seed = seed
    rowBytes = (input.shape.count + 63) / 64 * 8
    let isRate = input.coding == .rate
    bits = AlignedBuffer(isRate ? samples.count * input.timesteps * rowBytes + 8 : 0)
    guard isRate, samples.count > 0 else {
      spikes = Array(repeating: 0, count: input.shape.count)
      return
    }
    let coder = SampleCoder(
      input: input,
      order: order,
      seed: seed,
      rowBytes: rowBytes,
      kernels: kernels
    )
    let (count, bits) = (samples.count, bits)
    let chunks = (count + EncodedSamples.chunkSize - 1) / EncodedSamples.chunkSize
    let counts = (0..<min(workers.workerCount, chunks)).map { _ in
      AlignedBuffer<Int>(input.shape.count)
    }
    SampleView.with(samples) { view in
      workers.run(0..<count, inPiecesOf: EncodedSamples.chunkSize, with: counts) { part, piece in
        coder.encode(piece, of: view, to: bits.base, counts: part.base)
      }
    }
    spikes = (0..<input.shape.count).map { index in counts.reduce(0) { $0 + $1.base[index] } }
  }

  /// The number of chunks.
  var chunkCount: Int { (samples.count + EncodedSamples.chunkSize - 1) / EncodedSamples.chunkSize }

  /// The samples of chunk `index`.
  func chunk(_ index: Int) -> Range<Int> {
    let first = index * EncodedSamples.chunkSize
    return first..<min(first + EncodedSamples.chunkSize, samples.count)
  }

  /// The spikes of chunk `index`, [steps][samples of the chunk][rowBytes]; nil under direct coding.
  func bits(ofChunk index: Int) -> UnsafePointer<UInt8>? {
    guard bits.count > 0 else { return nil }
    return UnsafePointer(
      bits.base + index * EncodedSamples.chunkSize * input.timesteps * rowBytes
    )
  }
}

/// The rate coding of chunks of samples.
private struct SampleCoder: Sendable {
  private let steps: Int
  private let values: Int
  private let seed: UInt64
  private let rowBytes: Int
  private let kernels: VectorKernels
  private let thresholds: [UInt32]
  private let order: [Int]?

  init(
    input: InputSpec,
    order: [Int]?,
    seed: UInt64,
    rowBytes: Int,
    kernels: VectorKernels
  ) {
    (steps, values) = (input.timesteps, input.shape.count)
    self.order = order
    (self.seed, self.rowBytes, self.kernels) = (seed, rowBytes, kernels)
    thresholds = RateCoding.thresholds(maximum: input.maximum)
  }

  /// Encodes the chunk `samples` to its place behind `bits` and adds the spikes of each input to
  /// `counts`.
  func encode(
    _ samples: Range<Int>,
    of data: SampleView,
    to bits: UnsafeMutablePointer<UInt8>,
    counts: UnsafeMutablePointer<Int>
  ) {
    let target = bits + samples.lowerBound * steps * rowBytes
    for (slot, sample) in samples.enumerated() {
      let place = order?[sample] ?? sample
      var draws = vk_draw_address(seed: seed, stream: .encoding, sample: place, firstStep: 0)
      thresholds.withUnsafeBufferPointer { thresholds in
        kernels.table.rate_code(
          Int32(values),
          data.input(sample),
          thresholds.baseAddress,
          &draws,
          Int32(steps),
          target + slot * rowBytes,
          samples.count * rowBytes,
          Int32(rowBytes)
        )
      }
    }
    for byte in 0..<samples.count * steps * rowBytes {
      var rest = target[byte]
      while rest != 0 {
        counts[byte % rowBytes * 8 + rest.trailingZeroBitCount] += 1
        rest &= rest - 1
      }
    }
  }
}

extension RateCoding {
  /// The numbers of 16-bit draws at which each value of a byte spikes, as the kernels read them.
  static func thresholds(maximum: Int) -> [UInt32] {
    let coding = RateCoding(seed: 0, maximum: maximum)
    return (0...255).map { coding.threshold(min($0, maximum)) }
  }
}
