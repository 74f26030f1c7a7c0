import Testing
import TinySNN

/// A legal configuration that the tests break in one place each.
private let legal = """
  name: test
  dataset: {kind: digits}
  network:
    - dense: {units: 16}
    - lif: {beta: 0.9, threshold: 1.0}
    - dense: {units: 10}
    - readout: membrane
  """

private func errors(_ yaml: String, _ overrides: [String] = []) -> [String] {
  do {
    _ = try Experiment(yaml: yaml, file: "config.yaml", overrides: overrides)
    return []
  } catch {
    return error.errors.map(\.description)
  }
}

@Suite("Configuration errors")
struct ConfigurationErrorTests {
  @Test("A legal configuration has no error")
  func legalConfiguration() {
    #expect(errors(legal) == [])
  }

  @Test(
    "A wrong section is refused with its place, its path and what was expected",
    arguments: [
      (
        "train: {epoch: 3}",
        "config.yaml:8:9: unknown key 'epoch' at train; did you mean 'epochs'?"
      ),
      ("trian: {}", "config.yaml:8:1: unknown key 'trian'; did you mean 'train'?"),
      (
        "export: {zebra: 1}",
        "config.yaml:8:10: unknown key 'zebra' at export; known keys: name, packages"
      ),
      (
        "train: {epochs: 0}",
        "config.yaml:8:17: expected a whole number in 1...10000 at train.epochs, found 0"
      ),
      (
        "train: {epochs: many}",
        "config.yaml:8:17: expected a whole number in 1...10000 at train.epochs, found 'many'"
      ),
      (
        "train: {epochs: 2.5}",
        "config.yaml:8:17: expected a whole number in 1...10000 at train.epochs, found 2.5"
      ),
      (
        "train: {detach_reset: yes}",
        "config.yaml:8:23: expected true or false at train.detach_reset, found 'yes'"
      ),
      ("train: [1, 2]", "config.yaml:8:8: expected a mapping at train, found a list"),
      (
        "train: {optimizer: {lr: 0}}",
        "config.yaml:8:25: expected a number above 0 and at most 10 at train.optimizer.lr, found 0"
      ),
      (
        "train: {optimizer: {kind: adamw}}",
        "config.yaml:8:27: expected adam | sgd at train.optimizer.kind, found 'adamw'"
      ),
      (
        "train: {optimizer: {kind: sgd, beta1: 0.9}}",
        "config.yaml:8:32: unknown key 'beta1' at train.optimizer; "
          + "known keys: kind, lr, momentum"
      ),
      (
        "train: {regularizers: [{strength: 1}]}",
        "config.yaml:8:24: missing key 'kind' at train.regularizers.0; expected synaptic"
      ),
      (
        "train: {regularizers: [{kind: synaptic, strength: -1}]}",
        "config.yaml:8:51: expected a number in 0...1000000 "
          + "at train.regularizers.0.strength, found -1"
      ),
      (
        "input: {bits: 9}",
        "config.yaml:8:15: expected a whole number in 1...8 at input.bits, found 9"
      ),
      (
        "quantize: {weights: {bits: 9}}",
        "config.yaml:8:28: expected a width in 2...8 or 16 at quantize.weights.bits, found 9"
      ),
      (
        "quantize: {decay: {rounding: stochastic}}",
        "config.yaml:8:30: expected floor | trunc | ceil | half_up | half_away | half_even "
          + "at quantize.decay.rounding: this rounding happens in every step on the device, "
          + "where 'stochastic' is refused"
      ),
      (
        "quantize: {membrane: {guard: auto:9}}",
        "config.yaml:8:30: expected a whole number in -16...16, auto, or auto:H with H in 0...8 "
          + "at quantize.membrane.guard, found 'auto:9'"
      ),
      (
        "quantize: {membrane: {bits: 24}, decay: {bits: 8}}",
        "config.yaml:8:11: expected membrane.bits + decay.bits of at most 31 at quantize, "
          + "found 24 + 8"
      ),
      (
        "quantize: {layers: {dense3: {weights: {bits: 2}}}}",
        "config.yaml:8:21: unknown key 'dense3' at quantize.layers; did you mean 'dense1'?"
      ),
      (
        "quantize: {layers: {0: {}, dense1: {}}}",
        "config.yaml:8:21: layer 0 is 'dense1', which quantize.layers names too"
      ),
      (
        "search: {constraints: [ram_bytes < 3]}",
        "config.yaml:8:24: expected METRIC <= NUMBER with flash_bytes | ram_bytes | synops | spikes "
          + "at search.constraints.0, found 'ram_bytes < 3'"
      ),
      (
        "search: {target: {accuracy: 0.9, within: 1}}",
        "config.yaml:8:18: expected either accuracy or within at search.target, found both"
      ),
      ("name: again", "config.yaml:1:1: duplicate key 'name'"),
      ("train: {epochs: 3, epochs: 4}", "config.yaml:8:9: duplicate key 'epochs'"),
      ("train: {epochs: 3", "config.yaml:9:1: not valid YAML: did not find expected ',' or '}'"),
      ("- 1", "config.yaml:8:1: not valid YAML: did not find expected key"),
    ]
  )
  func wrongSection(addition: String, expected: String) {
    #expect(errors(legal + "\n" + addition + "\n") == [expected])
  }

