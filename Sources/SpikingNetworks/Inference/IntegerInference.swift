import CVectorKernels

/// A network of integers prepared for inference with the vector kernels, on all workers.
///
/// Sums of weights are floats: exact while no sum of a layer, over any part of its inputs, leaves
/// +-2^24. One call at a time; several may run side by side.
public final class IntegerInference {
  private let plan: ExecutionPlan
  private let network: NetworkState
  private let workers: WorkerPool
  private let parts: [IntegerInferencePart]

  /// Prepares the integers `forms` of the layers of `spec`.
  ///
  /// - Parameters:
  ///   - spec: The structure; the numbers of its neurons have no effect.
  ///   - forms: The integers of each layer.
  ///   - kernels: The vector kernels.
  ///   - workers: The threads that share the samples.
  /// - Throws: `NetworkError` for a structure that the engine cannot run.
  public init(
    _ spec: NetworkSpec,
    _ forms: [IntegerLayerForm],
    kernels: VectorKernels,
    workers: WorkerPool
  ) throws(NetworkError) {
    try spec.validate()
    plan = ExecutionPlan(spec, kernels: kernels, computesIntegers: true)
    network = NetworkState(plan, integers: forms, workers: workers)
    self.workers = workers
    parts = (0..<workers.workerCount).map { [plan] _ in IntegerInferencePart(plan) }
  }

  /// Returns what the network does on `samples`.
  public func run(_ samples: EncodedSamples) -> IntegerActivity { run(samples, counting: nil) }

  /// Returns what each of `samples` makes the network do.
  public func activity(of samples: EncodedSamples) -> SampleActivity {
    var activity = SampleActivity(samples: samples.samples.count, layers: plan.layers.count)
    ActivityBuffer.with(&activity) { counts in
      _ = run(samples, counting: counts)
      samples.countInputs(plan.spec.inputFanOut, to: counts)
    }
    return activity
  }

  private func run(_ samples: EncodedSamples, counting counts: ActivityBuffer?) -> IntegerActivity {
    precondition(samples.input == plan.spec.input, "the samples were encoded for another input")
    for part in parts { part.reset() }
    var predictions = [Int](repeating: 0, count: samples.samples.count)
    let (network, chunks) = (network, samples.chunkCount)
    if chunks > 0 {
      predictions.withUnsafeMutableBufferPointer { predictions in
        let target = ClassBuffer(predictions)
        SampleView.with(samples.samples) { view in
          workers.run(0..<chunks, inPiecesOf: 1, with: parts) { part, chunk in
            part.run(chunk.lowerBound, of: samples, view, network: network, to: target, counts)
          }
        }
      }
    }
    return IntegerActivity(predictions: predictions, spikes: spikes)
  }

  /// Returns what the network does on the first samples, those after which `isOver` holds.
  ///
  /// - Parameters:
  ///   - samples: The samples; they run in their order on the calling thread, some at a time.
  ///   - isOver: Called with the samples that ran last and their classes.
  public func run(
    _ samples: EncodedSamples,
    until isOver: (_ last: Range<Int>, _ classes: [Int]) -> Bool
  ) -> IntegerActivity {
    precondition(samples.input == plan.spec.input, "the samples were encoded for another input")
    for part in parts { part.reset() }
    var predictions: [Int] = []
    predictions.reserveCapacity(samples.samples.count)
    SampleView.with(samples.samples) { view in
      for index in 0..<samples.chunkCount {
        let chunk = samples.chunk(index)
        let classes = parts[0].classes(ofChunk: index, of: samples, view, network: network)
        predictions += classes
        if isOver(chunk, classes) { return }
      }
    }
    return IntegerActivity(predictions: predictions, spikes: spikes)
  }

  /// The spikes of the last run, [layer][neuron].
  private var spikes: [[Int]] {
    plan.layers.indices.map { layer in
      parts.dropFirst().reduce(parts[0].spikes(ofLayer: layer)) { sum, part in
        zip(sum, part.spikes(ofLayer: layer)).map { $0 + $1 }
      }
    }
  }
}

/// What a network of integers did on a set of samples.
public struct IntegerActivity: Hashable, Sendable {
  /// The class of each sample.
  public var predictions: [Int]
  /// The spikes of each neuron of each layer, over all samples and steps, [layer][neuron].
  public var spikes: [[Int]]
}

/// One worker's share; its sums are of integers, exact in any order.
private final class IntegerInferencePart: @unchecked Sendable {
  private let part: InferencePart
  /// [layers][neurons]: spikes by lane.
  private let counts: [AlignedBuffer<Int>]
  private let sums: AlignedBuffer<Float>

  init(_ plan: ExecutionPlan) {
    part = InferencePart(plan, capacity: EncodedSamples.chunkSize, countsSpikes: true)
    counts = plan.layers.map { AlignedBuffer($0.neurons) }
    sums = AlignedBuffer(plan.layers.map(\.neurons).max() ?? 0)
  }

  func reset() {
    for buffer in counts { buffer.clear() }
  }

  /// Returns the classes of one chunk.
  func classes(
    ofChunk index: Int,
    of samples: EncodedSamples,
    _ view: SampleView,
    network: NetworkState
  ) -> [Int] {
    let chunk = samples.chunk(index)
    return Array(unsafeUninitializedCapacity: chunk.count) { buffer, count in
      run(
        index,
        of: samples,
        view,
        network: network,
        offset: chunk.lowerBound,
        to: ClassBuffer(buffer)
      )
      count = chunk.count
    }
  }

  /// Writes the class of sample i of a chunk to `classes[i - offset]`.
  func run(
    _ chunk: Int,
    of samples: EncodedSamples,
    _ view: SampleView,
    network: NetworkState,
    offset: Int = 0,
    to classes: ClassBuffer,
    _ activity: ActivityBuffer? = nil
  ) {
    part.run(
      chunk: chunk,
      of: samples,
      view,
      network: network,
      offset: offset,
      to: classes
    )
    let workspace = part.workspace
    activity?.addLayers(of: workspace, first: samples.chunk(chunk).lowerBound)
    for (layer, counts) in zip(workspace.layers, counts) where layer.plan.fires {
      let neurons = layer.plan.neurons
      workspace.plan.kernels.table.column_sums(
        Int32(workspace.samples),
        Int32(neurons),
        layer.total.base,
        neurons,
        sums.base
      )
      for neuron in 0..<neurons { counts.base[neuron] += Int(sums.base[neuron]) }
    }
  }

  /// The spikes of each neuron of layer `index`, without padding.
  func spikes(ofLayer index: Int) -> [Int] {
    let plan = part.workspace.layers[index].plan
    return (0..<plan.positions * plan.channels).map { neuron in
      counts[index].base[neuron / plan.channels * plan.width + neuron % plan.channels]
    }
  }
}
