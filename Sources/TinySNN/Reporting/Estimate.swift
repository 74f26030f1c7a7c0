import SpikingNetworks

/// What `search --dry-run` prints: the resolved configuration, the size of the space, and what a run costs.
public struct Estimate: Sendable {
  private let experiment: Experiment
  private let cost: TrainingCost
  private let samples: Int
  /// What the networks cost that candidates start from or learn from; they share them.
  private let sourceNanoseconds: Double

  /// Prepares the estimate for an experiment.
  public init(of experiment: Experiment) throws {
    self.experiment = experiment
    cost = try TrainingCost(of: experiment)
    samples = experiment.dataset.kind.sampleCount
    var counted: Set<String> = []
    sourceNanoseconds = try experiment.trainedSources.reduce(0) { sum, source in
      try sum + TrainingCost.nanoseconds(of: source, counted: &counted)
    }
  }

  private var spec: NetworkSpec { cost.spec }

  /// The number of float models: the combinations of the keys that training depends on.
  private var models: Int {
    let isTrained: (String) -> Bool = { !$0.hasPrefix("quantize.") }
    let trained = experiment.search.space.dimensions.filter { isTrained($0.key) }.map { dimension in
      var dimension = dimension
      dimension.conditions.removeAll { !isTrained($0.key) }
      return dimension
    }
    return min(SearchSpace(dimensions: trained).count, experiment.search.expectedTrials)
  }

  /// The number of candidates that are trained through their integers.
  private var awareTrials: Double {
    let (plan, key) = (experiment.search, "quantize.method")
    let trials = Double(plan.expectedTrials)
    guard let methods = plan.space.dimensions.first(where: { $0.key == key }) else {
      return experiment.quantize.procedure.method == .aware ? trials : 0
    }
    let aware = methods.values.count { $0 == .string(QuantizationMethod.aware.rawValue) }
    let part = trials * Double(aware) / Double(methods.values.count)
    switch plan.strategy.kind {
    case .grid, .random, .ascending: return part
    // What is promoted, a third of it once more, and neighbours of the best.
    case .sensitivity, .evolutionary: return min(part, 2.5 * Double(plan.strategy.promote))
    }
  }

  /// The seconds of a run on two cores with AVX-512, within a factor of about three; other processors take a few
  /// times as long.
  var seconds: Double {
    let trials = Double(experiment.search.expectedTrials)
    let twins = experiment.mayTrainTwin ? 1 : 0
    let training = Double((models + twins) * experiment.train.epochs * samples)
    // A step through the integers derives them again.
    let aware =
      1.3 * awareTrials
      * Double(experiment.quantize.procedure.aware.epochs * samples)
    // A candidate runs forward only; the winner is measured, exported and verified by slower programs, on as many
    // samples as ten more candidates.
    let validation = Double(experiment.dataset.validation.count(of: samples))
    let evaluation = (0.5 * trials + 10) * validation
    let conversions = trials * Double(spec.parameterCount) * 50
    let own = (training + aware + evaluation) * cost.nanosecondsPerSample
    return (own + sourceNanoseconds + conversions) * 1e-9 / 2 + 2
  }

  private var diskBytes: Int {
    models * spec.parameterCount * 6 + experiment.search.expectedTrials * 900 + 200_000
  }

  /// The text.
  public var text: String {
    let trials = experiment.search.expectedTrials
    // A strategy that ends by itself may need less of everything.
    let atMost = experiment.search.mayEndEarly ? "at most " : ""
    let time = NumberText.duration(
      experiment.search.budget.minutes.map { min(seconds, $0 * 60) } ?? seconds
    )
    return experiment.yaml + """

      # network     \(spec.summary), \(spec.parameterCount) parameters
      # space       \(NumberText.grouped(experiment.search.space.count)) candidates, \
      \(atMost)\(NumberText.grouped(trials)) to be tried, \(atMost)\(NumberText.counted(models, "float model"))\
      \(experiment.mayTrainTwin ? " and the winner's without regularizers" : "")
      # estimate    \(atMost)\(time) on two cores with AVX-512 (a rough figure), \
      \(NumberText.grouped((diskBytes + 1023) / 1024)) KiB of disk

      """
  }
}
