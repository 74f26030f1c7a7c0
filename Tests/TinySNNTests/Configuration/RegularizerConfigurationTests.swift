import SpikingNetworks
import Testing

@testable import TinySNN

@Suite("Regularizers in a configuration")
struct RegularizerConfigurationTests {
  private let minimal = """
    dataset: {kind: digits}
    network: [{dense: {units: 16}}, {lif: {}}, {dense: {units: 10}}, {readout: membrane}]

    """

  private func experiment(_ section: String) throws(ConfigurationErrors) -> Experiment {
    try Experiment(yaml: minimal + section, file: "config.yaml")
  }

  /// The shortest spelling, what it means, and the canonical one without strength, ramp and layers.
  static let kinds: [(text: String, penalty: Penalty, canonical: String)] = [
    ("kind: synaptic", .synaptic(p: 1), "p: 1"),
    ("kind: synaptic, p: 2", .synaptic(p: 2), "p: 2"),
    ("kind: spikes", .spikes(p: 1, scope: .network), "p: 1, scope: network"),
    ("kind: spikes, p: 2, scope: layer", .spikes(p: 2, scope: .layer), "p: 2, scope: layer"),
    ("kind: hoyer", .hoyer, ""),
    ("kind: hoyer_square", .hoyerSquare, ""),
    (
      "kind: synops_target, fraction: 0.1",
      .operations(target: .fraction(0.1), scope: .network, sides: .both),
      "fraction: 0.1, scope: network, sides: both"
    ),
    (
      "kind: synops_target, operations: 5000, scope: layer, sides: above",
      .operations(target: .operations(5000), scope: .layer, sides: .above),
      "operations: 5000.0, scope: layer, sides: above"
    ),
    (
      "kind: firing_rate, target: 0.05, sides: below",
      .firingRate(target: 0.05, sides: .below),
      "target: 0.05, sides: below"
    ),
    ("kind: logits", .logits, ""),
    ("kind: weight_decay", .weightDecay, ""),
    ("kind: membrane", .membrane(lower: -1, upper: 2), "lower: -1.0, upper: 2.0"),
    (
      "kind: membrane, lower: -0.5, upper: 1.5",
      .membrane(lower: -0.5, upper: 1.5),
      "lower: -0.5, upper: 1.5"
    ),
  ]

