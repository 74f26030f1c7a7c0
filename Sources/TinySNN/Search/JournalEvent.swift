import SpikingNetworks

/// One line of a journal.
public enum JournalEvent: Hashable, Sendable {
  /// The first line.
  case study(JournalHeader)
  /// A strategy asked for this trial.
  case running(trial: Int, id: String, candidate: Candidate)
  /// The trial was evaluated in full.
  case complete(trial: Int, evaluation: Evaluation, duplicateOf: Int?)
  /// The trial was given up early.
  case pruned(trial: Int, evaluation: Evaluation, duplicateOf: Int?)
  /// The trial has no result.
  case failed(trial: Int, reason: String, duplicateOf: Int?)
  /// The study ended by itself; nothing follows.
  case finished(StudyEnd)
}

extension JournalEvent {
  /// Returns the event that records the outcome of a trial, nil for a running one.
  public init?(outcomeOf trial: Trial) {
    switch (trial.state, trial.evaluation) {
    case (.complete, let evaluation?):
      self = .complete(
        trial: trial.number,
        evaluation: evaluation,
        duplicateOf: trial.duplicateOf
      )
    case (.pruned, let evaluation?):
      self = .pruned(trial: trial.number, evaluation: evaluation, duplicateOf: trial.duplicateOf)
    case (.failed(let reason), _):
      self = .failed(trial: trial.number, reason: reason, duplicateOf: trial.duplicateOf)
    default: return nil
    }
  }

  /// The JSON object of the line, without the line feed; the same event always gives the same bytes.
  public var json: String {
    switch self {
    case .study(let header):
      return #"{"event":"study","schema":"# + JSONText.quoted(JournalHeader.schema)
        + #","version":"# + JSONText.quoted(header.version)
        + #","config_hash":"# + JSONText.quoted(header.configHash)
        + #","seed":\#(header.seed),"instruction_set":"#
        + JSONText.quoted(header.instructionSet)
        + #","engine":\#(header.engine),"data_hash":"# + JSONText.quoted(header.dataHash) + "}"
    case .running(let trial, let id, let candidate):
      let pairs = candidate.assignments.map {
        JSONText.quoted($0.key) + ":" + JSONText.scalar($0.value)
      }
      return #"{"event":"running","trial":\#(trial),"id":"# + JSONText.quoted(id)
        + #","candidate":{"# + pairs.joined(separator: ",") + "}}"
    case .complete(let trial, let evaluation, let original):
      return Self.outcome("complete", trial, original) + Self.figures(evaluation) + "}"
    case .pruned(let trial, let evaluation, let original):
      return Self.outcome("pruned", trial, original) + Self.figures(evaluation) + "}"
    case .failed(let trial, let reason, let original):
      return Self.outcome("failed", trial, original) + #","reason":"# + JSONText.quoted(reason)
        + "}"
    case .finished(let end):
      return #"{"event":"finished","end":"# + JSONText.quoted(end.rawValue) + "}"
    }
  }

  private static func outcome(_ event: String, _ trial: Int, _ original: Int?) -> String {
    let duplicate = original.map { #","duplicate_of":\#($0)"# } ?? ""
    return #"{"event":"\#(event)","trial":\#(trial)"# + duplicate
  }

  private static func figures(_ evaluation: Evaluation) -> String {
    #","validation_accuracy":\#(evaluation.validationAccuracy)"#
      + #","flash_bytes":\#(evaluation.flashBytes),"ram_bytes":\#(evaluation.ramBytes)"#
      + #","synops_per_inference":\#(evaluation.synopsPerInference)"#
      + #","spikes_per_inference":\#(evaluation.spikesPerInference)"#
      + #","silent_neurons":\#(evaluation.silentNeurons),"samples":\#(evaluation.samples)"#
      + #","float_accuracy":\#(evaluation.floatAccuracy)"#
      + #","memory_fraction":\#(evaluation.memoryFraction)"#
      + #","energy_fraction":\#(evaluation.energyFraction)"#
      + (evaluation.energy.map { energy in
        #","energy_horowitz45nm":\#(energy.horowitz45nm),"energy_lemaire2022":\#(energy.lemaire2022)"#
      } ?? "")
  }
}
