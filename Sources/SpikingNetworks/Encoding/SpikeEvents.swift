import CVectorKernels

/// The spikes of one sample as index lists, one list per time step.
public struct SpikeEvents: Hashable, Sendable {
  /// The indices of the inputs that spike, ascending within a step, step after step.
  public let indices: [UInt16]
  /// Where the list of each step begins in `indices`; one element more than there are steps.
  public let offsets: [Int32]

  /// The number of time steps.
  public var steps: Int { offsets.count - 1 }

  /// The inputs that spike in `step`.
  public subscript(step: Int) -> ArraySlice<UInt16> {
    indices[Int(offsets[step])..<Int(offsets[step + 1])]
  }
}

extension RateCoding {
  /// Returns the spikes of `inputs` in steps 0..<`steps`, the fast form of `spikes(of:step:sample:)`.
  ///
  /// - Parameters:
  ///   - inputs: The values of one sample, at most 65536.
  ///   - sample: The number of the sample, part of the address of its draws.
  ///   - steps: The number of time steps.
  ///   - kernels: The vector kernels; the result does not depend on their instruction set.
  public func events(
    of inputs: some Collection<UInt8>,
    sample: Int,
    steps: Int,
    kernels: VectorKernels
  ) -> SpikeEvents {
    let values = Array(inputs)
    let rowBytes = (values.count + 63) / 64 * 8
    let thresholds = (0...255).map { threshold(min($0, maximum)) }
    var address = vk_draw_address(
      seed: generator.seed,
      stream: generator.stream,
      sample: sample,
      firstStep: 0
    )
    var bits = [UInt8](repeating: 0, count: steps * rowBytes)
    kernels.table.rate_code(
      Int32(values.count),
      values,
      thresholds,
      &address,
      Int32(steps),
      &bits,
      rowBytes,
      Int32(rowBytes)
    )
    let capacity = bits.reduce(0) { $0 + $1.nonzeroBitCount }
    // The kernel writes a few entries beyond the last.
    var indices = [UInt16](repeating: 0, count: capacity + 64)
    var offsets = [Int32](repeating: 0, count: steps + 1)
    let count = kernels.table.events_from_bits(
      Int32(steps),
      Int32(rowBytes),
      bits,
      Int32(capacity),
      &indices,
      &offsets
    )
    precondition(count == capacity)
    indices.removeLast(64)
    return SpikeEvents(indices: indices, offsets: offsets)
  }
}
