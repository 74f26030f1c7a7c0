import SpikingNetworks

/// What the training of a float network costs before anything is known of it.
struct TrainingCost {
  /// The network.
  let spec: NetworkSpec

  /// Prepares the estimate of the network of `experiment`.
  ///
  /// - Throws: `NetworkError` for a network that cannot be.
  init(of experiment: Experiment) throws {
    spec = experiment.networkSpec(shape: experiment.dataset.shape)
    try spec.validate()
  }

  /// Returns the nanoseconds that one core takes for the training of `experiment` and of the networks that it starts
  /// from or learns from.
  ///
  /// - Parameters:
  ///   - experiment: What is trained. Its validation and test samples run forward only; the data set is what they are
  ///     a part of.
  ///   - counted: The trainings that cost nothing any more; those of this one are added.
  /// - Throws: `NetworkError` for a network that cannot be.
  static func nanoseconds(
    of experiment: Experiment,
    counted: inout Set<String>
  ) throws -> Double {
    guard counted.insert(experiment.trainingIdentity).inserted else { return 0 }
    let samples = experiment.train.epochs * experiment.dataset.kind.sampleCount
    var sum = try TrainingCost(of: experiment).nanosecondsPerSample * Double(samples)
    for source in experiment.trainedSources {
      sum += try nanoseconds(of: source, counted: &counted)
    }
    return sum
  }

  /// The nanoseconds that one core trains on one sample, forward and backward.
  ///
  /// Per synapse and neuron, fitted to trainings of the shipped configurations, of rate coding and of 784-512-512-10
  /// on a machine that did other things, too.
  var nanosecondsPerSample: Double {
    let steps = Double(spec.input.timesteps)
    // The part of the inputs that spikes in a step.
    let activity = 0.2
    return zip(spec.layers, spec.geometries).enumerated().reduce(0) { sum, pair in
      let (index, (layer, geometry)) = pair
      let isOnce = index == 0 && spec.input.coding == .direct
      // Every position of a convolution has all its weights.
      let synapses = Double(geometry.weightCount) * Double(geometry.currents.positions)
      let recurrent = layer.isRecurrent ? Double(geometry.channels * geometry.channels) : 0
      let perSynapse = geometry.isDense ? 0.073 : 0.22
      return sum + synapses * (isOnce ? 1 : steps * activity) * perSynapse
        + recurrent * steps * activity * 0.073 + Double(geometry.neurons.count) * steps * 4.1
    }
  }
}