  @Test(
    "A list of layers that makes no network is refused",
    arguments: [
      (
        "[{dense: {units: 10}}, {lif: {treshold: 1}}, {readout: spike_count}]",
        "config.yaml:2:40: unknown key 'treshold' at network.1.lif; did you mean 'threshold'?"
      ),
      (
        "[{conv: {channels: 8}}, {dense: {units: 10}}, {readout: membrane}]",
        "config.yaml:2:12: unknown layer kind 'conv' at network.0; "
          + "known kinds: dense, lif, if, readout"
      ),
      (
        "[{dens: {units: 10}}, {dense: {units: 10}}, {readout: membrane}]",
        "config.yaml:2:12: unknown layer kind 'dens' at network.0; did you mean 'dense'?"
      ),
      (
        "[{dense: {units: 12}}, {readout: membrane}]",
        "config.yaml:2:27: expected 10 units (the classes of digits) at network.0.dense.units, "
          + "found 12"
      ),
      (
        "[{dense: {units: 10}}, {readout: spike_count}]",
        "config.yaml:2:34: expected neurons (lif or if) before the spike_count readout "
          + "at network.1.readout"
      ),
      (
        "[{dense: {units: 10}}, {lif: {}}, {readout: membrane}]",
        "config.yaml:2:45: expected a dense item before the membrane readout at network.2.readout"
      ),
      (
        "[{dense: {units: 8}}, {dense: {units: 10}}, {readout: membrane}]",
        "config.yaml:2:33: expected neurons (lif or if) between two dense items at network.1.dense"
      ),
      (
        "[{dense: {units: 10}}, {lif: {}}]",
        "config.yaml:2:11: expected `readout: spike_count` or `readout: membrane` "
          + "as the last item of network"
      ),
      (
        "[{dense: {units: 10}}, {readout: membrane}, {lif: {}}]",
        "config.yaml:2:55: nothing may follow the readout at network.2, found 'lif'"
      ),
      (
        "[{dense: {}}, {readout: membrane}]",
        "config.yaml:2:19: missing key 'units' at network.0.dense; "
          + "expected a whole number in 1...4096"
      ),
      (
        "[{dense: {units: 10}}, {lif: {threshold: 1, reset_value: 1}}, {readout: spike_count}]",
        "config.yaml:2:67: expected a number at least -1000000 and below 1 "
          + "at network.1.lif.reset_value, found 1"
      ),
      (
        "[{dense: {units: 10}}, {lif: {threshold: 1e-46}}, {readout: spike_count}]",
        "config.yaml:2:51: expected a number in 1e-06...1000000 "
          + "at network.1.lif.threshold, found 1e-46"
      ),
      ("[]", "config.yaml:1:1: expected at least one layer at network"),
    ]
  )
  func wrongNetwork(network: String, expected: String) {
    #expect(errors("dataset: {kind: digits}\nnetwork: \(network)\n").first == expected)
  }

