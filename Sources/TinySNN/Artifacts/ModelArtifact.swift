import Foundation
import Quantization
import SpikingNetworks

/// The file `model.tsnn`: a trained network, its integer form if it has one, and where both come from.
///
/// Self-describing JSON with sorted keys, so that equal models are equal bytes. Float parameters are
/// base64 of little-endian 32-bit floats, integers are plain numbers.
public struct ModelArtifact: Codable, Hashable, Sendable {
  /// The format that this version writes; raised when the meaning of a field changes.
  public static let schema = "tinysnn.model/3"

  /// The format of the file.
  public private(set) var schema = ModelArtifact.schema
  /// Where the model comes from.
  public var provenance: Provenance
  /// The resolved configuration that made it, searched keys assigned.
  public var experiment: Experiment
  /// The shape of one sample.
  public var sampleShape: SampleShape
  /// The float network.
  public var model: TrainedModel
  /// The integer network, nil for a model that was only trained.
  public var network: QuantizedNetwork?
  /// What the integers do otherwise than the float parameters that they come from; nil without integers.
  public var diagnosis: QuantizationDiagnosis?
  /// The accuracies measured so far.
  public var metrics: Metrics

  /// The accuracies of a model, as fractions; nil where not measured.
  public struct Metrics: Codable, Hashable, Sendable {
    /// The float network on validation samples.
    public var floatValidationAccuracy: Double?
    /// The float network on test samples.
    public var floatTestAccuracy: Double?
    /// The integer network on validation samples.
    public var validationAccuracy: Double?
    /// The integer network on test samples.
    public var testAccuracy: Double?
    /// The mean spikes of each layer per validation sample, integer network.
    public var layerSpikes: [Double]?
    /// The neurons of each layer that fire on no validation sample, integer network.
    public var silentNeurons: [Int]?
    /// What the integer network does on validation samples, and what that might take.
    public var account: ActivityAccount?

    /// Creates metrics.
    public init(
      floatValidationAccuracy: Double? = nil,
      floatTestAccuracy: Double? = nil,
      validationAccuracy: Double? = nil,
      testAccuracy: Double? = nil,
      layerSpikes: [Double]? = nil,
      silentNeurons: [Int]? = nil,
      account: ActivityAccount? = nil
    ) {
      self.floatValidationAccuracy = floatValidationAccuracy
      self.floatTestAccuracy = floatTestAccuracy
      self.validationAccuracy = validationAccuracy
      self.testAccuracy = testAccuracy
      self.layerSpikes = layerSpikes
      self.silentNeurons = silentNeurons
      self.account = account
    }

    private enum CodingKeys: String, CodingKey {
      case floatValidationAccuracy = "float_validation_accuracy"
      case floatTestAccuracy = "float_test_accuracy"
      case validationAccuracy = "validation_accuracy"
      case testAccuracy = "test_accuracy"
      case layerSpikes = "layer_spikes"
      case silentNeurons = "silent_neurons"
      case account
    }
  }

  /// Creates an artifact.
  public init(
    provenance: Provenance,
    experiment: Experiment,
    sampleShape: SampleShape,
    model: TrainedModel,
    network: QuantizedNetwork? = nil,
    metrics: Metrics = Metrics()
  ) {
    self.provenance = provenance
    self.experiment = experiment
    self.sampleShape = sampleShape
    self.model = model
    self.network = network
    self.metrics = metrics
  }

  private enum CodingKeys: String, CodingKey {
    case schema, provenance, experiment, model, network, diagnosis, metrics
    case sampleShape = "sample_shape"
  }
}

extension ModelArtifact {
  /// Returns the bytes of the file.
  public func data() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Reads the file at `path`.
  ///
  /// - Throws: `MissingInput` if it cannot be read, `InvalidArtifact` if it is no model of this format.
  public init(contentsOfFile path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw MissingInput("cannot read the model \(path)")
    }
    do {
      let header = try JSONDecoder().decode(Header.self, from: data)
      guard header.schema == Self.schema else {
        throw InvalidArtifact(
          path: path,
          reason: "schema '\(header.schema)', this version reads '\(Self.schema)'"
        )
      }
      self = try JSONDecoder().decode(ModelArtifact.self, from: data)
      try check()
    } catch let error as InvalidArtifact {
      throw error
    } catch {
      throw InvalidArtifact(path: path, reason: "\(error)")
    }
  }

  /// Holds a decoded file against what every part relies on.
  private func check() throws {
    try model.spec.validate()
    try model.spec.check(model.parameters)
    try network?.validate()
    let layers = model.spec.layers.count
    let outputs = model.spec.geometries.map(\.neurons.count)
    let isConsistent =
      sampleShape == model.spec.input.shape && model.activity.count == layers
      && isModelOfExperiment
      && (network.map { isReduction($0, of: outputs) } ?? true)
      && (diagnosis.map { $0.layers.count == layers } ?? true)
      && (network?.input ?? model.spec.input) == model.spec.input
      && (metrics.layerSpikes.map { $0.count == layers } ?? true)
      && (metrics.silentNeurons.map { $0.count == layers } ?? true)
      && (metrics.account.map { $0.layers.count == layers } ?? true)
    guard isConsistent else {
      throw Inconsistency("its parts describe different networks")
    }
  }

  /// Whether `network` has the layers of the float network, but for channels that can never fire.
  private func isReduction(_ network: QuantizedNetwork, of outputs: [Int]) -> Bool {
    let counts = network.layers.map(\.outputCount)
    return network.layers.map(\.name) == model.spec.layers.map(\.name)
      && zip(counts, outputs).allSatisfy { $0 <= $1 } && counts.last == outputs.last
  }

  /// Whether the float network is the configured one, but for channels that its training pruned.
  private var isModelOfExperiment: Bool {
    let configured = experiment.networkSpec(shape: sampleShape)
    return configured.folded == model.spec
      || (experiment.train.pruning?.kind == .channels && model.spec.isCompaction(of: configured))
  }

  private struct Inconsistency: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
  }

  private struct Header: Codable {
    var schema: String
  }
}

/// A model file that cannot be used.
public struct InvalidArtifact: Error, Hashable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// What is wrong with it.
  public var reason: String

  /// One sentence for the user.
  public var description: String { "\(path) is not a usable model: \(reason)" }
}
