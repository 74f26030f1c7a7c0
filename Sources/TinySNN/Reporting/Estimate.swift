import SpikingNetworks

/// What `search --dry-run` prints: the resolved configuration, the size of the space, and what a run costs.
public struct Estimate: Sendable {
  private let experiment: Experiment
  private let spec: NetworkSpec
  private let samples: Int

  /// Prepares the estimate for an experiment.
  public init(of experiment: Experiment) throws {
    try experiment.requireIntegerForm()
    self.experiment = experiment
    spec = experiment.networkSpec(shape: experiment.dataset.kind.shape)
    try spec.validate()
    samples = experiment.dataset.kind.sampleCount
  }

  /// The number of float models: the combinations of the keys that training depends on.
  private var models: Int {
    let trained = experiment.search.space.dimensions.filter { !$0.key.hasPrefix("quantize.") }
    return min(trained.reduce(1) { $0 * $1.values.count }, experiment.search.expectedTrials)
  }

  /// Synapse updates of one sample, the unit of the time estimate.
  private var work: Double {
    let steps = Double(spec.input.timesteps)
    let geometries = spec.geometries
    let synapses = zip(spec.layers, geometries).enumerated().map { index, pair in
      let (layer, geometry) = pair
      // Every position of a convolution has all its weights.
      let forward = Double(geometry.weightCount) * Double(geometry.currents.positions)
      let isOnce = index == 0 && spec.input.coding == .direct
      let recurrent = layer.isRecurrent ? Double(geometry.channels * geometry.channels) : 0
      return (isOnce ? forward : forward * steps * 0.2) + recurrent * steps * 0.2
    }
    let neurons = geometries.reduce(0) { $0 + Double($1.neurons.count) }
    return synapses.reduce(0, +) + neurons * steps * 4
  }

  /// The seconds of a run on two cores; within a factor of about three.
  private var seconds: Double {
    let training = Double(models * experiment.train.epochs * samples) * work * 3
    let evaluation = Double(experiment.search.expectedTrials * samples) * 0.15 * work
    return (training + evaluation) / 6e9 + 2
  }

  private var diskBytes: Int {
    models * spec.parameterCount * 6 + experiment.search.expectedTrials * 900 + 200_000
  }

  /// The text.
  public var text: String {
    let trials = experiment.search.expectedTrials
    let time = NumberText.duration(
      experiment.search.budget.minutes.map { min(seconds, $0 * 60) } ?? seconds
    )
    return experiment.yaml + """

      # network     \(spec.summary), \(spec.parameterCount) parameters
      # space       \(NumberText.grouped(experiment.search.space.count)) candidates, \
      \(NumberText.grouped(trials)) to be tried, \(models) float models
      # estimate    \(time) on two cores (a rough figure), \
      \(NumberText.grouped((diskBytes + 1023) / 1024)) KiB of disk

      """
  }
}

extension DatasetKind {
  /// The number of samples of the whole set.
  var sampleCount: Int {
    switch self {
    case .digits: 1797
    case .mnist, .fashionMNIST: 70_000
    }
  }
}
