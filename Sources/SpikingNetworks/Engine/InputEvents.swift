import CVectorKernels

/// What enters the synapses of one layer in one shard, rows = (time step, sample), in the fastest form.
///
/// Index lists of the inputs that are not 0, built once and used again (for dense layers transposed)
/// for the weight gradient. Dense layers change to a matrix of numbers above `eventDensity`, unless pools
/// count spikes; both forms give the same sums in the same order.
final class InputEvents: @unchecked Sendable {
  /// The measured break-even of the event-driven product with the dense one.
  static let eventDensity = 0.4
  /// The rows whose deltas, a panel wide, fit the L1 cache together.
  static let blockRows = 192

  let plan: LayerPlan
  /// The inputs of one row as numbers, padded.
  let numbersPitch: Int
  private let rows: Int
  private let capacity: Int
  let index: AlignedBuffer<UInt16>
  /// The values of the events; empty where all are 1.
  let values: AlignedBuffer<Float>
  /// Where the list of each row begins, or of each place of each row in a convolution.
  let offsets: AlignedBuffer<Int32>
  let transposedIndex: AlignedBuffer<UInt16>
  let transposedValues: AlignedBuffer<Float>
  let transposedOffsets: AlignedBuffer<Int32>
  /// The events of a convolution by channel and line; training with strides of 1 only.
  let channelPlaces: AlignedBuffer<Int32>
  let channelValues: AlignedBuffer<Float>
  let channelLines: AlignedBuffer<Int32>
  /// [rows][numbersPitch]; the inputs where they are real numbers, else made when the first dense batch comes.
  private(set) var numbers: AlignedBuffer<Float>?
  /// The number of events of the current batch, or nil while it is a matrix.
  private(set) var eventCount: Int?
  /// The spikes of the current batch as rows of bits, where a convolution looks its sums up by them.
  private(set) var bits: UnsafePointer<UInt8>?
  private(set) var bitsPitch = 0
  /// The rows of the current batch.
  private(set) var loadedRows = 0

  /// What gives the weight gradient where the steps of a sample share inputs, and the currents where they
  /// share sums as well; then there are no lists.
  let shared: SharedInputs?

  /// Creates room for `rows` rows.
  init(_ plan: LayerPlan, rows: Int, forTraining: Bool) {
    self.plan = plan
    self.rows = rows
    let isDense = plan.convolution == nil
    shared =
      plan.sharesSums || (plan.sharesInputs && forTraining)
      ? SharedInputs(plan, samples: rows / plan.steps, forTraining: forTraining) : nil
    numbersPitch = padded(plan.inputs)
    let isValued = plan.source.isValued
    // Where numbers are pooled, a window is one number.
    let counts = !isValued && plan.map?.joins == 0
    let window = counts ? plan.geometry.inputWindow.area : 1
    let full = rows * plan.inputs * window
    // Lists hold the spikes of a counting pool one by one, where a matrix would hold their number.
    let mayBeMatrix = isDense && window == 1
    capacity =
      plan.sharesSums
      ? 0 : mayBeMatrix ? Int(Double(full) * InputEvents.eventDensity) + plan.inputs : full
    index = AlignedBuffer(capacity + 64)
    values = AlignedBuffer(isValued ? capacity + 64 : 0)
    offsets = AlignedBuffer(plan.sharesSums ? 0 : rows * (isDense ? 1 : plan.inputPlaces) + 1)
    let transposes = forTraining && isDense && shared == nil
    transposedIndex = AlignedBuffer(transposes ? capacity + 64 : 0)
    transposedValues = AlignedBuffer(transposes && isValued ? capacity + 64 : 0)
    let blocks = (rows + InputEvents.blockRows - 1) / InputEvents.blockRows
    transposedOffsets = AlignedBuffer(transposes ? blocks * (plan.inputs + 1) : 0)
    let sorts = forTraining && plan.convolution != nil && plan.hasUnitStride
    channelPlaces = AlignedBuffer(sorts ? capacity + 64 : 0)
    channelValues = AlignedBuffer(sorts && isValued ? capacity : 0)
    let pooled = plan.geometry.pooled
    channelLines = AlignedBuffer(sorts ? rows * pooled.channels * pooled.height + 1 : 0)
    numbers = isValued ? AlignedBuffer(rows * numbersPitch) : nil
  }

  /// Takes over the spikes of the layer before, images of `map` that lie `pitch` apart.
  ///
  /// - Parameter mask: [samples][inputWidth], 0 where an input has dropped out; nil without dropout.
  func load(
    membrane u: UnsafePointer<Float>,
    pitch: Int,
    thresholds: UnsafePointer<Float>,
    mask: UnsafePointer<Float>?,
    samples: Int,
    rows: Int,
    kernels: VectorKernels
  ) {
    guard var map = plan.map else { preconditionFailure("the first layer has no layer before") }
    let count = kernels.table.events_from_membrane(
      &map,
      Int32(rows),
      u,
      pitch,
      thresholds,
      mask,
      Int32(samples),
      Int32(capacity),
      index.base,
      offsets.base
    )
    var isSorted = false
    if channelLines.count > 0, var convolution = plan.convolution {
      isSorted =
        kernels.table.channels_from_membrane(
          &convolution,
          &map,
          Int32(rows),
          u,
          pitch,
          thresholds,
          mask,
          Int32(samples),
          channelPlaces.base,
          channelLines.base
        ) >= 0
    }
    finish(count, rows: rows, isSorted: isSorted, kernels) { numbers in
      kernels.table.spikes_from_membrane(
        &map,
        Int32(rows),
        u,
        pitch,
        thresholds,
        mask,
        Int32(samples),
        numbers
      )
    }
  }