  @Test("Missing required keys are named with what they would hold")
  func missingKeys() {
    #expect(
      errors("") == [
        "config.yaml:1:1: missing key 'kind' at dataset; expected digits | mnist | fashion_mnist",
        "config.yaml:1:1: missing key 'network'; expected a list of layers",
      ]
    )
  }

  @Test("One pass finds all errors")
  func severalErrors() {
    let found = errors(legal + "\ninput: {bits: 0}\ntrain: {epochs: 0, bacth: 2}\n")
    #expect(
      found == [
        "config.yaml:8:15: expected a whole number in 1...8 at input.bits, found 0",
        "config.yaml:9:17: expected a whole number in 1...10000 at train.epochs, found 0",
        "config.yaml:9:20: unknown key 'bacth' at train; did you mean 'batch'?",
      ]
    )
  }

  @Test("A section of the wrong kind is one error, not one for each key that it lacks")
  func malformedSections() {
    #expect(
      errors(legal.replacing("{kind: digits}", with: "digits")) == [
        "config.yaml:2:10: expected a mapping at dataset, found 'digits'"
      ]
    )
    #expect(errors("- 1") == ["config.yaml:1:1: expected a mapping, found a list"])
    #expect(
      errors("dataset: {kind: digits}\nnetwork: 3") == [
        "config.yaml:2:10: expected a list at network, found 3"
      ]
    )
  }

  @Test("Texts that are no single, plain YAML mapping are refused")
  func oddTexts() {
    #expect(
      errors("a: 1\n---\nb: 2\n") == [
        "config.yaml:2:1: not valid YAML: but found another document"
      ]
    )
    #expect(errors("[a]: 1") == ["config.yaml:1:1: expected a plain key"])
    #expect(errors("a: *b") == ["config.yaml:1:4: not valid YAML: found undefined alias"])
    #expect(
      errors("a: \u{1}").first?.hasPrefix("config.yaml: not valid YAML: control characters") == true
    )
    #expect(errors(String(repeating: "[", count: 100_000)).count == 1)
    let bomb = (1...9).reduce("a0: &a0 [1]\n") { text, level in
      text
        + "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
    }
    #expect(errors(bomb).count == 1)
    #expect(errors(bomb).first?.hasSuffix("too many values") == true)
  }

  @Test("The test part of a data set with an official one cannot be chosen")
  func officialTestPart() {
    let yaml = legal.replacing("{kind: digits}", with: "{kind: mnist, test: 0.1}")
    #expect(
      errors(yaml) == [
        "config.yaml:2:24: unknown key 'test' at dataset; known keys: kind, validation, augment"
      ]
    )
  }

  @Test(
    "A wrong override is named as the option that it is",
    arguments: [
      (
        "train.epochs=many",
        "--set train.epochs: expected a whole number in 1...10000 at train.epochs, found 'many'"
      ),
      (
        "train.epoch=3", "--set train.epoch: unknown key 'epoch' at train; did you mean 'epochs'?"
      ),
      ("train.epochs", "--set train.epochs: expected KEY=VALUE"),
      ("=3", "--set =3: expected KEY=VALUE"),
      ("train..epochs=3", "--set train..epochs: expected a dotted key such as train.epochs"),
      (
        "network.7.dense.units=3",
        "--set network.7.dense.units: no element '7' at network, which has 4"
      ),
      (
        "name.first=a", "--set name.first: no key 'first' at name, which is 'test'"
      ),
      (
        "train={epochs: 3",
        "--set train: not valid YAML: did not find expected ',' or '}'"
      ),
    ]
  )
  func wrongOverride(override: String, expected: String) {
    #expect(errors(legal, [override]) == [expected])
  }
}