  @Test("Every kind is read, written out and read again", arguments: kinds.indices)
  func roundTrip(index: Int) throws {
    let kind = Self.kinds[index]
    let experiment = try experiment("train: {regularizers: [{\(kind.text), strength: 0.5}]}")
    #expect(experiment.train.regularizers == [RegularizerSpec(kind.penalty, strength: 0.5)])
    let name = kind.text.split(separator: ",")[0]
    let middle = kind.canonical.isEmpty ? "" : "\(kind.canonical), "
    let layers = kind.penalty == .logits ? "" : ", layers: []"
    #expect(
      experiment.yaml.contains("\(name), strength: 0.5, \(middle)ramp: false\(layers)}"),
      "\(experiment.yaml)"
    )
    #expect(try Experiment(yaml: experiment.yaml, file: "again") == experiment)
  }

  @Test("Ramps and layers survive the round trip")
  func common() throws {
    let experiment = try experiment(
      "train: {regularizers: [{kind: hoyer, strength: 1, ramp: {from: 0.25, to: 0.5}, "
        + "layers: [dense1]}, {kind: logits, strength: 1, ramp: {to: 0.5}}, "
        + "{kind: weight_decay, strength: 1, ramp: true, layers: [dense2]}]}"
    )
    #expect(
      experiment.train.regularizers == [
        RegularizerSpec(
          .hoyer,
          strength: 1,
          ramp: .linear(from: 0.25, to: 0.5),
          layers: ["dense1"]
        ),
        RegularizerSpec(.logits, strength: 1, ramp: .linear(from: 0, to: 0.5)),
        RegularizerSpec(.weightDecay, strength: 1, ramp: .whole, layers: ["dense2"]),
      ]
    )
    #expect(experiment.yaml.contains("ramp: {from: 0.25, to: 0.5}, layers: [dense1]"))
    #expect(experiment.yaml.contains("ramp: true, layers: [dense2]"))
    #expect(try Experiment(yaml: experiment.yaml, file: "again") == experiment)
  }

  @Test(
    "What is wrong is said with its place and what was expected",
    arguments: [
      (
        "{kind: spike, strength: 1}",
        "expected synaptic | spikes | hoyer | hoyer_square | synops_target | firing_rate | logits | "
          + "weight_decay | membrane at train.regularizers.0.kind, found 'spike'"
      ),
      ("{kind: hoyer}", "missing key 'strength' at train.regularizers.0; expected a number"),
      (
        "{kind: hoyer, strength: 1, p: 1}",
        "config.yaml:3:51: unknown key 'p' at train.regularizers.0"
      ),
      (
        "{kind: spikes, strength: 1, scope: neuron}",
        "expected network | layer at train.regularizers.0.scope, found 'neuron'"
      ),
      (
        "{kind: synops_target, strength: 1}",
        "missing key 'fraction' at train.regularizers.0; expected a number above 0 and at most 1, "
          + "or operations"
      ),
      (
        "{kind: synops_target, strength: 1, fraction: 0.1, operations: 10}",
        "expected no operations beside fraction at train.regularizers.0.operations, found 10"
      ),
      (
        "{kind: synops_target, strength: 1, fraction: 1.5}",
        "expected a number above 0 and at most 1 at train.regularizers.0.fraction, found 1.5"
      ),
      (
        "{kind: firing_rate, strength: 1}",
        "missing key 'target' at train.regularizers.0; expected a number in 0...1"
      ),
      (
        "{kind: firing_rate, strength: 1, target: 0.1, sides: left}",
        "expected both | above | below at train.regularizers.0.sides, found 'left'"
      ),
      (
        "{kind: membrane, strength: 1, lower: 1}",
        "expected a number in -1000...0 at train.regularizers.0.lower, found 1"
      ),
      (
        "{kind: hoyer, strength: 1, ramp: 0.5}",
        "expected true, false, or a mapping with from and to at train.regularizers.0.ramp, found 0.5"
      ),
      (
        "{kind: hoyer, strength: 1, ramp: {from: 0.5, to: 0.5}}",
        "expected a number above 0.5 and at most 1 at train.regularizers.0.ramp.to, found 0.5"
      ),
      (
        "{kind: hoyer, strength: 1, ramp: {start: 0.5}}",
        "unknown key 'start' at train.regularizers.0.ramp"
      ),
      (
        "{kind: logits, strength: 1, layers: [dense1]}",
        "unknown key 'layers' at train.regularizers.0"
      ),
      (
        "{kind: hoyer, strength: 1, layers: [1]}",
        "expected the name of a layer at train.regularizers.0.layers.0, found 1"
      ),
      (
        "{kind: hoyer, strength: 1, layers: [dense3]}",
        "a regularizer names layer dense3; there are dense1, dense2 at train.regularizers"
      ),
      (
        "{kind: hoyer, strength: 1, layers: [dense2]}",
        "a regularizer names layer dense2, which has nothing that it is about"
      ),
    ]
  )
  func errors(regularizer: String, expected: String) {
    do throws(ConfigurationErrors) {
      _ = try experiment("train: {regularizers: [\(regularizer)]}")
      Issue.record("it was accepted")
    } catch {
      #expect("\(error)".contains(expected), "\(error)")
    }
  }

  @Test("The strength of every kind can be searched", arguments: kinds.indices)
  func searched(index: Int) throws {
    let kind = Self.kinds[index]
    let base = try experiment(
      """
      train: {regularizers: [{\(kind.text), strength: 1}]}
      search: {space: {train.regularizers.0.strength: [0.25, 4]}}
      """
    )
    #expect(base.search.space.dimensions.map(\.key) == ["train.regularizers.0.strength"])
    for strength in [0.25, 4] {
      let assignment = Assignment(key: "train.regularizers.0.strength", value: .double(strength))
      let candidate = try base.applying(Candidate(assignments: [assignment]))
      #expect(candidate.train.regularizers == [RegularizerSpec(kind.penalty, strength: strength)])
    }
  }

  @Test("Kinds, targets and ramps can be searched")
  func candidates() throws {
    let base = try experiment(
      "train: {regularizers: [{kind: synops_target, fraction: 0.2, strength: 1}]}"
    )
    func regularizer(_ key: String, _ value: ConfigValue) throws -> RegularizerSpec {
      let assignment = Assignment(key: "train.regularizers.0.\(key)", value: value)
      return try base.applying(Candidate(assignments: [assignment])).train.regularizers[0]
    }
    #expect(try regularizer("kind", .string("hoyer")).penalty == .hoyer)
    #expect(try regularizer("kind", .string("logits")).penalty == .logits)
    #expect(
      try regularizer("fraction", .double(0.5)).penalty
        == .operations(target: .fraction(0.5), scope: .network, sides: .both)
    )
    #expect(try regularizer("ramp", .bool(true)).ramp == .whole)
  }

  @Test("A number of operations may take the place of a fraction")
  func exchange() throws {
    let base = try experiment(
      "train: {regularizers: [{kind: synops_target, fraction: 0.2, strength: 1}]}"
    )
    let assignment = Assignment(key: "train.regularizers.0.operations", value: .int(30))
    let changed = try base.applying(Candidate(assignments: [assignment]))
    #expect(
      changed.train.regularizers[0].penalty
        == .operations(target: .operations(30), scope: .network, sides: .both)
    )
  }
}
