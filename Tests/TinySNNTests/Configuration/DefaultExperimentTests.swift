import FixedPoint
import Foundation
import Testing
import TinySNN

@Suite("Default experiment")
struct DefaultExperimentTests {
  @Test("The built-in text is configs/digits.yaml")
  func sameText() throws {
    let data = try #require(FileManager.default.contents(atPath: repository("configs/digits.yaml")))
    #expect(String(decoding: data, as: UTF8.self) == DefaultExperiment.yaml)
  }

  @Test("The space has several architectures, all rounding modes and every neuron parameter")
  func space() throws {
    let space = try Experiment.builtIn().search.space
    #expect(space.count >= 200)
    let values = Dictionary(uniqueKeysWithValues: space.dimensions.map { ($0.key, $0.values) })
    #expect((values["network.0.dense.units"]?.count ?? 0) >= 2)
    #expect(
      values["quantize.weights.rounding"] == RoundingMode.allCases.map { .string($0.rawValue) }
    )
    for key in ["threshold.bits", "decay.bits", "membrane.bits", "bias.bits", "membrane.guard"] {
      #expect((values["quantize.\(key)"]?.count ?? 0) > 1, "quantize.\(key) is not varied")
    }
  }

  @Test("Every corner of the space resolves")
  func corners() throws {
    let experiment = try Experiment.builtIn()
    for index in stride(from: 0, to: experiment.search.space.count, by: 1009) {
      _ = try experiment.applying(experiment.search.space.candidate(at: index))
    }
  }

  @Test("docs/configuration.md mentions every key of a resolved experiment that has all kinds")
  func documentation() throws {
    let data = try #require(
      FileManager.default.contents(atPath: repository("docs/configuration.md"))
    )
    let text = String(decoding: data, as: UTF8.self)
    // The keys of the space are dotted and repeat others.
    let small = "search.space={}"
    let regularizers = "train.regularizers=[{kind: synaptic, strength: 1}]"
    let network = """
      network=[conv: {channels: 2, kernel: [8, 1]}, norm: batch, \
      alif: {tuning: {beta: {per: channel}}}, pool: {kind: sum}, conv1d: {channels: 2, kernel: 3}, \
      if: {}, depthwise: {kernel: 1}, synaptic: {}, dropout: 0.1, flatten, dense: {units: 10}, \
      readout: membrane]
      """
    let rectified = "network=[dense: {units: 5}, relu: {}, dense: {units: 10}, readout: membrane]"
    var keys: Set<String> = []
    for overrides in [
      [small, regularizers, "train.optimizer.kind=adamw"],
      [small, "train.optimizer={kind: sgd}", "train.schedule.kind=step"],
      [small, network, "quantize.layers={}", "train.surrogate={kind: boxcar}"],
      [small, rectified, "quantize.layers={}", "input.timesteps=1"],
    ] {
      let yaml = try Experiment.builtIn(overrides: overrides).yaml
      keys.formUnion(yaml.matches(of: /([a-z_0-9]+):/).map { String($0.output.1) })
    }
    let expected: Set = [
      "name", "guard_rounding", "ramp", "accuracy", "packages", "weight_decay", "every", "width",
      "alpha", "adaptation_step", "spread", "multiplier", "groups", "conv1d", "patience",
    ]
    #expect(keys.isSuperset(of: expected))
    for key in keys {
      #expect(text.contains("`\(key)`") || text.contains(".\(key)`"), "\(key) is not documented")
    }
  }
}
