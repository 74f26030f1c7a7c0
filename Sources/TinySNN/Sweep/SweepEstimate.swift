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
    // Points share the networks that they start from or learn from.
    let once = try sweep.points.reduce(0) { sum, point in
      try sum + TrainingCost.nanoseconds(of: point.experiment, counted: &counted)
    }
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
