import SpikingNetworks
import Testing

@testable import TinySNN

/// `relu` and `train.start` as the configuration spells them.
@Suite struct StartConfigurationTests {
  /// The layers of `network` in between dense ones.
  private static func network(_ neurons: String) -> String {
    "network: [dense: {units: 6}, \(neurons), dense: {units: 10}, readout: membrane]"
  }

  private static let source = """
    dataset: {kind: digits}
    input: {timesteps: 1}
    \(network("relu: {quantize: floor}"))
    """

  /// A configuration that starts from `config`, which stands in it.
  private static func target(_ start: String, neurons: String = "if: {}", train: String = "")
    -> String
  {
    """
    dataset: {kind: digits}
    \(network(neurons))
    train:
      \(train)
      start:
        config:
          input: {timesteps: 1}
          \(network("relu: {quantize: floor}"))
        \(start)
    """
  }

  @Test("Rectifiers are read, written out and read again", arguments: Rectifier.allCases)
  func rectifiers(rectifier: Rectifier) throws {
    let yaml = Self.source.replacing("floor", with: rectifier.rawValue)
    let experiment = try Experiment(yaml: yaml, file: "test")
    #expect(experiment.network.layers[0].neuron == NeuronSpec(rectifier: rectifier))
    #expect(experiment.yaml.contains("relu: {quantize: \(rectifier.rawValue)}"))
    #expect(try Experiment(yaml: experiment.yaml, file: "again") == experiment)
    let bare = yaml.replacing("{quantize: \(rectifier.rawValue)}", with: "{}")
    let plain = try Experiment(yaml: bare, file: "test")
    #expect(plain.network.layers[0].neuron.rectifier == Rectifier.none)
  }

  @Test("A network of rectifiers has no time, one kind of neurons and a membrane readout")
  func illegalRectifiers() throws {
    func errors(_ from: String, _ to: String) -> String {
      configurationErrors(Self.source.replacing(from, with: to)).joined(separator: "\n")
    }
    #expect(errors("timesteps: 1", "timesteps: 4").contains("expected input.timesteps 1, found 4"))
    #expect(errors("input: {timesteps: 1}", "").contains("expected input.timesteps 1, found 8"))
    #expect(
      errors("timesteps: 1", "timesteps: 1, coding: rate").contains(
        "input.coding direct, found rate"
      )
    )
    #expect(
      errors("dense: {units: 10}", "dense: {units: 5}, lif: {}, dense: {units: 10}")
        .contains("neurons that fire or rectifiers (relu), not both")
    )
    #expect(
      errors("readout: membrane", "relu: {}, readout: spike_count").contains("membrane readout")
    )
    #expect(errors("{units: 6}", "{units: 6, recurrent: true}").contains("can be recurrent"))
    #expect(errors("floor", "ceil").contains("expected none | floor at network.1.relu.quantize"))
    #expect(errors("dense: {units: 6}, ", "").contains("expected synapses"))
  }

  @Test(
    "Every default of a start is written out",
    arguments: [
      ("", ThresholdBalance.percentile(99.9), 1.0),
      ("threshold: {kind: max}", .max, 1), ("threshold: {kind: unit}", .unit, 1),
      ("{threshold: {percentile: 98}, weight_scale: 0.5}", .percentile(98), 0.5),
    ]
  )
  func defaults(start: String, balance: ThresholdBalance, scale: Double) throws {
    let lines = start.hasPrefix("{") ? "threshold: {percentile: 98}\n    weight_scale: 0.5" : start
    let experiment = try Experiment(yaml: Self.target(lines), file: "test")
    let found = try #require(experiment.start)
    #expect(found.rule == NetworkStart(balance: balance, weightScale: scale))
    #expect(experiment.yaml.contains("weight_scale: "))
    #expect(try Experiment(yaml: experiment.yaml, file: "again") == experiment)
  }

  @Test("A start of another rule or source is another training; without one nothing is written")
  func identity() throws {
    let plain = try Experiment(
      yaml: "dataset: {kind: digits}\n" + Self.network("if: {}"),
      file: "test"
    )
    #expect(plain.start == nil && !plain.yaml.contains("start:\n"))
    let starts = ["threshold: {kind: max}", "weight_scale: 0.5", "threshold: {kind: unit}"]
    var identities = try starts.map { start in
      try Experiment(yaml: Self.target(start), file: "test").trainingIdentity
    }
    let longer = Self.target(starts[0]).replacing(
      "input: {timesteps: 1}",
      with: "input: {timesteps: 1}\n      train: {epochs: 3}"
    )
    identities.append(try Experiment(yaml: longer, file: "test").trainingIdentity)
    #expect(Set(identities + [plain.trainingIdentity]).count == 5)
  }

  @Test("0 epochs are possible with a start, and without pruning")
  func epochs() throws {
    #expect(configurationErrors(Self.target("", train: "epochs: 0")) == [])
    let pruned = configurationErrors(
      Self.target("", train: "epochs: 0\n  pruning: {kind: magnitude}")
    )
    #expect(pruned.count == 1 && pruned[0].contains("expected at least 1 at train.epochs"))
  }

  @Test("Wrong keys of a start are refused with what was expected")
  func errors() {
    func errors(_ start: String) -> String {
      configurationErrors(Self.target(start)).joined(separator: "\n")
    }
    #expect(errors("threshold: {kind: mean}").contains("expected max | percentile | unit"))
    #expect(errors("threshold: {kind: max, percentile: 9}").contains("unknown key 'percentile'"))
    #expect(
      errors("threshold: {percentile: 0}").contains("at train.start.threshold.percentile, found 0")
    )
    #expect(errors("weight_scale: 0").contains("at train.start.weight_scale, found 0"))
    #expect(errors("weights: 1").contains("unknown key 'weights' at train.start"))
    #expect(errors("model: other.tsnn").contains("found both"))
  }

  @Test("A source with other connections is refused when the file is read")
  func otherConnections() {
    let wide = Self.target("").replacing(
      "network: [dense: {units: 6}, if",
      with: "network: [dense: {units: 7}, if"
    )
    let errors = configurationErrors(wide)
    #expect(errors.count == 1)
    #expect(
      errors[0].contains("expected a network with the same connections at train.start.config")
    )
    #expect(errors[0].contains("7 neurons"))
    #expect(
      configurationErrors(Self.target("", neurons: "alif: {}")).joined().contains("take lif or if")
    )
  }

  @Test("The rule of a start can be searched, its source cannot")
  func search() throws {
    let space = "search: {space: {train.start.weight_scale: [0.5, 1], train.epochs: [0, 1]}}"
    let experiment = try Experiment(yaml: Self.target("") + "\n" + space, file: "test")
    #expect(experiment.search.space.count == 4)
    let half = try experiment.applying(experiment.search.space.candidate(at: 0))
    #expect(half.start?.rule.weightScale == 0.5 && half.train.epochs == 0)
    let source = "search: {space: {train.start.model: [a.tsnn, b.tsnn]}}"
    #expect(
      configurationErrors(Self.target("") + "\n" + source).joined().contains("cannot be searched")
    )
  }
}
