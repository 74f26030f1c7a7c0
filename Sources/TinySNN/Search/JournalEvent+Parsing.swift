import SpikingNetworks

extension JournalEvent {
  /// Reads one line of a journal; unknown events, unknown keys and missing values are errors.
  init(parsing line: UnsafeRawBufferPointer, keys: inout JournalKeyCache) throws {
    var fields = JournalFields()
    var scanner = JSONScanner(line)
    var position = 0
    try scanner.object { scanner, key in
      switch key {
      case _ where key.matches("event"): fields.event = try scanner.string()
      case _ where key.matches("trial"): fields.trial = try scanner.integer()
      case _ where key.matches("id"): fields.id = try scanner.string()
      case _ where key.matches("candidate"):
        var assignments: [Assignment] = []
        try scanner.object { scanner, key in
          let name = try keys.string(of: key, at: position)
          position += 1
          assignments.append(Assignment(key: name, value: try scanner.scalar()))
        }
        fields.candidate = Candidate(assignments: assignments)
      case _ where key.matches("duplicate_of"): fields.duplicateOf = try scanner.integer()
      case _ where key.matches("validation_accuracy"): fields.accuracy = try scanner.double()
      case _ where key.matches("flash_bytes"): fields.flashBytes = try scanner.integer()
      case _ where key.matches("ram_bytes"): fields.ramBytes = try scanner.integer()
      case _ where key.matches("synops_per_inference"): fields.synops = try scanner.double()
      case _ where key.matches("spikes_per_inference"): fields.spikes = try scanner.double()
      case _ where key.matches("silent_neurons"): fields.silentNeurons = try scanner.integer()
      case _ where key.matches("samples"): fields.samples = try scanner.integer()
      case _ where key.matches("float_accuracy"): fields.floatAccuracy = try scanner.double()
      case _ where key.matches("memory_fraction"): fields.memoryFraction = try scanner.double()
      case _ where key.matches("energy_fraction"): fields.energyFraction = try scanner.double()
      case _ where key.matches("energy_horowitz45nm"):
        fields.energyHorowitz45nm = try scanner.double()
      case _ where key.matches("energy_lemaire2022"):
        fields.energyLemaire2022 = try scanner.double()
      case _ where key.matches("reason"): fields.reason = try scanner.string()
      case _ where key.matches("end"): fields.end = try scanner.string()
      case _ where key.matches("schema"): fields.schema = try scanner.string()
      case _ where key.matches("version"): fields.version = try scanner.string()
      case _ where key.matches("config_hash"): fields.configHash = try scanner.string()
      case _ where key.matches("instruction_set"): fields.instructionSet = try scanner.string()
      case _ where key.matches("engine"): fields.engine = try scanner.integer()
      case _ where key.matches("data_hash"): fields.dataHash = try scanner.string()
      case _ where key.matches("seed"): fields.seed = try scanner.integer()
      default:
        let name = try key.text()
        throw JSONScanner.SyntaxError(message: "unknown key '\(name)'")
      }
    }
    guard scanner.isAtEnd() else {
      throw JSONScanner.SyntaxError(message: "text after the object")
    }
    self = try fields.resolved()
  }
}

/// The values of a line as far as read.
private struct JournalFields {
  var event: String?
  var trial: Int?
  var id: String?
  var candidate: Candidate?
  var duplicateOf: Int?
  var accuracy: Double?
  var flashBytes: Int?
  var ramBytes: Int?
  var synops: Double?
  var spikes: Double?
  var silentNeurons: Int?
  var samples: Int?
  var floatAccuracy: Double?
  var memoryFraction: Double?
  var energyFraction: Double?
  var energyHorowitz45nm: Double?
  var energyLemaire2022: Double?
  var reason: String?
  var end: String?
  var schema: String?
  var version: String?
  var configHash: String?
  var instructionSet: String?
  var engine: Int?
  var dataHash: String?
  var seed: UInt64?

