import SpikingNetworks

/// What `sweep --dry-run` prints: the resolved configuration, the number of trainings, and what they take.
public struct SweepEstimate: Sendable {
  private let sweep: Sweep
  /// The seconds of all trainings on two cores with AVX-512, within a factor of about three.
  let seconds: Double

  /// Prepares the estimate of a sweep.
  ///
  /// - Throws: `NetworkError` for a network that cannot be.
  public init(of sweep: Sweep) throws {
    self.sweep = sweep
    var counted: Set<String> = []
    // Validation and test samples run forward only; the data set is what they are a part of. Points share the networks
    // that they start from or learn from.
    func nanoseconds(_ experiment: Experiment) throws -> Double {
      let samples = experiment.train.epochs * experiment.dataset.kind.sampleCount
      let own = try TrainingCost(of: experiment).nanosecondsPerSample * Double(samples)
      return try experiment.trainedSources.reduce(own) { sum, source in
        counted.insert(source.trainingIdentity).inserted ? try sum + nanoseconds(source) : sum
      }
    }
    let once = try sweep.points.reduce(0) { try $0 + nanoseconds($1.experiment) }
    let divisions = sweep.plan.seeds.count * (sweep.plan.folds ?? 1)
    seconds = once * Double(divisions) * 1e-9 / 2
  }

  /// The text.
  public var text: String {
    let (points, trainings) = (sweep.points.count, sweep.trainings.count)
    return sweep.yaml + """

      # sweep       \(NumberText.counted(sweep.plan.curves.count, "curve")), \
      \(NumberText.counted(points, "point")), \(NumberText.counted(trainings, "training"))
      # estimate    \(NumberText.duration(seconds)) on two cores with AVX-512 (a rough figure)

      """
  }
}
