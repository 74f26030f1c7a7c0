/// One question of a paper: the same network with and without methods, each at several settings.
struct SweepPlan: Sendable {
  /// The question, a sentence for the report.
  var question: String
  /// The paper that asks it, if any.
  var source: String?
  /// The seeds with which every point is trained; distinct, at least one.
  var seeds: [UInt64]
  /// The number of folds that every seed runs, 2...100; nil divides the samples once.
  var folds: Int?
  /// The losses within which the cheapest point of each method is named, in points of validation accuracy; distinct,
  /// at least one.
  var losses: [Double]
  /// The name of the curve that all others are compared with; it has one point.
  var baseline: String
  /// The methods, the baseline among them.
  var curves: [SweepCurve]
}

/// One method of a sweep, or what it is compared with.
struct SweepCurve: Sendable {
  /// The name; no other curve has it.
  var name: String
  /// The paper that proposes the method, if it is another one than that of the sweep.
  var source: String?
  /// What the method changes: dotted keys of the configuration with their values.
  var assignments: [ConfigEntry]
  /// What its points differ in; nil for a single point.
  var variation: Variation?

  /// One key with the values that it takes.
  struct Variation: Sendable {
    /// The dotted key.
    var key: String
    /// Where it stands.
    var origin: ConfigOrigin
    /// The values, distinct, with their places in the text.
    var values: [(value: ConfigValue, origin: ConfigOrigin)]
  }
}
