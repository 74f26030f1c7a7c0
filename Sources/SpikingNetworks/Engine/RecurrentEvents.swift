import CVectorKernels

/// The spikes of a recurrent layer as its own inputs: lists of one step while it runs forward, and of all
/// steps but the last for the gradient of the recurrent weights.
final class RecurrentEvents: @unchecked Sendable {
  private let plan: LayerPlan
  private let capacity: Int
  private let index: AlignedBuffer<UInt16>
  private let offsets: AlignedBuffer<Int32>
  private let transposedIndex: AlignedBuffer<UInt16>
  private let transposedOffsets: AlignedBuffer<Int32>
  private var rows = 0

  /// Creates room for `samples` samples.
  init(_ plan: LayerPlan, samples: Int, forTraining: Bool) {
    self.plan = plan
    let rows = samples * (forTraining ? plan.steps : 1)
    capacity = rows * plan.channels
    index = AlignedBuffer(capacity + 64)
    offsets = AlignedBuffer(rows + 1)
    transposedIndex = AlignedBuffer(forTraining ? capacity + 64 : 0)
    transposedOffsets = AlignedBuffer(forTraining ? plan.channels + 1 : 0)
  }

  /// current [samples][width] += spikes of one step x recurrent weights.
  func addCurrents(
    membrane u: UnsafePointer<Float>,
    samples: Int,
    _ state: LayerState,
    to current: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    guard let weights = state.forwardRecurrent else { return }
    load(u, rows: samples, state, kernels)
    kernels.table.accumulate_rows(
      Int32(samples),
      Int32(plan.width),
      1,
      index.base,
      nil,
      offsets.base,
      weights,
      plan.width,
      Int32(plan.channels),
      current,
      plan.width,
      current,
      plan.width
    )
  }

  /// Prepares the gradient: the spikes of all steps but the last.
  func loadAll(
    membrane u: UnsafePointer<Float>,
    rows: Int,
    _ state: LayerState,
    _ kernels: VectorKernels
  ) {
    self.rows = rows
    load(u, rows: rows, state, kernels)
    kernels.table.transpose_events(
      0,
      Int32(rows),
      Int32(plan.channels),
      index.base,
      nil,
      offsets.base,
      transposedIndex.base,
      nil,
      transposedOffsets.base
    )
  }

  private func load(
    _ u: UnsafePointer<Float>,
    rows: Int,
    _ state: LayerState,
    _ kernels: VectorKernels
  ) {
    var map = vk_spike_map.recurrent(channels: plan.channels, pitch: plan.width)
    let count = kernels.table.events_from_membrane(
      &map,
      Int32(rows),
      u,
      plan.width,
      state.thresholds,
      nil,
      1,
      Int32(capacity),
      index.base,
      offsets.base
    )
    precondition(count >= 0, "the list holds every neuron")
  }

  /// gradient [from in range][to] (+)= spikes^T x delta; `delta` begins at the second step.
  func weightGradient(
    _ neurons: Range<Int>,
    delta: UnsafePointer<Float>,
    accumulate: Bool,
    to gradient: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    let target = gradient + neurons.lowerBound * plan.width
    kernels.table.accumulate_rows(
      Int32(neurons.count),
      Int32(plan.width),
      1,
      transposedIndex.base,
      nil,
      transposedOffsets.base + neurons.lowerBound,
      delta,
      plan.width,
      Int32(rows),
      accumulate ? UnsafePointer(target) : nil,
      plan.width,
      target,
      plan.width
    )
  }
}
