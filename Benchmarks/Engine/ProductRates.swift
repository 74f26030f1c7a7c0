import SpikingNetworks

/// The machine's rate in dense products, the yardstick of every other rate.
enum ProductRates {
  /// Returns GFLOP/s of the engine's product at M = 1024, K = 784, N = 256: the median of 11 runs.
  static func gigaflops(kernels: VectorKernels, workers: WorkerPool) -> Double {
    let product = ProductBenchmark(kernels: kernels, rows: 1024, inner: 784, columns: 256)
    product.run(repetitions: 2, workers: workers)
    let start = now()
    product.run(repetitions: 1, workers: workers)
    let repetitions = max(1, Int(0.05 / (now() - start)))
    let rates = (0..<11).map { _ in
      let start = now()
      product.run(repetitions: repetitions, workers: workers)
      return product.operations * Double(repetitions) / (now() - start) / 1e9
    }
    return rounded(rates.sorted()[5], 10)
  }
}
