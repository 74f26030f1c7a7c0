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
    precondition(
      samples.input == network.input
        && (samples.input.coding == .direct || samples.seed == network.encodingSeed),
      "the samples were encoded for another network"
    )
    guard let inference else { return IntegerSimulator(network).evaluate(samples.samples) }
    let activity = inference.run(samples)
    let (labels, count) = (samples.samples.labels, Double(max(samples.samples.count, 1)))
    let correct = zip(activity.predictions, labels).count { $0 == Int($1) }
    return IntegerEvaluation(
      predictions: activity.predictions,
      accuracy: Double(correct) / count,
      layerSpikes: activity.spikes.map { Double($0.reduce(0, +)) / count },
      inputSpikes: Double(samples.spikes.reduce(0, +)) / count,
      synops: operations(samples, activity).reduce(0) { $0 + Double($1) / count },
      silentNeurons: activity.spikes.map { $0.count { $0 == 0 } }
    )
  }

  /// The synaptic operations that feed each layer, over all samples.
  private func operations(_ samples: EncodedSamples, _ activity: IntegerActivity) -> [Int] {
    network.layers.indices.map { index in
      let (layer, spikes) = (network.layers[index], activity.spikes[index])
      let inputs = index == 0 ? samples.spikes : activity.spikes[index - 1]
      let fed = inputs.indices.reduce(0) { sum, input in
        inputs[input] == 0 ? sum : sum + inputs[input] * layer.geometry.fanOut(from: input)
      }
      guard layer.recurrence != nil else { return fed }
      return fed + spikes.reduce(0, +) * layer.outputCount
    }
  }
}
