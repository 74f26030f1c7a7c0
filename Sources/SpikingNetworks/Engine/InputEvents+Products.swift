import CVectorKernels

/// The products of a dense layer with its inputs.
extension InputEvents {
  /// current [rows][width] = initial + inputs x weights.
  func currents(
    _ weights: UnsafePointer<Float>,
    initial: UnsafePointer<Float>?,
    to current: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    let width = Int32(plan.width)
    if eventCount == nil, let numbers {
      kernels.table.gemm(
        Int32(loadedRows),
        width,
        Int32(plan.inputs),
        numbers.base,
        numbersPitch,
        1,
        weights,
        plan.width,
        initial,
        0,
        current,
        plan.width
      )
    } else {
      kernels.table.accumulate_rows(
        Int32(loadedRows),
        width,
        index.base,
        valuesBase,
        offsets.base,
        weights,
        plan.width,
        Int32(plan.inputs),
        initial,
        0,
        current,
        plan.width
      )
    }
  }

  /// gradient [inputs in range][width] (+)= inputs^T x delta; delta [rows][width].
  func weightGradient(
    _ inputs: Range<Int>,
    delta: UnsafePointer<Float>,
    accumulate: Bool,
    to gradient: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    let target = gradient + inputs.lowerBound * plan.width
    let initial = accumulate ? UnsafePointer(target) : nil
    if eventCount == nil, let numbers {
      kernels.table.gemm(
        Int32(inputs.count),
        Int32(plan.width),
        Int32(loadedRows),
        numbers.base + inputs.lowerBound,
        1,
        numbersPitch,
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
        transposedValues.count > 0 ? UnsafePointer(transposedValues.base) : nil,
        transposedOffsets.base + inputs.lowerBound,
        delta,
        plan.width,
        Int32(loadedRows),
        initial,
        plan.width,
        target,
        plan.width
      )
    }
  }
}
