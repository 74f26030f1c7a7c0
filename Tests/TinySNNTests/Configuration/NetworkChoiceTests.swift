import Quantization
import SpikingNetworks
import Testing

@testable import TinySNN

/// Networks to choose from, and factors on their widths.
@Suite struct NetworkChoiceTests {
  private let text = """
    dataset: {kind: digits}
    networks:
      small: [{dense: {units: 10}}, {lif: {}}, {dense: {units: 10}}, {readout: membrane}]
      image:
        - conv: {channels: 6, kernel: 3, groups: 1}
        - lif: {}
        - conv: {channels: 8, kernel: 3, groups: 2}
        - lif: {}
        - dense: {units: 10}
        - readout: membrane
    network: small
    search:
      space:
        network: [small, image]
        width: [0.5, 1, 2]
        quantize.layers.dense1.weights.bits: {values: [2, 4], when: {network: small}}

    """

  private func channels(_ experiment: Experiment) -> [Int] {
    experiment.networkSpec(shape: DatasetKind.digits.shape).geometries.map(\.channels)
  }

  @Test("A name chooses, a width multiplies all layers but the last, in whole groups")
  func choice() throws {
    let base = try Experiment(yaml: text, file: "test")
    #expect(channels(base) == [10, 10])
    #expect(try Experiment(yaml: base.yaml, file: "test") == base)
    func overridden(_ overrides: String...) throws -> [Int] {
      channels(try Experiment(yaml: text, file: "test", overrides: overrides + ["search={}"]))
    }
    #expect(try overridden("network=image") == [6, 8, 10])
    #expect(try overridden("width=0.5") == [5, 10])
    #expect(try overridden("width=0.01") == [1, 10])
    #expect(try overridden("network=image", "width=1.5") == [10, 12, 10])
    #expect(try overridden("network=image", "width=0.1") == [2, 2, 10])
  }

  @Test("Candidates choose among them, and equal networks are one training")
  func candidates() throws {
    let base = try Experiment(yaml: text, file: "test")
    #expect(base.search.space.exactCount == 3 * (2 + 1))
    let spread = try (0..<base.search.space.count).map {
      channels(try base.applying(base.search.space.candidate(at: $0)))
    }
    #expect(
      Set(spread) == [[5, 10], [10, 10], [20, 10], [4, 4, 10], [6, 8, 10], [12, 16, 10]]
    )
    let twice = try Experiment(yaml: text, file: "test", overrides: ["width=2", "search={}"])
    let spelled = try Experiment(
      yaml: text,
      file: "test",
      overrides: ["networks.small.0.dense.units=20", "search={}"]
    )
    #expect(twice != spelled && twice.trainingIdentity == spelled.trainingIdentity)
  }

  private func space(_ space: String) throws -> SearchSpace {
    try Experiment(yaml: text, file: "test", overrides: ["search={space: \(space)}"]).search.space
  }

  @Test("Keys of each layer are searched where a network has the layer")
  func perLayer() throws {
    let space = try space(
      "{network: [small, image], quantize.weights: {bits: [2, 4], per_layer: true}, "
        + "quantize.threshold: {bits: [4, 8], per_layer: true}}"
    )
    // small: dense1 and dense2, a threshold; image: conv1, conv2 and dense1, two thresholds.
    #expect(space.count == 8 + 32)
    let base = try Experiment(yaml: text, file: "test", overrides: ["search={}"])
    for index in 0..<space.count {
      let candidate = space.candidate(at: index)
      let resolved = try base.applying(candidate)
      let names = resolved.network.layers.map(\.name)
      for assignment in candidate.assignments where assignment.key.contains(".layers.") {
        let name = assignment.key.split(separator: ".")[2]
        #expect(names.contains(String(name)), "\(assignment.key)")
      }
      for (layer, precisions) in zip(names, resolved.quantizationSpec().layers) {
        let key = "quantize.layers.\(layer).weights.bits"
        #expect(candidate[key] == .int(precisions.weights.bits))
      }
    }
  }

  @Test("Keys of each layer take the conditions of their list, and are written as they are read")
  func conditionalPerLayer() throws {
    let search =
      "search={space: {network: [small, image], quantize.weights: {per_layer: true, "
      + "bits: {values: [2, 4], when: {network: small}}}}}"
    let experiment = try Experiment(yaml: text, file: "test", overrides: [search])
    // No layer conv1 or conv2: small has none.
    #expect(
      experiment.search.space.dimensions.map(\.key) == [
        "network", "quantize.layers.dense1.weights.bits", "quantize.layers.dense2.weights.bits",
      ]
    )
    #expect(experiment.search.space.count == 4 + 1)
    #expect(try Experiment(yaml: experiment.yaml, file: "written") == experiment)
  }

  @Test("Conditions on one key are narrowed by those that they depend on")
  func narrowed() throws {
    let conditions = "quantize.weights.bits: {values: [2, 4], when: {network: [small, image]}}"
    let narrowed = try space(
      "{network: [small, image], \(conditions), quantize.layers.conv1.weights.bits: "
        + "{values: [3, 5], when: {network: image, quantize.weights.bits: 4}}}"
    )
    #expect(narrowed.count == 2 + 1 + 2)
    let never = #expect(throws: ConfigurationErrors.self) {
      try space(
        "{network: [small, image], quantize.weights.bits: {values: [2, 4], when: {network: small}}, "
          + "quantize.bias.bits: {values: [4, 8], when: {network: image, quantize.weights.bits: 4}}}"
      )
    }
    #expect(never?.description.contains("leave no value of network") == true, "\(never as Any)")
  }

  @Test(
    "What is wrong is said where it stands",
    arguments: [
      ("network=large", "'large'"), ("networks.small.0.dense.units=0", "networks.small.0.dense"),
      ("width=0", "above 0"), ("width=wide", "width"),
      ("networks.image.2.conv.groups=4", "networks.image"),
    ]
  )
  func refusals(override: String, expected: String) {
    let error = #expect(throws: ConfigurationErrors.self) {
      try Experiment(yaml: text, file: "test", overrides: [override])
    }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }
}
