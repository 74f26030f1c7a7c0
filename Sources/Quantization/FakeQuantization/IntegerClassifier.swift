import SpikingNetworks

/// Evaluates an integer network with the vector kernels on all workers: the integers of
/// `IntegerSimulator`, sooner.
///
/// A network whose sums could leave what floats hold exactly, or whose structure the engine does
/// not run, is handed to the simulator. One call at a time; several classifiers may run side by
/// side.
public final class IntegerClassifier {
  private let network: QuantizedNetwork
  private let inference: IntegerInference?

  /// Prepares `network`, which is legal.
  ///
  /// - Parameters:
  ///   - network: The integers.
  ///   - kernels: The vector kernels.
  ///   - workers: The threads that share the samples.
  public init(_ network: QuantizedNetwork, kernels: VectorKernels, workers: WorkerPool) {
    self.network = network
    inference = try? IntegerInference(
      network.structure,
      network.layerForms(inRealUnits: false),
      kernels: kernels,
      workers: workers
    )
  }

  /// Whether the vector kernels run the network, and not the simulator.
  public var usesVectorKernels: Bool { inference != nil }

  /// Returns what the network does on `samples`: the very figures of `IntegerSimulator.evaluate`.
  ///
  /// - Precondition: The samples were encoded for the network's input and with its seed.
  public func evaluate(_ samples: EncodedSamples) -> IntegerEvaluation {
    check(samples)
    guard let inference else { return simulated(samples) }
    return evaluation(of: inference.run(samples), on: samples)
  }

  /// Returns what the network does on the first samples, until `givesUp` holds; its figures are means over
  /// these.
  ///
  /// - Parameters:
  ///   - samples: As in `evaluate(_:)`; they run in their order on the calling thread. A network that the
  ///     simulator runs is evaluated on all.
  ///   - givesUp: Called with the number of samples that were classified correctly so far, and the number
  ///     of all so far.
  public func evaluate(
    _ samples: EncodedSamples,
    until givesUp: (_ correct: Int, _ seen: Int) -> Bool
  ) -> IntegerEvaluation {
    check(samples)
    guard let inference else { return simulated(samples) }
    let labels = samples.samples.labels
    var correct = 0
    let activity = inference.run(samples) { last, classes in
      correct += zip(classes, labels[last]).count { $0 == Int($1) }
      return givesUp(correct, last.upperBound)
    }
    return evaluation(of: activity, on: samples)
  }

  /// Returns what each of `samples` makes the network do: the counts of `IntegerSimulator.activity`.
  ///
  /// - Precondition: The samples were encoded for the network's input and with its seed.
  public func activity(on samples: EncodedSamples) -> SampleActivity {
    check(samples)
    return inference?.activity(of: samples)
      ?? IntegerSimulator(network).activity(on: samples.samples, order: samples.order)
  }

  private func simulated(_ samples: EncodedSamples) -> IntegerEvaluation {
    IntegerSimulator(network).evaluate(samples.samples, order: samples.order)
  }

  private func check(_ samples: EncodedSamples) {
    precondition(
      samples.input == network.input
        && (!samples.input.coding.isRandom || samples.seed == network.encodingSeed),
      "the samples were encoded for another network"
    )
  }

  /// The figures of `activity`, which may be that of the first samples only.
  private func evaluation(
    of activity: IntegerActivity,
    on samples: EncodedSamples
  ) -> IntegerEvaluation {
    let (labels, count) = (samples.samples.labels, Double(max(activity.predictions.count, 1)))
    let correct = zip(activity.predictions, labels).count { $0 == Int($1) }
    // What enters the network is known of all samples.
    let all = Double(max(samples.samples.count, 1))
    let operations = operations(samples, activity)
    let synops = operations.inside.enumerated().map { layer, inside in
      guard layer == 0 else { return Double(inside) / count }
      return count == all
        ? Double(operations.input + inside) / count
        : Double(operations.input) / all + Double(inside) / count
    }
    return IntegerEvaluation(
      predictions: activity.predictions,
      accuracy: Double(correct) / count,
      layerSpikes: activity.spikes.map { Double($0.reduce(0, +)) / count },
      inputSpikes: Double(samples.spikes.reduce(0, +)) / all,
      synops: synops.reduce(0, +),
      layerSynops: synops,
      macs: Double(network.layers[0].operations(of: samples.nonzeros)) / all,
      silentNeurons: activity.spikes.map { $0.count { $0 == 0 } }
    )
  }

  /// The synaptic operations that feed the first layer, over all samples, and those that feed each layer
  /// from others or itself, over the samples that ran.
  private func operations(
    _ samples: EncodedSamples,
    _ activity: IntegerActivity
  ) -> (input: Int, inside: [Int]) {
    (
      network.layers[0].operations(of: samples.spikes),
      network.layers.indices.map { index in
        let layer = network.layers[index]
        let before = index > 0 ? layer.operations(of: activity.spikes[index - 1]) : 0
        guard layer.recurrence != nil else { return before }
        return before + activity.spikes[index].reduce(0, +) * layer.outputCount
      }
    )
  }
}

extension QuantizedLayer {
  /// The synapses behind `counts`, how often each input was there.
  fileprivate func operations(of counts: [Int]) -> Int {
    counts.indices.reduce(0) { sum, input in
      counts[input] == 0 ? sum : sum + counts[input] * geometry.fanOut(from: input)
    }
  }
}
