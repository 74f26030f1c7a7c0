import SpikingNetworks

/// One step of plain gradient descent by the engine, held against the reference.
///
/// The change of each number over the learning rate is the gradient that the engine computed.
struct EngineComparison {
  /// The learning rate: small, so that decays and thresholds stay in their range.
  ///
  /// A power of two divides exactly.
  static let rate = 1.0 / 16

  /// What the reference expects of one step from a draw without close calls.
  let test: ReferenceCase
  let start: NetworkParameters
  /// What each shard of the batch did.
  let traces: [ReferenceNetwork.Trace]
  let loss: Double
  let penalty: Double
  let gradient: ReferenceParameters

  /// Draws until no firing, pooling or surrogate depends on rounding and every layer has a gradient.
  ///
  /// nil if no draw does.
  init?(_ test: ReferenceCase, sampleCount: Int) {
    for attempt in 0..<300 {
      var drawn = test
      drawn.seed = test.seed &+ UInt64(attempt) &* 7919
      drawn.sampleCount = sampleCount
      guard drawn.teacher?.hasCloseCalls(drawn.samples, seed: drawn.seed) != true else { continue }
      let (network, start) = (drawn.network, drawn.parameters)
      let values = ReferenceParameters(start)
      let shards = drawn.batch.shards(seed: drawn.seed)
      let traces = shards.map { network.run(values, $0, smooth: false) }
      guard !traces.contains(where: { network.hasCloseCalls($0, distance: 1e-4) }) else {
        continue
      }
      let means = network.penalty.means(traces)
      var gradient = values.zeros
      var (loss, penalty) = (0.0, 0.0)
      for (shard, trace) in zip(shards, traces) {
        let part = Double(shard.labels.count) / Double(sampleCount)
        gradient.add(network.gradient(values, shard, smooth: false, means: means), times: part)
        loss += part * trace.loss
        penalty += part * network.penalty.value(trace, means: means, values)
      }
      for (index, layer) in drawn.spec.layers.enumerated() {
        // Numbers that are not trained stay as they are.
        if !layer.neuron.betaTuning.isTrained { gradient[index, .beta] = [] }
        if layer.neuron.firing?.thresholdTuning.isTrained != true {
          gradient[index, .threshold] = []
        }
      }
      guard Self.isTelling(gradient, from: values) else { continue }
      (self.test, self.start, self.traces, self.gradient) = (drawn, start, traces, gradient)
      (self.loss, self.penalty) = (loss, penalty)
      return
    }
    return nil
  }

  /// Whether every layer learns, and no number reaches the end of its range.
  private static func isTelling(
    _ gradient: ReferenceParameters,
    from values: ReferenceParameters
  ) -> Bool {
    gradient.layers.indices.allSatisfy { layer in
      func after(_ kind: ReferenceParameters.Kind) -> [Double] {
        zip(values[layer, kind], gradient[layer, kind]).map { $0 - rate * $1 }
      }
      return gradient[layer, .weights].contains { abs($0) > 1e-3 }
        && after(.beta).allSatisfy { (0.01...0.99).contains($0) }
        && after(.threshold).allSatisfy { $0 > 0.02 }
    }
  }

  /// Returns what differs after one step of the engine, in words; empty if nothing does.
  func differences(_ kernels: VectorKernels, workers: Int) throws -> [String] {
    let engine = TrainingEngine(kernels: kernels, workers: WorkerPool(workers: workers))
    // What training returns is folded; a checkpoint is not.
    var unfolded = start
    let trained = try engine.train(
      test.spec,
      options: test.options(rate: Self.rate),
      from: start,
      taughtBy: test.teacher.map { Teacher(spec: $0.spec, parameters: $0.parameters) },
      on: test.samples,
      checkpoint: { unfolded = $0().parameters }
    )
    let (before, after) = (ReferenceParameters(start), ReferenceParameters(unfolded))
    var result: [String] = []
    func compare(_ name: String, _ found: Double, _ expected: Double, _ tolerance: Double) {
      guard !(abs(found - expected) <= tolerance) else { return }
      result.append("\(name): \(found), the reference has \(expected)")
    }
    for layer in gradient.layers.indices {
      for kind in ReferenceParameters.Kind.allCases {
        let expected = gradient[layer, kind]
        let largest = expected.map(abs).max() ?? 0
        // Rounding of a number to a Float shows up divided by the rate; a norm subtracts means.
        let tolerance = (test.parts.contains(.norm) ? 1e-3 : 1e-4) * largest + 4e-6
        for index in before[layer, kind].indices {
          let found = (before[layer, kind][index] - after[layer, kind][index]) / Self.rate
          let name = "\(kind.rawValue) \(index) of layer \(layer)"
          compare(name, found, expected.isEmpty ? 0 : expected[index], tolerance)
        }
      }
      compareStatistics(layer, unfolded.layers[layer].norm, compare)
    }
    compare("loss", trained.history[0].loss, loss, 1e-5 * max(1, loss))
    compare("penalty", trained.history[0].penalty, penalty, 1e-5 * max(1, penalty))
    return result
  }

  /// The running statistics, which started at mean 0 and variance 1 and moved once.
  ///
  /// Those of a batch are over all its rows, however they were spread over shards.
  private func compareStatistics(
    _ layer: Int,
    _ found: BatchNormParameters?,
    _ compare: (String, Double, Double, Double) -> Void
  ) {
    guard let found, let spec = test.spec.layers[layer].norm,
      let norm = test.network.layers[layer].norm
    else { return }
    var statistics = norm.statistics(traces.flatMap { $0.layers[layer].currents })
    if !start.layers[layer].bias.isEmpty {
      let bias = start.layers[layer].bias.map(Double.init)
      statistics.mean = zip(statistics.mean, bias).map { $0 + $1 }
    }
    for channel in statistics.mean.indices {
      let mean = spec.momentum * statistics.mean[channel]
      let variance = 1 - spec.momentum + spec.momentum * statistics.variance[channel]
      compare("mean \(channel) of layer \(layer)", Double(found.mean[channel]), mean, 1e-5)
      compare(
        "variance \(channel) of layer \(layer)",
        Double(found.variance[channel]),
        variance,
        1e-5
      )
    }
  }
}
