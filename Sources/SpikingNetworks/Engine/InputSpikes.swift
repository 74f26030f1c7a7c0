import CVectorKernels

/// The spikes that enter one layer, rows = (time step, sample), in the form that is fastest.
///
/// Below `eventDensity` index lists, built once and used again (transposed) for the weight gradient;
/// above it a dense matrix of 0 and 1. Both give the same sums in the same order.
final class InputSpikes: @unchecked Sendable {
  /// The measured break-even of the event-driven product with the dense one.
  static let eventDensity = 0.4

  private let plan: LayerPlan
  private let capacity: Int
  private let rows: Int
  private let index: AlignedBuffer<UInt16>
  private let offsets: AlignedBuffer<Int32>
  private let transposedIndex: AlignedBuffer<UInt16>
  private let transposedOffsets: AlignedBuffer<Int32>
  /// [rows][inputWidth]; made when the first dense batch comes.
  private var dense: AlignedBuffer<Float>?
  /// The number of events of the current batch, or nil while it is dense.
  private(set) var eventCount: Int?

  /// Creates room for `rows` rows.
  init(_ plan: LayerPlan, rows: Int, forTraining: Bool) {
    self.plan = plan
    self.rows = rows
    capacity = Int(Double(rows * plan.inputs) * InputSpikes.eventDensity)
    index = AlignedBuffer(capacity + 64)
    offsets = AlignedBuffer(rows + 1)
    transposedIndex = AlignedBuffer(forTraining ? capacity + 64 : 0)
    transposedOffsets = AlignedBuffer(forTraining ? plan.inputs + 1 : 0)
  }

  /// Takes over the spikes of the layer before: u >= threshold, u of `rows` x inputWidth.
  func load(
    membrane u: UnsafePointer<Float>,
    threshold: Float,
    rows: Int,
    kernels: VectorKernels
  ) {
    let limit = Int32(Double(rows * plan.inputs) * InputSpikes.eventDensity)
    let count = kernels.table.events_from_membrane(
      Int32(rows),
      Int32(plan.inputWidth),
      u,
      threshold,
      limit,
      index.base,
      offsets.base
    )
    finish(count, rows: rows, kernels) { dense in
      kernels.table.spikes_from_membrane(rows * plan.inputWidth, u, threshold, dense)
    }
  }

  /// Takes over rate-coded inputs, `rows` x `rowBytes`.
  func load(bits: UnsafePointer<UInt8>, rowBytes: Int, rows: Int, kernels: VectorKernels) {
    let limit = Int32(Double(rows * plan.inputs) * InputSpikes.eventDensity)
    let count = kernels.table.events_from_bits(
      Int32(rows),
      Int32(rowBytes),
      bits,
      limit,
      index.base,
      offsets.base
    )
    finish(count, rows: rows, kernels) { dense in
      kernels.table.floats_from_bits(
        Int32(rows),
        Int32(rowBytes),
        bits,
        Int32(plan.inputWidth),
        dense
      )
    }
  }

  private func finish(
    _ count: Int32,
    rows: Int,
    _ kernels: VectorKernels,
    _ makeDense: (UnsafeMutablePointer<Float>) -> Void
  ) {
    eventCount = count < 0 ? nil : Int(count)
    if count < 0 {
      let buffer = dense ?? AlignedBuffer<Float>(self.rows * plan.inputWidth)
      dense = buffer
      makeDense(buffer.base)
    } else if transposedOffsets.count > 0 {
      kernels.table.transpose_events(
        Int32(rows),
        Int32(plan.inputs),
        index.base,
        offsets.base,
        transposedIndex.base,
        transposedOffsets.base
      )
    }
  }

  /// current [rows][width] = bias + spikes x weights.
  func currents(
    _ state: LayerState,
    rows: Int,
    to current: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    let width = Int32(plan.width)
    if eventCount == nil, let dense {
      kernels.table.gemm(
        Int32(rows),
        width,
        Int32(plan.inputs),
        dense.base,
        plan.inputWidth,
        1,
        state.weights.values.base,
        plan.width,
        state.bias.values.base,
        0,
        current,
        plan.width
      )
    } else {
      kernels.table.accumulate_rows(
        Int32(rows),
        width,
        index.base,
        offsets.base,
        state.weights.values.base,
        plan.width,
        Int32(plan.inputs),
        state.bias.values.base,
        0,
        current,
        plan.width
      )
    }
  }

  /// gradient [inputs in range][width] (+)= spikes^T x delta; delta [rows][width].
  func weightGradient(
    _ inputs: Range<Int>,
    rows: Int,
    delta: UnsafePointer<Float>,
    accumulate: Bool,
    to gradient: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    let target = gradient + inputs.lowerBound * plan.width
    let initial = accumulate ? UnsafePointer(target) : nil
    if eventCount == nil, let dense {
      kernels.table.gemm(
        Int32(inputs.count),
        Int32(plan.width),
        Int32(rows),
        dense.base + inputs.lowerBound,
        1,
        plan.inputWidth,
        delta,
        plan.width,
        initial,
        plan.width,
        target,
        plan.width
      )
    } else {
      kernels.table.accumulate_rows(
        Int32(inputs.count),
        Int32(plan.width),
        transposedIndex.base,
        transposedOffsets.base + inputs.lowerBound,
        delta,
        plan.width,
        Int32(rows),
        initial,
        plan.width,
        target,
        plan.width
      )
    }
  }
}
