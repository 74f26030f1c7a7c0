import CVectorKernels

extension TrainingEngine {
  /// Returns what the network with `parameters` does on `samples`.
  ///
  /// - Parameters:
  ///   - spec: The structure; normalisations are folded first.
  ///   - parameters: Its trained numbers.
  ///   - samples: The set, already quantized to `spec.input.bits`.
  ///   - seed: The key of the rate coding; sample i of the set draws from stream `encoding` at i.
  /// - Throws: `NetworkError` where structure, parameters and set do not fit.
  public func evaluate(
    _ spec: NetworkSpec,
    _ parameters: NetworkParameters,
    on samples: SampleSet,
    seed: UInt64
  ) throws -> FloatEvaluation {
    try spec.validate()
    try spec.check(samples)
    try spec.check(parameters)
    let plan = ExecutionPlan(spec.folded, kernels: kernels)
    return evaluate(
      plan,
      NetworkState(plan, spec.folding(parameters), forTraining: false),
      on: samples,
      seed: seed
    )
  }

  /// Returns what the network of integers `forms` does on `samples`, membranes in real units.
  ///
  /// - Parameters:
  ///   - spec: The structure, without normalisations.
  ///   - forms: The integers of each layer.
  ///   - samples: The set, already quantized to `spec.input.bits`.
  ///   - seed: The key of the rate coding; sample i of the set draws from stream `encoding` at i.
  /// - Throws: `NetworkError` where structure and set do not fit.
  public func evaluate(
    _ spec: NetworkSpec,
    integers forms: [IntegerLayerForm],
    on samples: SampleSet,
    seed: UInt64
  ) throws -> FloatEvaluation {
    try spec.validate()
    try spec.check(samples)
    let plan = ExecutionPlan(spec, kernels: kernels, computesIntegers: true)
    let network = NetworkState(plan, integers: forms, workers: workers)
    return evaluate(plan, network, on: samples, seed: seed)
  }

  private func evaluate(
    _ plan: ExecutionPlan,
    _ network: NetworkState,
    on samples: SampleSet,
    seed: UInt64
  ) -> FloatEvaluation {
    let chunk = 32
    let chunks = (samples.count + chunk - 1) / chunk
    let parts = (0..<min(workers.workerCount, chunks)).map { _ in EvaluationPart(plan, chunk) }
    let count = samples.count
    var predictions = [Int](repeating: 0, count: count)
    var activity = SampleActivity(samples: count, layers: plan.layers.count)
    ActivityBuffer.with(&activity) { counts in
      predictions.withUnsafeMutableBufferPointer { predictions in
        let target = ClassBuffer(predictions)
        SampleView.with(samples) { view in
          workers.run(0..<count, inPiecesOf: chunk, with: parts) { part, piece in
            part.run(piece, of: view, network: network, seed: seed, to: target, counts)
          }
        }
      }
    }
    return summary(plan, parts, predictions, activity, samples)
  }

  private func summary(
    _ plan: ExecutionPlan,
    _ parts: [EvaluationPart],
    _ predictions: [Int],
    _ activity: SampleActivity,
    _ samples: SampleSet
  ) -> FloatEvaluation {
    let count = Double(samples.count)
    let layers = plan.layers.indices.map { layer in
      LayerActivity(
        spikesPerSample: activity.mean(activity.spikes, ofLayer: layer),
        membranePeak: Double(parts.reduce(0) { max($0, $1.peaks[layer]) })
      )
    }
    let correct = zip(predictions, samples.labels).count { $0 == Int($1) }
    return FloatEvaluation(
      accuracy: Double(correct) / count,
      predictions: predictions,
      activity: layers,
      sampleActivity: activity
    )
  }
}

/// One worker's share of an evaluation.
///
/// Its counts are of samples of its own, its peaks maxima: exact in any order.
private final class EvaluationPart: @unchecked Sendable {
  private let part: InferencePart
  private(set) var peaks: [Float]
  private let inputFanOut: [Int32]

  init(_ plan: ExecutionPlan, _ capacity: Int) {
    part = InferencePart(plan, capacity: capacity, countsSpikes: true)
    inputFanOut = plan.spec.inputFanOut
    peaks = plan.layers.map { _ in 0 }
  }

  func run(
    _ samples: Range<Int>,
    of data: SampleView,
    network: NetworkState,
    seed: UInt64,
    to classes: ClassBuffer,
    _ counts: ActivityBuffer
  ) {
    part.run(samples, of: data, network: network, seed: seed, offset: 0, to: classes)
    let (workspace, plan) = (part.workspace, part.workspace.plan)
    for (index, layer) in workspace.layers.enumerated() {
      peaks[index] = max(
        peaks[index],
        plan.kernels.table.peak(
          samples.count * plan.steps * layer.plan.neurons,
          layer.membrane.base
        )
      )
    }
    counts.addLayers(of: workspace, first: samples.lowerBound)
    workspace.forEachInput { slot, index in
      counts.addInputs(1, synapses: Int(inputFanOut[index]), sample: samples.lowerBound + slot)
    }
  }
}
