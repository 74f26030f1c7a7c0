import CVectorKernels

/// The engine's own dense product on fixed matrices, for measurements of what the machine can do.
package final class ProductBenchmark: @unchecked Sendable {
  private let kernels: VectorKernels
  private let rows: Int
  private let inner: Int
  private let width: Int
  private let left: AlignedBuffer<Float>
  private let right: AlignedBuffer<Float>
  private let product: AlignedBuffer<Float>

  /// Creates C = A x B with A of `rows` x `inner` and B of `inner` x `columns`, a multiple of 16.
  package init(kernels: VectorKernels, rows: Int, inner: Int, columns: Int) {
    self.kernels = kernels
    self.rows = rows
    self.inner = inner
    width = padded(columns)
    left = AlignedBuffer(rows * inner)
    right = AlignedBuffer(inner * width)
    product = AlignedBuffer(rows * width)
    // Exact in any order of summation: small integers.
    for index in 0..<left.count { left.base[index] = Float(index % 7) - 3 }
    for index in 0..<right.count { right.base[index] = Float(index % 5) - 2 }
  }

  /// The floating-point operations of one product.
  package var operations: Double { 2 * Double(rows) * Double(inner) * Double(width) }

  /// Computes the product `repetitions` times, its rows divided between the workers.
  package func run(repetitions: Int, workers: WorkerPool) {
    let pieces = workers.workerCount
    workers.run(pieces) { piece in
      let first = rows * piece / pieces
      let last = rows * (piece + 1) / pieces
      for _ in 0..<repetitions {
        kernels.table.gemm(
          Int32(last - first),
          Int32(width),
          Int32(inner),
          left.base + first * inner,
          inner,
          1,
          right.base,
          width,
          nil,
          0,
          product.base + first * width,
          width
        )
      }
    }
  }
}
