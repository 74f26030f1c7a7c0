import Quantization
import SpikingNetworks
import Testing
import TinySNN

private func experiment(_ space: String) throws -> Experiment {
  try Experiment(
    yaml: """
      dataset: {kind: digits}
      network: [{dense: {units: 16}}, {lif: {}}, {dense: {units: 10}}, {readout: membrane}]
      search:
        space:
      \(space)

      """,
    file: "config.yaml"
  )
}

private func error(_ space: String) -> String? {
  do {
    _ = try experiment(space)
    return nil
  } catch let errors as ConfigurationErrors {
    return errors.description
  } catch {
    return "\(error)"
  }
}

@Suite("Search space")
struct SearchSpaceTests {
  @Test("Dotted keys and nested mappings make the same dimensions")
  func nesting() throws {
    let nested = try experiment("    quantize.weights: {bits: [2, 3], rounding: [floor, half_up]}")
    let dotted = try experiment(
      "    quantize.weights.bits: [2, 3]\n    quantize: {weights: {rounding: [floor, half_up]}}"
    )
    #expect(nested.search.space == dotted.search.space)
    #expect(nested.search.space.count == 4)
  }

  @Test("per_layer makes one dimension per layer that the section applies to")
  func perLayer() throws {
    let space = try experiment(
      "    quantize: {weights: {bits: [2, 3], per_layer: true}, "
        + "threshold: {bits: [4], per_layer: true}}"
    ).search.space
    #expect(
      space.dimensions.map(\.key) == [
        "quantize.layers.dense1.weights.bits", "quantize.layers.dense2.weights.bits",
        "quantize.layers.dense1.threshold.bits",
      ]
    )
  }

  @Test("Layers by number are layers by name")
  func layerNumbers() throws {
    let experiment = try experiment("    quantize.layers.1.weights.bits: [2, 3]")
    #expect(
      experiment.search.space.dimensions.map(\.key) == ["quantize.layers.dense2.weights.bits"]
    )
    let candidate = Candidate(assignments: [
      Assignment(key: "quantize.layers.1.weights.bits", value: .int(2))
    ])
    let applied = try experiment.applying(candidate)
    #expect(applied.quantizationSpec().layers.map(\.weights.bits) == [8, 2])
  }

  @Test("Candidates are counted and numbered with the last dimension fastest")
  func candidates() {
    let space = SearchSpace(dimensions: [
      .init(key: "a", values: [.int(1), .int(2)]),
      .init(key: "b", values: [.string("x"), .string("y"), .string("z")]),
    ])
    #expect(space.count == 6)
    #expect(
      space.candidate(at: 4).assignments == [
        Assignment(key: "a", value: .int(2)), Assignment(key: "b", value: .string("y")),
      ]
    )
    #expect(Set((0..<6).map(space.candidate(at:))).count == 6)
    #expect(SearchSpace(dimensions: []).candidate(at: 0).assignments == [])
  }

  @Test("A space beyond 2^63 candidates has no exact count")
  func overflow() {
    let dimension = SearchSpace.Dimension(key: "a", values: (0..<256).map(ConfigValue.int))
    #expect(SearchSpace(dimensions: Array(repeating: dimension, count: 8)).exactCount == nil)
  }

  @Test(
    "Each key and each value is verified where it stands",
    arguments: [
      (
        "quantize.weights.bits: [4, 9]",
        "config.yaml:5:32: expected a width in 1...8 or 16 at quantize.weights.bits, found 9"
      ),
      (
        "quantize.weigths.bits: [4]",
        "config.yaml:5:5: unknown key 'weigths' at quantize; did you mean 'weights'?"
      ),
      (
        "quantize.decay.rounding: [floor, stochastic]",
        "config.yaml:5:38: expected floor | trunc | ceil | half_up | half_away | half_even "
          + "at quantize.decay.rounding: this rounding happens in every step on the device, "
          + "where 'stochastic' is refused"
      ),
      (
        "quantize.membrane.bits: [24]",
        "config.yaml:5:30: expected membrane.bits + decay.bits of at most 31 at quantize, "
          + "found 24 + 8"
      ),
      (
        "network.2.dense.units: [12]",
        "config.yaml:5:29: expected 10 units (the classes of digits) at network.2.dense.units, "
          + "found 12"
      ),
      (
        "network.7.dense.units: [12]", "config.yaml:5:5: no element '7' at network, which has 4"
      ),
      (
        "dataset.validation: [0.1, 0.2]",
        "config.yaml:5:5: 'dataset.validation' cannot be searched; "
          + "width and keys of input, network, networks, train, quantize and dataset.augment can"
      ),
      (
        "quantize.weights.bits: 4",
        "config.yaml:5:28: expected a list of values at search.space.quantize.weights.bits, found 4"
      ),
      (
        "quantize.weights.bits: []",
        "config.yaml:5:28: expected at least one value at search.space.quantize.weights.bits"
      ),
      (
        "quantize.weights.bits: [4, 4]",
        "config.yaml:5:32: duplicate value 4 at search.space.quantize.weights.bits"
      ),
      (
        "network: [[1], [2]]",
        "config.yaml:5:15: expected a plain value at search.space.network.0, found a list"
      ),
      (
        "train: {epochs: [1, 2], per_layer: true}",
        "config.yaml:5:13: per_layer applies to keys such as quantize.weights.bits, "
          + "found 'train.epochs' at search.space"
      ),
      (
        "quantize.weights.bits: {when: {quantize.method: qat}}",
        "config.yaml:5:36: expected a key that search.space names before quantize.weights.bits at "
          + "search.space.quantize.weights.bits.when, found 'quantize.method'"
      ),
      (
        "{quantize.method: [ptq, qat], quantize.weights.bits: {when: {quantize.method: qat}}}",
        "config.yaml:5:58: expected values beside when at search.space.quantize.weights.bits"
      ),
    ]
  )
  func verification(space: String, expected: String) {
    #expect(error("    " + space) == expected)
  }

  @Test("A candidate gives what the canonical text with its values gives")
  func applying() throws {
    let base = try Experiment.builtIn()
    // A prime step visits every value of every key.
    for index in stride(from: 0, to: base.search.space.count, by: 3001) {
      let candidate = base.search.space.candidate(at: index)
      let applied = try base.applying(candidate)
      let overrides = candidate.assignments.map { "\($0.key)=\($0.value)" }
      let parsed = try Experiment(yaml: base.yaml, file: "canonical", overrides: overrides)
      #expect(applied == parsed)
    }
  }

  @Test("An assigned kind drops the keys of the former kind")
  func assignedKind() throws {
    let base = try experiment("    train.optimizer.kind: [adam, sgd]")
    let applied = try base.applying(base.search.space.candidate(at: 1))
    #expect(applied.train.optimizer == .sgd(learningRate: 0.002, momentum: 0.9))
  }

  @Test("An optimizer that is assigned drops the weight decay of another")
  func assignedOptimizer() throws {
    let base = try experiment("    train.optimizer.kind: [adamw, adam]")
    let decayed = try base.applying(base.search.space.candidate(at: 0))
    let expected = OptimizerSpec.adamW(
      learningRate: 0.002,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0.01
    )
    #expect(decayed.train.optimizer == expected)
    let plain = try decayed.applying(base.search.space.candidate(at: 1))
    #expect(plain.train.optimizer == base.train.optimizer)
  }

  @Test("An illegal combination of legal values is an error of the candidate")
  func illegalCombination() throws {
    let base = try experiment(
      "    quantize.membrane.bits: [16, 20]\n    quantize.decay.bits: [8, 15]"
    )
    let failure = ConfigurationErrors([
      ConfigurationError(
        file: nil,
        line: nil,
        column: nil,
        path: "quantize",
        message: "expected membrane.bits + decay.bits of at most 31 at quantize, found 20 + 15"
      )
    ])
    #expect(throws: failure) { try base.applying(base.search.space.candidate(at: 3)) }
  }
}
