/// The figures of one measurement, encoded as the peers' script prints them.
struct Timing: Encodable {
  /// The repetitions that nothing else disturbed.
  let cleanRepetitions: Int
  /// The median over the repetitions.
  let samplesPerSecond: Double
  /// The slowest repetition.
  let slowest: Double
  /// The fastest repetition.
  let fastest: Double
  /// The batches of one repetition.
  let stepsPerRepetition: Int
  /// The seconds of the first unit, set-up included.
  let firstSeconds: Double

  private enum CodingKeys: String, CodingKey {
    case cleanRepetitions = "clean_reps"
    case samplesPerSecond = "sps"
    case slowest = "min"
    case fastest = "max"
    case stepsPerRepetition = "steps_per_rep"
    case firstSeconds = "first_s"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(cleanRepetitions, forKey: .cleanRepetitions)
    try container.encode(rounded(samplesPerSecond, 10), forKey: .samplesPerSecond)
    try container.encode(rounded(slowest, 10), forKey: .slowest)
    try container.encode(rounded(fastest, 10), forKey: .fastest)
    try container.encode(stepsPerRepetition, forKey: .stepsPerRepetition)
    try container.encode(rounded(firstSeconds, 1000), forKey: .firstSeconds)
  }
}

/// Returns `value` rounded to a multiple of 1 / `parts`.
func rounded(_ value: Double, _ parts: Double) -> Double {
  (value * parts).rounded() / parts
}
