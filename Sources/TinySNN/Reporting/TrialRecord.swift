/// A trial as `--format json` prints it.
struct TrialRecord: Encodable {
  var trial: Int
  var id: String
  var state: String
  var reason: String?
  var duplicateOf: Int?
  var candidate: [String: ConfigValue]
  var validationAccuracy: Double?
  var flashBytes: Int?
  var ramBytes: Int?
  var synopsPerInference: Double?
  var spikesPerInference: Double?

  /// Creates the record of a trial.
  init(_ trial: Trial) {
    self.trial = trial.number
    id = trial.id
    state = trial.state.name
    reason = trial.state.reason
    duplicateOf = trial.duplicateOf
    candidate = Dictionary(
      trial.candidate.assignments.map { ($0.key, $0.value) },
      uniquingKeysWith: { first, _ in first }
    )
    validationAccuracy = trial.evaluation?.validationAccuracy
    flashBytes = trial.evaluation?.flashBytes
    ramBytes = trial.evaluation?.ramBytes
    synopsPerInference = trial.evaluation?.synopsPerInference
    spikesPerInference = trial.evaluation?.spikesPerInference
  }

  private enum CodingKeys: String, CodingKey {
    case trial, id, state, reason, candidate
    case duplicateOf = "duplicate_of"
    case validationAccuracy = "validation_accuracy"
    case flashBytes = "flash_bytes"
    case ramBytes = "ram_bytes"
    case synopsPerInference = "synops_per_inference"
    case spikesPerInference = "spikes_per_inference"
  }
}
