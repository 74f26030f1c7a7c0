import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

@Suite struct SweepConfigurationTests {
  /// What is wrong with the configuration of the fixture after one change.
  private func errors(_ old: String, _ new: String) -> [String] {
    do {
      _ = try SweepFixture.sweep([(old, new)])
      return []
    } catch let errors as ConfigurationErrors {
      return errors.errors.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  @Test(
    "Points are the values of all curves, trainings run all points with one seed, then the next"
  )
  func points() throws {
    let sweep = try SweepFixture.sweep()
    #expect(sweep.points.map(\.curve) == [0, 1, 1, 2])
    #expect(sweep.points.map(\.value) == [nil, .double(0.1), .int(1), nil])
    #expect(sweep.trainings.map(\.seed) == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
    #expect(sweep.trainings.map(\.point) == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3])
    let experiment = try sweep.experiment(of: sweep.trainings[6])
    #expect(experiment.seed == 2 && experiment.train.seed == 2)
    #expect(experiment.train.regularizers.count == 1)
    #expect(experiment.yaml.contains("strength: 1.0"))
    #expect(try sweep.experiment(of: sweep.trainings[0]).train.regularizers.isEmpty)
  }

  @Test("The canonical text resolves to the same trainings and the same text")
  func roundTrip() throws {
    let sweep = try SweepFixture.sweep()
    let again = try Sweep(yaml: sweep.yaml, file: "again")
    #expect(again.yaml == sweep.yaml)
    #expect(again.configHash == sweep.configHash)
    #expect(again.points.map(\.experiment) == sweep.points.map(\.experiment))
    for line in ["folds: none", "baseline: plain", "vary: none", "losses: [0.5, 2.0]"] {
      #expect(sweep.yaml.contains(line), "\(line)")
    }
  }

  @Test("A kind that a curve sets drops what only the former kind has, also after a round trip")
  func otherKind() throws {
    let sweep = try SweepFixture.sweep([
      ("- {name: plain}", "- {name: plain, set: {train.optimizer.kind: sgd}}")
    ])
    #expect(try Sweep(yaml: sweep.yaml, file: "again").configHash == sweep.configHash)
  }

  @Test("The hash knows what is trained; question, source, losses and baseline may change")
  func hash() throws {
    let hash = try SweepFixture.sweep().configHash
    for change in [
      ("What does it cost?", "Why?"), ("Doe 2020", "Poe 2022"), ("[0.5, 2]", "[3]"),
      ("  seeds", "  baseline: 'L2 | squared'\n  seeds"), ("name: fixture", "name: other"),
    ] { #expect(try SweepFixture.sweep([change]).configHash == hash, "\(change)") }
    for change in [
      ("[1, 2, 3]", "[1, 2]"), ("[0.1, 1]", "[0.1, 2]"), ("{epochs: 1,", "{epochs: 2,"),
      ("name: L1", "name: first"), ("strength: 0.5", "strength: 0.6"),
    ] { #expect(try SweepFixture.sweep([change]).configHash != hash, "\(change)") }
  }

  @Test("A curve that names another model has the hash of that one")
  func otherModel() throws {
    let folder = try SourceFolder()
    let paths = ["first.tsnn", "second.tsnn"].map(folder.file)
    let models = try zip(paths, [2, 3]).map { try SourceFolder.trained($0, "seed=\($1)") }
    let sweep = try SweepFixture.sweep([
      ("batch: 64}", "batch: 64, distillation: {model: \(paths[0])}}"),
      (
        "set: {train.regularizers: [{kind: synaptic, p: 2, strength: 0.5}]}",
        "set: {train.distillation.model: \(paths[1])}"
      ),
    ])
    let teachers = sweep.points.map(\.experiment.teacher)
    let expected = try zip(paths, models).map {
      ModelSource.model(path: $0, hash: try $1.model.networkHash)
    }
    #expect(teachers == [expected[0], expected[0], expected[0], expected[1]])
    #expect(expected[0] != expected[1])
  }

  @Test("--set changes the experiment below all curves, and the section itself")
  func overrides() throws {
    let sweep = try SweepFixture.sweep([], ["train.epochs=3", "sweep.seeds=[7]"])
    #expect(sweep.trainings.map(\.seed) == [7, 7, 7, 7])
    #expect(sweep.points.allSatisfy { $0.experiment.train.epochs == 3 })
  }

  @Test("Every seed runs every fold, which is the test part of its trainings")
  func folds() throws {
    let sweep = try SweepFixture.sweep([
      ("[1, 2, 3]", "[4, 5]\n  folds: 3")
    ])
    #expect(sweep.trainings.count == 2 * 3 * 4)
    #expect(sweep.trainings[4].fold == 1 && sweep.trainings[4].seed == 4)
    let experiment = try sweep.experiment(of: sweep.trainings[4])
    #expect(experiment.dataset.folds == FoldConfig(count: 3, index: 1))
  }

  @Test(
    "A wrong section is refused with its place and what was expected",
    arguments: [
      (
        "question", "quesion",
        "sweep.yaml:11:3: unknown key 'quesion' at sweep; did you mean 'question'?"
      ),
      (
        "question: What does it cost?", "question: 3",
        "sweep.yaml:11:13: expected a text of one line at sweep.question, found 3"
      ),
      (
        "[1, 2, 3]", "[1, 1]",
        "sweep.yaml:13:14: expected a list of distinct whole numbers from 0 to "
          + "9223372036854775807 at sweep.seeds, found 1"
      ),
      (
        "[0.5, 2]", "[]",
        "sweep.yaml:14:11: expected a list of numbers in 0...100 at sweep.losses, found a list"
      ),
      (
        "name: L1", "name: plain",
        "sweep.yaml:16:5: duplicate curve 'plain' at sweep.curves.1.name"
      ),
      (
        "  seeds", "  baseline: plian\n  seeds",
        "sweep.yaml:13:13: no curve 'plian' for sweep.baseline; did you mean 'plain'?"
      ),
      (
        "  seeds", "  baseline: L1\n  seeds",
        "sweep.yaml:20:14: expected one point of the baseline at sweep.curves, found 2 values of "
          + "train.regularizers.0.strength in 'L1'"
      ),
      (
        "0.strength: [", "0.strenght: [",
        "sweep.yaml:19:14: unknown key 'strenght' at train.regularizers.0; did you mean 'strength'?"
      ),
      (
        "train.regularizers.0.strength: [0.1, 1]", "quantize.weights.bits: [2, 3]",
        "sweep.yaml:19:14: 'quantize.weights.bits' changes no training; keys of dataset, input, "
          + "network, networks, train, width do"
      ),
      (
        "train.regularizers.0.strength: [0.1, 1]", "dataset.validation: [0.1, 0.3]",
        "sweep.yaml:19:14: 'dataset.validation' may divide the samples anew, but curves are compared on "
          + "the same ones; dataset.augment, dataset.features, dataset.frames may change"
      ),
      (
        "train.regularizers.0.strength: [0.1, 1]", "train.start.model: [a, b]",
        "sweep.yaml:19:14: a network that others come from cannot vary; curves name it by set"
      ),
      (
        "{train.regularizers: [{kind: synaptic, p: 2, strength: 0.5}]}",
        "{input.timesteps: 1, network.1: {relu: {quantize: none}}}",
        "sweep.yaml:22:13: expected neurons that fire in 'L2 | squared', found relu"
      ),
      (
        "[0.1, 1]", "[0.1, 0.10]",
        "sweep.yaml:19:51: expected distinct plain values at "
          + "sweep.curves.1.vary.train.regularizers.0.strength, found 0.1"
      ),
      (
        "vary: {train.regularizers.0.strength: [0.1, 1]}", "vary: {train.epochs: 3}",
        "sweep.yaml:19:13: expected one key with a list of values, such as {train.epochs: [5, 10]}, "
          + "at sweep.curves.1.vary, found a mapping"
      ),
      (
        "p: 2, strength: 0.5", "p: 1, strength: 0.1",
        "sweep.yaml:22:13: 'L2 | squared' trains the same as 'L1' at 0.1 at sweep.curves"
      ),
      (
        "p: 2, strength: 0.5", "p: 2, strength: -1",
        "sweep.yaml:22:67: expected a number in 0...1000000 at train.regularizers.0.strength, found -1"
      ),
      ("sweep:", "swep:", "sweep.yaml:10:1: unknown key 'swep'"),
      (
        "{epochs: 1,", "{epoch: 1,",
        "sweep.yaml:9:9: unknown key 'epoch' at train; did you mean 'epochs'?"
      ),
    ]
  )
  func wrong(old: String, new: String, expected: String) {
    let found = errors(old, new)
    #expect(found.contains { $0.hasPrefix(expected) }, "\(found)")
  }

  @Test("Without the section, or without curves, it says what is missing")
  func missing() throws {
    let text = SweepFixture.yaml
    let head = String(text[..<(try #require(text.range(of: "sweep:")).lowerBound)])
    #expect {
      _ = try Sweep(yaml: head, file: "f")
    } throws: { error in
      "\(error)".contains("missing key 'sweep'; expected a section with question and curves")
    }
    for curves in ["", "  curves: []\n"] {
      #expect {
        _ = try Sweep(yaml: head + "sweep:\n  question: Why\n" + curves, file: "f")
      } throws: { error in
        "\(error)".contains("missing key 'curves' at sweep; expected a list of at least one curve")
      }
    }
  }

  @Test("Shipped sweeps resolve, and their canonical text to the same trainings", arguments: papers)
  func shipped(name: String) throws {
    let sweep = try Sweep(contentsOfFile: repository("configs/papers/\(name)"))
    let again = try Sweep(yaml: sweep.yaml, file: "again")
    #expect(again.configHash == sweep.configHash)
    #expect(again.yaml == sweep.yaml)
    #expect(sweep.plan.curves.count > 1)
  }

  static let papers: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(atPath: repository("configs/papers"))
    return (files ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
  }()
}
