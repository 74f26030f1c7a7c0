import SpikingNetworks

/// A trial as `--format json` prints it.
struct TrialRecord: Encodable {
  var trial: Int
  var id: String
  var state: String
  /// Whether the trial is a winner; nil where this is not the question.
  var feasible: Bool?
  var reason: String?
  var duplicateOf: Int?
  var candidate: [String: ConfigValue]
  var validationAccuracy: Double?
  /// The validation samples that the figures are of.
  var samples: Int?
  var flashBytes: Int?
  var ramBytes: Int?
  var synopsPerInference: Double?
  var spikesPerInference: Double?
  var silentNeurons: Int?
  var memoryFraction: Double?
  var energyFraction: Double?
  /// Picojoules per inference, as the models estimate them.
  var energyHorowitz45nm: Double?
  var energyLemaire2022: Double?

  /// Creates the record of a trial.
  init(_ trial: Trial, isFeasible: Bool? = nil) {
    self.trial = trial.number
    id = trial.id
    state = trial.state.name
    feasible = isFeasible
    reason = trial.state.reason
    duplicateOf = trial.duplicateOf
    candidate = Dictionary(
      trial.candidate.assignments.map { ($0.key, $0.value) },
      uniquingKeysWith: { first, _ in first }
    )
    validationAccuracy = trial.evaluation?.validationAccuracy
    samples = trial.evaluation?.samples
    flashBytes = trial.evaluation?.flashBytes
    ramBytes = trial.evaluation?.ramBytes
    synopsPerInference = trial.evaluation?.synopsPerInference
    spikesPerInference = trial.evaluation?.spikesPerInference
    silentNeurons = trial.evaluation?.silentNeurons
    memoryFraction = trial.evaluation?.memoryFraction
    energyFraction = trial.evaluation?.energyFraction
    energyHorowitz45nm = trial.evaluation?.energy?.horowitz45nm
    energyLemaire2022 = trial.evaluation?.energy?.lemaire2022
  }

  private enum CodingKeys: String, CodingKey {
    case trial, id, state, feasible, reason, candidate, samples
    case duplicateOf = "duplicate_of"
    case validationAccuracy = "validation_accuracy"
    case flashBytes = "flash_bytes"
    case ramBytes = "ram_bytes"
    case synopsPerInference = "synops_per_inference"
    case spikesPerInference = "spikes_per_inference"
    case silentNeurons = "silent_neurons"
    case memoryFraction = "memory_fraction"
    case energyFraction = "energy_fraction"
    case energyHorowitz45nm = "energy_horowitz45nm"
    case energyLemaire2022 = "energy_lemaire2022"
  }
}
