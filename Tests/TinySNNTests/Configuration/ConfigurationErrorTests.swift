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

/// Returns what is wrong with a configuration, one line for each error.
func configurationErrors(_ yaml: String, _ overrides: [String] = []) -> [String] {
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
    #expect(configurationErrors(legal) == [])
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
        "train: {optimizer: {kind: adamax}}",
        "config.yaml:8:27: expected adam | adamw | sgd at train.optimizer.kind, found 'adamax'"
      ),
      (
        "train: {optimizer: {kind: sgd, beta1: 0.9}}",
        "config.yaml:8:32: unknown key 'beta1' at train.optimizer; "
          + "known keys: kind, lr, momentum"
      ),
      (
        "train: {optimizer: {weight_decay: 0.1}}",
        "config.yaml:8:21: unknown key 'weight_decay' at train.optimizer; "
          + "known keys: kind, lr, beta1, beta2, epsilon"
      ),
      (
        "train: {label_smoothing: 1}",
        "config.yaml:8:26: expected a number at least 0 and below 1 at train.label_smoothing, "
          + "found 1"
      ),
      (
        "train: {averaging: 1}",
        "config.yaml:8:20: expected a number at least 0 and below 1 at train.averaging, found 1"
      ),
      (
        "train: {clip_norm: -1}",
        "config.yaml:8:20: expected a number in 0...1000000 at train.clip_norm, found -1"
      ),
      (
        "train: {select: first}",
        "config.yaml:8:17: expected last | best at train.select, found 'first'"
      ),
      (
        "train: {patience: -1}",
        "config.yaml:8:19: expected a whole number in 0...10000 at train.patience, found -1"
      ),
      (
        "train: {regularizers: [{strength: 1}]}",
        "config.yaml:8:24: missing key 'kind' at train.regularizers.0; expected synaptic | spikes | hoyer "
          + "| hoyer_square | synops_target | firing_rate | logits | weight_decay | membrane"
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
        "config.yaml:8:28: expected a width in 1...8 or 16 at quantize.weights.bits, found 9"
      ),
      (
        "quantize: {decay: {rounding: stochastic}}",
        "config.yaml:8:30: expected floor | trunc | ceil | half_up | half_away | half_even "
          + "at quantize.decay.rounding: this rounding happens in every step on the device, "
          + "where 'stochastic' is refused"
      ),
      (
        "quantize: {membrane: {guard: auto:9}}",
        "config.yaml:8:30: expected a whole number in -24...16, auto, or auto:H with H in 0...8 "
          + "at quantize.membrane.guard, found 'auto:9'"
      ),
      (
        "quantize: {membrane: {bits: 24}, decay: {bits: 8}}",
        "config.yaml:8:11: expected membrane.bits + decay.bits of at most 31 at quantize, "
          + "found 24 + 8"
      ),
      (
        "quantize: {adaptation: {bits: 23}}",
        "config.yaml:8:11: expected adaptation.bits + adaptation.decay.bits of at most 30 "
          + "at quantize, found 23 + 8"
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
          + "| silent_neurons | energy_horowitz45nm | energy_lemaire2022 at search.constraints.0, found 'ram_bytes < 3'"
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
    #expect(configurationErrors(legal + "\n" + addition + "\n") == [expected])
  }

  @Test("Missing required keys are named with what they would hold")
  func missingKeys() {
    #expect(
      configurationErrors("") == [
        "config.yaml:1:1: missing key 'kind' at dataset; expected digits | mnist | fashion_mnist | fsdd | n_mnist_small",
        "config.yaml:1:1: missing key 'network'; expected a list of layers",
      ]
    )
  }

  @Test("One pass finds all errors")
  func severalErrors() {
    let found = configurationErrors(legal + "\ninput: {bits: 0}\ntrain: {epochs: 0, bacth: 2}\n")
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
      configurationErrors(legal.replacing("{kind: digits}", with: "digits")) == [
        "config.yaml:2:10: expected a mapping at dataset, found 'digits'"
      ]
    )
    #expect(configurationErrors("- 1") == ["config.yaml:1:1: expected a mapping, found a list"])
    #expect(
      configurationErrors("dataset: {kind: digits}\nnetwork: 3") == [
        "config.yaml:2:10: expected a list at network, found 3"
      ]
    )
  }

  @Test("Texts that are no single, plain YAML mapping are refused")
  func oddTexts() {
    #expect(
      configurationErrors("a: 1\n---\nb: 2\n") == [
        "config.yaml:2:1: not valid YAML: but found another document"
      ]
    )
    #expect(configurationErrors("[a]: 1") == ["config.yaml:1:1: expected a plain key"])
    #expect(
      configurationErrors("a: *b") == ["config.yaml:1:4: not valid YAML: found undefined alias"]
    )
    #expect(
      configurationErrors("a: \u{1}").first?.hasPrefix(
        "config.yaml: not valid YAML: control characters"
      ) == true
    )
    #expect(configurationErrors(String(repeating: "[", count: 100_000)).count == 1)
    let bomb = (1...9).reduce("a0: &a0 [1]\n") { text, level in
      text
        + "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
    }
    #expect(configurationErrors(bomb).count == 1)
    #expect(configurationErrors(bomb).first?.hasSuffix("too many values") == true)
  }

  @Test(
    "An augmentation out of range is refused",
    arguments: [
      ("shift: 9", "a whole number in 0...7 at dataset.augment.shift, found 9"),
      ("rotate: 181", "a number in 0...180 at dataset.augment.rotate, found 181"),
      ("scale: 0.95", "a number in 0...0.9 at dataset.augment.scale, found 0.95"),
      ("shift: 8", "a whole number in 0...7 at dataset.augment.shift, found 8"),
      ("cutout: 8", "a whole number in 0...7 at dataset.augment.cutout, found 8"),
      ("noise: 2", "a number in 0...1 at dataset.augment.noise, found 2"),
    ]
  )
  func augmentation(key: String, expected: String) {
    let yaml = legal.replacing("{kind: digits}", with: "{kind: digits, augment: {\(key)}}")
    let column = 35 + key.prefix { $0 != " " }.count + 1
    #expect(configurationErrors(yaml) == ["config.yaml:2:\(column): expected \(expected)"])
  }

  @Test("A larger sample takes larger changes, and an unknown data set bounds none by its sides")
  func augmentationSides() {
    let large = "{kind: mnist, augment: {shift: 8, cutout: 27}}"
    #expect(configurationErrors(legal.replacing("{kind: digits}", with: large)) == [])
    #expect(
      configurationErrors(
        legal.replacing("{kind: digits}", with: large.replacing("27", with: "28"))
      )
        == [
          "config.yaml:2:52: expected a whole number in 0...27 at dataset.augment.cutout, found 28"
        ]
    )
    let unknown = legal.replacing("{kind: digits}", with: "{kind: mist, augment: {cutout: 20}}")
    #expect(configurationErrors(unknown).map { $0.contains("dataset.kind") } == [true])
  }

  @Test("The test part of a data set with an official one cannot be chosen")
  func officialTestPart() {
    let yaml = legal.replacing("{kind: digits}", with: "{kind: mnist, test: 0.1}")
    #expect(
      configurationErrors(yaml) == [
        "config.yaml:2:24: unknown key 'test' at dataset; known keys: kind, validation, folds, augment"
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
    #expect(configurationErrors(legal, [override]) == [expected])
  }
}
