import CVectorKernels

/// The products of a dense layer with its inputs, panel by panel of its weights.
extension InputEvents {
  /// current [rows][width] = initial + inputs x weights.
  ///
  /// - Parameters:
  ///   - samples: Rows this far apart are steps of one sample, which share many inputs.
  ///   - columns: The currents to compute, whole panels; nil: all.
  func currents(
    _ weights: UnsafePointer<Float>,
    initial: UnsafePointer<Float>?,
    samples: Int,
    columns wanted: Range<Int>? = nil,
    to current: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    if plan.sharesSums, let shared {
      return shared.currents(weights, initial: initial, columns: wanted, to: current, kernels)
    }
    for start in plan.panelStarts(in: wanted) {
      let columns = plan.panelColumns(start)
      let panel = weights + start * plan.inputs
      if eventCount == nil, let numbers {
        kernels.table.gemm(
          Int32(loadedRows),
          Int32(columns),
          Int32(plan.inputs),
          numbers.base,
          numbersPitch,
          1,
          panel,
          columns,
          initial.map { $0 + start },
          0,
          current + start,
          plan.width
        )
      } else {
        kernels.table.accumulate_rows(
          Int32(loadedRows),
          Int32(columns),
          Int32(samples),
          index.base,
          valuesBase,
          offsets.base,
          panel,
          columns,
          Int32(plan.inputs),
          initial.map { $0 + start },
          0,
          current + start,
          plan.width
        )
      }
    }
  }

  /// The part of `inputs` of the gradient, in the layout of the weights, (+)= inputs^T x delta.
  ///
  /// - Parameters:
  ///   - delta: [rows][width].
  ///   - packed: The same in panels, or nil where one panel holds all.
  func weightGradient(
    _ inputs: Range<Int>,
    delta: UnsafePointer<Float>,
    packed: UnsafePointer<Float>?,
    accumulate: Bool,
    to gradient: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    for start in plan.panelStarts {
      let columns = plan.panelColumns(start)
      let target = gradient + start * plan.inputs + inputs.lowerBound * columns
      if eventCount == nil, let numbers {
        kernels.table.gemm(
          Int32(inputs.count),
          Int32(columns),
          Int32(loadedRows),
          numbers.base + inputs.lowerBound,
          1,
          numbersPitch,
          delta + start,
          plan.width,
          accumulate ? UnsafePointer(target) : nil,
          columns,
          target,
          columns
        )
      } else {
        addEvents(
          inputs,
          columns,
          (packed ?? delta) + start * loadedRows,
          accumulate: accumulate,
          to: target,
          kernels
        )
      }
    }
  }

  /// One panel of the gradient, block by block of rows: the deltas of a block stay in the L1 cache.
  private func addEvents(
    _ inputs: Range<Int>,
    _ columns: Int,
    _ delta: UnsafePointer<Float>,
    accumulate: Bool,
    to target: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    for block in 0..<blocks(loadedRows) {
      kernels.table.accumulate_rows(
        Int32(inputs.count),
        Int32(columns),
        1,
        transposedIndex.base,
        transposedValues.count > 0 ? UnsafePointer(transposedValues.base) : nil,
        transposedOffsets.base + block * (plan.inputs + 1) + inputs.lowerBound,
        delta,
        columns,
        Int32(loadedRows),
        accumulate || block > 0 ? UnsafePointer(target) : nil,
        columns,
        target,
        columns
      )
    }
  }
}
