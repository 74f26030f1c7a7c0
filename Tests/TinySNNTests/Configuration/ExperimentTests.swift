import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks
import Testing
import TinySNN

private let minimal = """
  dataset: {kind: digits}
  network: [{dense: {units: 16}}, {lif: {}}, {dense: {units: 10}}, {readout: membrane}]

  """

@Suite("Experiment")
struct ExperimentTests {
  @Test("Defaults fill what a minimal configuration leaves out")
  func defaults() throws {
    let experiment = try Experiment(yaml: minimal, file: "minimal.yaml")
    #expect(experiment.name == "experiment")
    #expect(experiment.dataset.test == .fraction(0.2))
    #expect(experiment.input == InputConfig(coding: .direct, bits: 8, timesteps: 8))
    #expect(
      experiment.train.optimizer
        == .adam(learningRate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
    )
    #expect(experiment.search.target == nil)
    #expect(experiment.search.space.count == 1)
    #expect(experiment.export == ExportPlan(name: "experiment_snn", packages: [.header]))
  }

  @Test("The network has generated layer names and a readout neuron that never fires")
  func networkSpec() throws {
    let yaml = minimal.replacing(
      "readout: membrane",
      with: "readout: {kind: membrane, score: last}"
    )
    let spec = try Experiment(yaml: yaml, file: "").networkSpec(shape: DatasetKind.digits.shape)
    #expect(spec.layers.map(\.name) == ["dense1", "dense2"])
    #expect(spec.layers.map(\.neuron.firing) == [FiringSpec(threshold: 1, reset: .subtract), nil])
    #expect(spec.layers.map(\.neuron.beta) == [0.9, 1])
    #expect(spec.readout == .membrane(.last))
    #expect(spec.classCount == 10)
    #expect(spec.geometries.map(\.fanIn) == [64, 16])
  }

  @Test("Integrate-and-fire with a spike count is a network too")
  func spikeCount() throws {
    let yaml = """
      dataset: {kind: mnist}
      network: [{dense: {units: 10, bias: false}}, {if: {reset: zero, reset_value: -0.5}}, {readout: spike_count}]
      """
    let experiment = try Experiment(yaml: yaml, file: "")
    let layer = try #require(experiment.network.layers.first)
    #expect(
      layer.neuron
        == NeuronSpec(beta: 1, firing: FiringSpec(threshold: 1, reset: .zero, resetValue: -0.5))
    )
    #expect(!layer.hasBias)
    #expect(experiment.network.readout == .spikeCount)
    #expect(try Experiment(yaml: experiment.yaml, file: "") == experiment)
  }

  @Test("Overrides replace values, create optional keys and take whole sections")
  func overrides() throws {
    let experiment = try Experiment(
      yaml: minimal,
      file: "",
      overrides: [
        "seed=7", "network.0.dense.units=24",
        "train.regularizers.0={kind: synaptic, strength: 0.1}",
        "quantize.layers.1.weights.bits=3", "search.target={within: 0.5}",
        "search.constraints.0=ram_bytes <= 2048",
      ]
    )
    #expect(experiment.seed == 7)
    #expect(experiment.train.seed == 7)
    #expect(experiment.network.layers[0].connection == .dense(units: 24, bias: true))
    #expect(experiment.train.regularizers == [.synaptic(strength: 0.1, p: 1, ramp: false)])
    #expect(experiment.quantizationSpec().layers.map(\.weights.bits) == [8, 3])
    #expect(experiment.search.target == .within(points: 0.5))
    #expect(experiment.search.constraints == [Constraint(.ramBytes, atMost: 2048)])
  }

  @Test("An override of a searched key replaces it however the text spells it")
  func overriddenDimension() throws {
    for space in ["quantize.weights: {bits: [2, 3]}", "quantize: {weights.bits: [2, 3]}"] {
      let experiment = try Experiment(
        yaml: minimal + "search: {space: {\(space)}}",
        file: "",
        overrides: ["search.space.quantize.weights.bits=[5, 6, 7]"]
      )
      #expect(
        experiment.search.space.dimensions == [
          .init(key: "quantize.weights.bits", values: [.int(5), .int(6), .int(7)])
        ]
      )
    }
  }

  @Test("Later overrides win")
  func overrideOrder() throws {
    let experiment = try Experiment(
      yaml: minimal,
      file: "",
      overrides: ["train.epochs=3", "train.epochs=4"]
    )
    #expect(experiment.train.epochs == 4)
  }

  @Test("Exceptions per layer start from the defaults of quantize")
  func layerExceptions() throws {
    let yaml =
      minimal + """
        quantize:
          weights: {bits: 4, scale: tensor}
          decay: {kind: shift, bits: 8}
          layers:
            0: {weights: {bits: 2}, membrane: {guard: 3}}
            dense2: {threshold: {bits: 4}, decay: {kind: multiplier}}
        """
    let experiment = try Experiment(yaml: yaml, file: "")
    let layers = experiment.quantizationSpec().layers
    #expect(layers.map(\.weights.bits) == [2, 4])
    #expect(layers.map(\.weights.scale) == [.tensor, .tensor])
    #expect(layers.map(\.membrane.guardBits) == [.exactly(3), .automatic(headroom: 1)])
    #expect(layers.map(\.decay.bits) == [4, 8], "a shift distance of more than 4 bits means 4")
    #expect(try Experiment(yaml: experiment.yaml, file: "") == experiment)
  }

  @Test("Every spelling of every kind survives the round trip")
  func roundTripOfKinds() throws {
    for section in [
      "train: {optimizer: {kind: sgd, lr: 1e-3}, schedule: {kind: step, every: 3}}",
      "train: {surrogate: {kind: arctan}, schedule: {kind: constant, warmup: 2}}",
      "train: {surrogate: {kind: boxcar}, regularizers: [{kind: synaptic, strength: 1e-7, p: 2}]}",
      "train: {surrogate: {kind: triangular, width: 2}}",
      "train: {optimizer: {kind: adamw, weight_decay: 0.05}, label_smoothing: 0.1, clip_norm: 1}",
      "train: {averaging: 0.99, select: best, patience: 5}",
      "quantize: {membrane: {guard: auto:3}, decay: {kind: shift}}",
      "search: {target: {within: 1}, constraints: [flash_bytes <= 1024, synops <= 1e5]}",
      "search: {budget: {trials: none, minutes: 2}, target: none}",
      "search: {space: {train.surrogate.kind: [arctan, boxcar], train.optimizer.lr: [0.01, 1e-3]}}",
    ] {
      let experiment = try Experiment(yaml: minimal + section, file: "")
      #expect(try Experiment(yaml: experiment.yaml, file: "canonical") == experiment)
    }
  }

  @Test("The hash depends on what is resolved, not on how it is spelled")
  func hash() throws {
    let spelled = try Experiment(yaml: minimal + "train: {epochs: 30}", file: "a")
    let other = try Experiment(yaml: minimal + "train: {epochs: 31}", file: "a")
    let experiment = try Experiment(yaml: "# comment\n" + minimal, file: "b")
    #expect(experiment.configHash == spelled.configHash)
    #expect(experiment.configHash != other.configHash)
    #expect(experiment.configHash.count == 32)
  }

  @Test("A configuration file that is not there is missing input")
  func missingFile() {
    #expect(throws: MissingInput("cannot read the configuration /nowhere.yaml")) {
      try Experiment(contentsOfFile: "/nowhere.yaml")
    }
  }
}

/// Returns the path of a file of the repository.
func repository(_ path: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../\(path)").standardizedFileURL.path
}
