import SpikingNetworks
import Testing

@testable import TinySNN

@Suite("Pruning in a configuration")
struct PruningConfigurationTests {
  private let minimal = """
    dataset: {kind: digits}
    network: [{dense: {units: 16}}, {lif: {}}, {dense: {units: 10}}, {readout: membrane}]

    """

  private func experiment(_ section: String) throws(ConfigurationErrors) -> Experiment {
    try Experiment(yaml: minimal + section, file: "config.yaml")
  }

  @Test("Nothing is pruned by default, and the stored configuration says so")
  func none() throws {
    for section in ["", "train: {pruning: {kind: none}}", "train: {pruning: {}}"] {
      let experiment = try experiment(section)
      #expect(experiment.train.pruning == nil)
      #expect(experiment.yaml.contains("pruning: {kind: none}"))
    }
  }

  @Test("Every key survives the round trip")
  func roundTrip() throws {
    let short = try experiment("train: {pruning: {kind: channels}}")
    #expect(short.train.pruning == PruningSpec(kind: .channels, sparsity: 0.5))
    #expect(
      short.yaml.contains("{kind: channels, sparsity: 0.5, start: 0.2, end: 0.8, layers: []}")
    )
    let long = try experiment(
      "train: {pruning: {kind: magnitude, sparsity: 0.9, start: 0.3, end: 0.4, layers: [dense2]}}"
    )
    #expect(
      long.train.pruning
        == PruningSpec(kind: .magnitude, sparsity: 0.9, start: 0.3, end: 0.4, layers: ["dense2"])
    )
    for experiment in [short, long] {
      #expect(try Experiment(yaml: experiment.yaml, file: "again") == experiment)
    }
    let late = try experiment("train: {pruning: {kind: magnitude, start: 0.9}}")
    #expect(late.train.pruning?.end == 0.9)
  }

  @Test(
    "What is wrong is said with its place and what was expected",
    arguments: [
      (
        "train: {pruning: {sparsity: 0.5}}",
        "config.yaml:3:18: missing key 'kind' at train.pruning; expected none | magnitude | channels"
      ),
      (
        "train: {pruning: {kind: none, sparsity: 0.5}}",
        "config.yaml:3:31: unknown key 'sparsity' at train.pruning"
      ),
      (
        "train: {pruning: {kind: channels, sparsity: 1}}",
        "config.yaml:3:45: expected a number at least 0 and below 1 at train.pruning.sparsity, found 1"
      ),
      (
        "train: {pruning: {kind: channels, start: 0.5, end: 0.4}}",
        "config.yaml:3:52: expected a number in 0.5...1 at train.pruning.end, found 0.4"
      ),
      (
        "train: {pruning: {kind: channels, layers: [3]}}",
        "config.yaml:3:44: expected the name of a layer at train.pruning.layers.0, found 3"
      ),
      (
        "train: {pruning: {kind: channels, layers: [dense2]}}",
        "dense2 cannot lose channels"
      ),
      (
        "train: {pruning: {kind: magnitude, layers: [dense3]}}",
        "pruning names layer dense3; there are dense1, dense2"
      ),
    ]
  )
  func errors(section: String, expected: String) {
    do throws(ConfigurationErrors) {
      _ = try experiment(section)
      Issue.record("it was accepted")
    } catch {
      #expect("\(error)".contains(expected), "\(error)")
    }
  }

  @Test("Kind and sparsity can be searched")
  func candidates() throws {
    let base = try experiment("train: {pruning: {kind: channels, sparsity: 0.25}}")
    func pruning(_ pairs: [(String, ConfigValue)]) throws -> PruningSpec? {
      let assignments = pairs.map { Assignment(key: "train.pruning.\($0.0)", value: $0.1) }
      return try base.applying(Candidate(assignments: assignments)).train.pruning
    }
    #expect(try pruning([("kind", .string("none"))]) == nil)
    #expect(try pruning([("kind", .string("magnitude"))])?.sparsity == 0.25)
    #expect(try pruning([("sparsity", .double(0.75))])?.sparsity == 0.75)
  }
}
