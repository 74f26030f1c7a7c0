/// One setting of one method.
struct SweepPoint: Sendable {
  /// The position of the curve.
  var curve: Int
  /// The value of the key that the curve varies; nil for a curve of one point.
  var value: ConfigValue?
  /// What is trained, with the seed of the experiment.
  var experiment: Experiment
}

/// One training of a sweep: a point with one seed and one division of the samples.
struct SweepTraining: Hashable, Sendable {
  /// The position of the point.
  var point: Int
  /// The key of every random draw.
  var seed: UInt64
  /// The fold that is the test part, from 0; nil for the only division.
  var fold: Int?

  /// What tells the trainings of a sweep apart in its records.
  struct Key: Hashable, Sendable {
    var curve: String
    var value: ConfigValue?
    var seed: UInt64
    var fold: Int?
  }
}
