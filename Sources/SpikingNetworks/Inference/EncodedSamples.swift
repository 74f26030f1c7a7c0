import CVectorKernels

/// Samples as they enter a network, prepared once for the inferences of many networks of integers.
///
/// Under rate coding and for events the spikes of all samples and steps, a bit each; under direct coding the
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
  /// The number of samples in which each input is not 0; 0 where inputs are spikes.
  public let nonzeros: [Int]
  /// Spikes: [chunks][steps][samples of the chunk][rowBytes]; kernels read whole words behind
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
  /// - Throws: `NetworkError.dataMismatch` where shape, width or frames differ.
  public init(
    _ samples: SampleSet,
    in order: [Int]? = nil,
    input: InputSpec,
    seed: UInt64,
    kernels: VectorKernels,
    workers: WorkerPool
  ) throws(NetworkError) {
    guard input.accepts(samples) else {
      throw .dataMismatch(
        "samples of shape \(samples.shape) up to \(samples.maximum), "
          + "network input \(input.shape) up to \(input.maximum), \(input.coding.rawValue)"
      )
    }
    precondition(order.map { $0.count == samples.count } ?? true, "an order of all samples")
    let samples = order.map(samples.selecting) ?? samples
    self.samples = samples
    self.order = order
    self.input = input
    self.seed = seed
    rowBytes = input.spikeRowBytes
    let hasSpikes = input.coding != .direct
    bits = AlignedBuffer(hasSpikes ? samples.count * input.timesteps * rowBytes + 8 : 0)
    let zeros = Array(repeating: 0, count: input.shape.count)
    nonzeros = hasSpikes ? zeros : samples.nonzeros
    guard hasSpikes, samples.count > 0 else {
      spikes = zeros
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

extension EncodedSamples {
  /// Adds what enters the network with each sample, through `fanOut` synapses per input, to `counts`.
  func countInputs(_ fanOut: [Int32], to counts: ActivityBuffer) {
    for index in 0..<chunkCount {
      let chunk = chunk(index)
      guard let bits = bits(ofChunk: index) else {
        for sample in chunk {
          for (value, synapses) in zip(samples.input(sample), fanOut) where value != 0 {
            counts.addInputs(1, synapses: Int(synapses), sample: sample)
          }
        }
        continue
      }
      for row in 0..<input.timesteps * chunk.count {
        let sample = chunk.lowerBound + row % chunk.count
        SpikeFrames.forEachSpike(bits + row * rowBytes, bytes: rowBytes) { input in
          counts.addInputs(1, synapses: Int(fanOut[input]), sample: sample)
        }
      }
    }
  }
}

extension SampleSet {
  /// The number of samples in which each value is not 0.
  fileprivate var nonzeros: [Int] {
    var counts = Array(repeating: 0, count: shape.count)
    inputs.withUnsafeBufferPointer { inputs in
      counts.withUnsafeMutableBufferPointer { counts in
        for sample in 0..<count {
          for index in counts.indices where inputs[sample * counts.count + index] != 0 {
            counts[index] += 1
          }
        }
      }
    }
    return counts
  }
}

/// The spikes of chunks of samples: drawn, or copied.
private struct SampleCoder: Sendable {
  private let input: InputSpec
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
    self.input = input
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
    let steps = input.timesteps
    let target = bits + samples.lowerBound * steps * rowBytes
    for (slot, sample) in samples.enumerated() {
      let (row, stepStride) = (target + slot * rowBytes, samples.count * rowBytes)
      if let frames = input.frames {
        frames.spread(data.input(sample), to: row, stepStride: stepStride, rowBytes: rowBytes)
      } else {
        draw(data.input(sample), place: order?[sample] ?? sample, to: row, stepStride)
      }
    }
    for row in 0..<samples.count * steps {
      SpikeFrames.forEachSpike(target + row * rowBytes, bytes: rowBytes) { counts[$0] += 1 }
    }
  }

  /// Draws the spikes of the sample at `place` of the set that is encoded.
  private func draw(
    _ values: UnsafePointer<UInt8>,
    place: Int,
    to row: UnsafeMutablePointer<UInt8>,
    _ stepStride: Int
  ) {
    var draws = vk_draw_address(seed: seed, stream: .encoding, sample: place, firstStep: 0)
    thresholds.withUnsafeBufferPointer { thresholds in
      kernels.table.rate_code(
        Int32(input.shape.count),
        values,
        thresholds.baseAddress,
        &draws,
        Int32(input.timesteps),
        row,
        stepStride,
        Int32(rowBytes)
      )
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