  /// Takes over input spikes, drawn or of events, `rows` x `rowBytes`.
  func load(bits: UnsafePointer<UInt8>, rowBytes: Int, rows: Int, kernels: VectorKernels) {
    if let shared {
      let samples = rows / plan.steps
      shared.load(bits: bits, rowBytes: rowBytes, samples: samples, kernels: kernels)
      if plan.sharesSums { return }
    }
    if plan.looksUpPatterns {
      self.bits = bits
      bitsPitch = rowBytes
    }
    if plan.looksUpPatterns, channelLines.count > 0, var convolution = plan.convolution {
      let count = kernels.table.channels_from_bits(
        &convolution,
        Int32(rows),
        Int32(rowBytes),
        bits,
        channelPlaces.base,
        channelLines.base
      )
      return finish(count, rows: rows, isSorted: true, kernels) { _ in }
    }
    if plan.looksUpPatterns && plan.hasUnitStride { return }
    if plan.convolution != nil {
      let count = kernels.table.places_from_bits(
        Int32(rows),
        Int32(plan.inputPlaces),
        Int32(plan.geometry.pooled.width),
        Int32(plan.geometry.pooled.channels),
        Int32(rowBytes),
        bits,
        index.base,
        offsets.base
      )
      return finish(count, rows: rows, kernels) { _ in }
    }
    let count = kernels.table.events_from_bits(
      Int32(rows),
      Int32(rowBytes),
      bits,
      Int32(capacity),
      index.base,
      offsets.base
    )
    finish(count, rows: rows, kernels) { numbers in
      kernels.table.floats_from_bits(
        Int32(rows),
        Int32(rowBytes),
        bits,
        Int32(numbersPitch),
        numbers
      )
    }
  }

  /// Takes over the activations of the rectifiers before, whose currents `u` are images `pitch` apart.
  ///
  /// - Parameter mask: [samples][inputWidth], 0 where an input has dropped out; nil without dropout.
  func load(
    activationsOf rectifier: Rectifier,
    currents u: UnsafePointer<Float>,
    pitch: Int,
    mask: UnsafePointer<Float>?,
    samples: Int,
    kernels: VectorKernels
  ) {
    guard var map = plan.map, let numbers else {
      preconditionFailure("only what is behind rectifiers has activations")
    }
    kernels.table.activations_from_membrane(
      &map,
      rectifier == .floor ? 1 : 0,
      Int32(samples),
      u,
      pitch,
      mask,
      Int32(samples),
      numbers.base
    )
    loadNumbers(rows: samples, kernels: kernels)
  }

  /// Takes over the inputs that were written to `numbers`.
  func loadNumbers(rows: Int, kernels: VectorKernels) {
    guard let numbers else { preconditionFailure("spikes are no numbers") }
    let isDense = plan.convolution == nil
    let geometry = plan.geometry.pooled
    let count = kernels.table.events_from_values(
      Int32(rows),
      Int32(plan.inputs),
      numbersPitch,
      numbers.base,
      Int32(isDense ? plan.inputs : geometry.width * geometry.channels),
      Int32(isDense ? 0 : geometry.channels),
      Int32(capacity),
      index.base,
      values.base,
      offsets.base
    )
    finish(count, rows: rows, kernels) { _ in }
  }

  private func finish(
    _ count: Int32,
    rows: Int,
    isSorted: Bool = false,
    _ kernels: VectorKernels,
    _ makeNumbers: (UnsafeMutablePointer<Float>) -> Void
  ) {
    loadedRows = rows
    eventCount = count < 0 ? nil : Int(count)
    if count < 0 {
      if !plan.source.isValued {
        let buffer = numbers ?? AlignedBuffer<Float>(self.rows * numbersPitch)
        numbers = buffer
        makeNumbers(buffer.base)
      }
    } else if transposedOffsets.count > 0 {
      for block in 0..<blocks(rows) {
        let first = block * InputEvents.blockRows
        kernels.table.transpose_events(
          Int32(first),
          Int32(min(InputEvents.blockRows, rows - first)),
          Int32(plan.inputs),
          index.base,
          valuesBase,
          offsets.base + first,
          transposedIndex.base,
          transposedValues.base,
          transposedOffsets.base + block * (plan.inputs + 1)
        )
      }
    } else if channelLines.count > 0, !isSorted, var convolution = plan.convolution {
      kernels.table.channels_from_places(
        &convolution,
        Int32(rows),
        index.base,
        valuesBase,
        offsets.base,
        channelPlaces.base,
        channelValues.base,
        channelLines.base
      )
    }
  }

  /// The number of blocks that `rows` rows are transposed in.
  func blocks(_ rows: Int) -> Int { (rows + InputEvents.blockRows - 1) / InputEvents.blockRows }

  /// The values of the events, or nil where all are 1.
  var valuesBase: UnsafePointer<Float>? {
    values.count > 0 ? UnsafePointer(values.base) : nil
  }

  /// The list of image `row` of a convolution, by place.
  func places(ofRow row: Int) -> UnsafePointer<Int32> {
    UnsafePointer(offsets.base + row * plan.inputPlaces)
  }
}
