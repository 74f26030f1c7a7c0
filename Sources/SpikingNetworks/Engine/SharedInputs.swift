import CVectorKernels

/// The input spikes of a dense layer, sample by sample: which inputs are set at all, and in which steps.
///
/// All steps of a rate-coded sample are drawn from the same values, so few inputs are set at all and those in many
/// steps: sums over three inputs, or over four steps, are made once and looked up by the pattern of bits.
final class SharedInputs: @unchecked Sendable {
  private let plan: LayerPlan
  /// [samples][litPitch]: the inputs that are set in any step.
  private let lit: AlignedBuffer<UInt16>
  private let litPitch: Int
  private let counts: AlignedBuffer<Int32>
  /// [samples][steps][groupsPitch]: the bits of three inputs each; empty unless currents share sums.
  private let groups: AlignedBuffer<UInt8>
  private let groupsPitch: Int
  /// [samples][inputs][chunkCount]: the bits of four steps each; training only.
  private let chunks: AlignedBuffer<UInt8>
  private let chunkCount: Int
  private var samples = 0

  /// Creates room for `samples` samples.
  init(_ plan: LayerPlan, samples: Int, forTraining: Bool) {
    self.plan = plan
    // Whole words of bits, and what completes the last group of three.
    litPitch = (plan.inputs + 63) / 64 * 64 + 2
    groupsPitch = litPitch / 3 + 1
    chunkCount = (plan.steps + 3) / 4
    lit = AlignedBuffer(samples * litPitch)
    counts = AlignedBuffer(samples)
    groups = AlignedBuffer(plan.sharesSums ? samples * plan.steps * groupsPitch : 0)
    chunks = AlignedBuffer(forTraining ? samples * litPitch * chunkCount : 0)
  }

  /// Takes over [steps][samples] rows of `rowBytes` bytes.
  func load(
    bits: UnsafePointer<UInt8>,
    rowBytes: Int,
    samples: Int,
    kernels: VectorKernels
  ) {
    self.samples = samples
    for sample in 0..<samples {
      counts.base[sample] = kernels.table.shared_patterns(
        Int32(plan.steps),
        samples * rowBytes,
        Int32(rowBytes),
        bits + sample * rowBytes,
        lit.base + sample * litPitch,
        groups.count > 0 ? groups.base + sample * plan.steps * groupsPitch : nil,
        groupsPitch,
        chunks.count > 0 ? chunks.base + sample * litPitch * chunkCount : nil
      )
    }
  }

  /// current [steps][samples][width] = initial + inputs x weights.
  ///
  /// - Parameter wanted: The columns to compute, whole panels; nil: all.
  func currents(
    _ weights: UnsafePointer<Float>,
    initial: UnsafePointer<Float>?,
    columns wanted: Range<Int>? = nil,
    to current: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    for start in plan.panelStarts(in: wanted) {
      let columns = plan.panelColumns(start)
      for sample in 0..<samples {
        kernels.table.shared_currents(
          Int32(plan.steps),
          Int32(columns),
          counts.base[sample],
          lit.base + sample * litPitch,
          groups.base + sample * plan.steps * groupsPitch,
          groupsPitch,
          weights + start * plan.inputs,
          columns,
          initial.map { $0 + start },
          current + sample * plan.width + start,
          samples * plan.width
        )
      }
    }
  }

  /// The panel of the gradient that begins at column `start` += inputs^T x delta; delta [steps][samples][width].
  func addWeightGradient(
    panel start: Int,
    delta: UnsafePointer<Float>,
    to gradient: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    let columns = plan.panelColumns(start)
    for sample in 0..<samples {
      kernels.table.shared_gradient(
        Int32(plan.steps),
        Int32(columns),
        counts.base[sample],
        lit.base + sample * litPitch,
        chunks.base + sample * litPitch * chunkCount,
        delta + sample * plan.width + start,
        samples * plan.width,
        gradient + start * plan.inputs,
        columns
      )
    }
  }
}