  func resolved() throws -> JournalEvent {
    switch try required(event, "event") {
    case "study":
      let schema = try required(schema, "schema")
      guard schema == JournalHeader.schema else {
        throw JSONScanner.SyntaxError(
          message: "schema '\(schema)', this version reads '\(JournalHeader.schema)'"
        )
      }
      return .study(
        JournalHeader(
          configHash: try required(configHash, "config_hash"),
          version: try required(version, "version"),
          seed: try required(seed, "seed"),
          instructionSet: try required(instructionSet, "instruction_set"),
          engine: try required(engine, "engine"),
          dataHash: try required(dataHash, "data_hash")
        )
      )
    case "running":
      return .running(
        trial: try required(trial, "trial"),
        id: try required(id, "id"),
        candidate: try required(candidate, "candidate")
      )
    case "complete":
      return .complete(
        trial: try required(trial, "trial"),
        evaluation: try evaluation(),
        duplicateOf: duplicateOf
      )
    case "pruned":
      return .pruned(
        trial: try required(trial, "trial"),
        evaluation: try evaluation(),
        duplicateOf: duplicateOf
      )
    case "failed":
      return .failed(
        trial: try required(trial, "trial"),
        reason: try required(reason, "reason"),
        duplicateOf: duplicateOf
      )
    case "finished":
      let word = try required(end, "end")
      return .finished(try required(StudyEnd(rawValue: word), "a known end, not '\(word)'"))
    case let other:
      throw JSONScanner.SyntaxError(message: "unknown event '\(other)'")
    }
  }

  private func evaluation() throws -> Evaluation {
    Evaluation(
      validationAccuracy: try required(accuracy, "validation_accuracy"),
      flashBytes: try required(flashBytes, "flash_bytes"),
      ramBytes: try required(ramBytes, "ram_bytes"),
      synopsPerInference: try required(synops, "synops_per_inference"),
      spikesPerInference: try required(spikes, "spikes_per_inference"),
      silentNeurons: try required(silentNeurons, "silent_neurons"),
      samples: try required(samples, "samples"),
      floatAccuracy: try required(floatAccuracy, "float_accuracy"),
      memoryFraction: try required(memoryFraction, "memory_fraction"),
      energyFraction: try required(energyFraction, "energy_fraction"),
      energy: try energy()
    )
  }

  /// The estimates, which come together; nil in journals of older versions.
  private func energy() throws -> EnergyEstimate? {
    guard energyHorowitz45nm != nil || energyLemaire2022 != nil else { return nil }
    return EnergyEstimate(
      horowitz45nm: try required(energyHorowitz45nm, "energy_horowitz45nm"),
      lemaire2022: try required(energyLemaire2022, "energy_lemaire2022")
    )
  }

  private func required<Value>(_ value: Value?, _ name: String) throws -> Value {
    guard let value else { throw JSONScanner.SyntaxError(message: "\(name) is missing") }
    return value
  }
}

/// The keys of the last candidate: all candidates of a journal share them, so that each is made once.
struct JournalKeyCache {
  private var keys: [String] = []

  /// Returns the text of `raw`, which is the key at `position`.
  mutating func string(of raw: JSONScanner.RawString, at position: Int) throws -> String {
    if raw.isEscaped { return try raw.text() }
    if position < keys.count, raw.equals(keys[position]) { return keys[position] }
    let key = try raw.text()
    if position < keys.count { keys[position] = key } else { keys.append(key) }
    return key
  }
}

extension JSONScanner.RawString {
  /// Whether the unescaped bytes are those of `text`.
  fileprivate func equals(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { $0.count == bytes.count && $0.elementsEqual(bytes) }
  }

  /// Whether the bytes are those of the literal `text`.
  fileprivate func matches(_ text: StaticString) -> Bool {
    guard text.utf8CodeUnitCount == bytes.count else { return false }
    for index in 0..<bytes.count where bytes[index] != text.utf8Start[index] { return false }
    return true
  }
}
