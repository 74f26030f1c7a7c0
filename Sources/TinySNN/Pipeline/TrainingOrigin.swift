/// What decides a float model besides the instruction set: trainings of one origin are the same.
struct TrainingOrigin: Codable, Hashable {
  /// The canonical text of everything in the configuration that the training depends on.
  var configuration: String
  /// The hash of the training and validation samples; nil where it was not recorded.
  var data: String?
  /// The number of the float engine; nil where it was not recorded.
  var engine: Int?
  /// The version of the tool.
  var version: String

  /// Returns what differs from `expected`, for a person, or nil for the same origin.
  func difference(from expected: TrainingOrigin) -> String? {
    if configuration != expected.configuration {
      return ConfigurationDifferences(of: configuration, from: expected.configuration).text
    }
    if version != expected.version {
      return "it was made by tinysnn \(version), and this is \(expected.version)"
    }
    if engine != expected.engine {
      return "it was made by engine \(Self.text(engine)), and this is \(Self.text(expected.engine))"
    }
    if data != expected.data {
      return "it saw samples of the hash \(Self.text(data)), and now they have "
        + Self.text(expected.data)
    }
    return nil
  }

  private static func text(_ value: (some CustomStringConvertible)?) -> String {
    value.map { "\($0)" } ?? "unknown"
  }
}

extension ModelArtifact {
  /// What decided the float model.
  var trainingOrigin: TrainingOrigin {
    TrainingOrigin(
      configuration: experiment.trainingIdentity,
      data: provenance.dataHash,
      engine: provenance.engine,
      version: provenance.version
    )
  }
}
