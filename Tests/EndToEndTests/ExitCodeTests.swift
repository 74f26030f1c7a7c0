import Foundation
import Testing

/// Exit codes and messages of everything that a user can get wrong.
@Suite struct ExitCodeTests {
  /// Runs the tool with a tiny configuration beside it, in which `text` is replaced.
  private func search(
    _ arguments: String...,
    replacing text: String = "",
    with replacement: String = ""
  ) throws -> ToolResult {
    let folder = try TemporaryFolder()
    let configuration = Configurations.tiny
    #expect(text.isEmpty || configuration.contains(text))
    try folder.write(
      text.isEmpty ? configuration : configuration.replacing(text, with: replacement),
      to: "config.yaml"
    )
    let result = try Tool.built.run(["search"] + arguments, in: folder)
    #expect(result.output == "")
    #expect(!folder.contains("results"))
    return result
  }

  @Test(
    "Wrong usage is exit code 64",
    arguments: [
      ["search", "--bogus"], ["serch"], ["search", "--target-acc", "high"],
      ["search", "--target-acc", "1.5"], ["search", "--target-acc", "0.9", "--within", "1"],
      ["search", "--within", "-1"], ["search", "--jobs", "0"], ["search", "--max-flash", "-3"],
      ["search", "--format", "xml"], ["search", "a.yaml", "b.yaml"], ["study", "show"],
      ["export", "model.tsnn"], ["init", "--dataset", "cifar"],
      ["evaluate", "m", "--split", "all"],
    ]
  )
  func usage(_ arguments: [String]) throws {
    let result = try Tool.built.run(arguments, in: TemporaryFolder())
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("Error: "))
  }

  @Test("An unknown key is exit code 65 with line, column, path and the nearest key")
  func unknownKey() throws {
    let result = try search("config.yaml", replacing: "epochs: 4", with: "epocs: 4")
    #expect(result.status == 65)
    #expect(result.errors.contains("config.yaml:11:3: "), "\(result.errors)")
    #expect(result.errors.contains("unknown key 'epocs' at train; did you mean 'epochs'?"))
  }

  @Test(
    "An illegal value is exit code 65 with its place and what was expected",
    arguments: [
      ("beta: 0.9", "beta: 1.9", "config.yaml:7:17: ", "network.1.lif.beta"),
      ("timesteps: 4", "timesteps: 0", "config.yaml:4:", "input.timesteps"),
      ("kind: adam", "kind: adamm", "config.yaml:13:", "adam"),
      ("kind: digits", "kind: digit", "config.yaml:3:", "fashion_mnist"),
      ("epochs: 4", "epochs: four", "config.yaml:11:", "whole number"),
      ("bits: [3, 4, 8]", "bits: [3, 40]", "config.yaml:20:", "quantize.weights.bits"),
      ("name: tiny_snn", "name: 9lives", "config.yaml:22:", "C identifier"),
      ("name: tiny_snn", "name: a__b", "config.yaml:22:", "C identifier"),
      ("network:", "network: [", "config.yaml:", ""),
    ]
  )
  func illegalValue(_ text: String, _ wrong: String, _ place: String, _ hint: String) throws {
    let result = try search("config.yaml", replacing: text, with: wrong)
    #expect(result.status == 65)
    #expect(result.errors.contains(place), "\(result.errors)")
    #expect(hint.isEmpty || result.errors.contains(hint), "\(result.errors)")
  }

  @Test(
    "A wrong --set is exit code 65",
    arguments: [
      "train.epocs=3", "train.epochs", "train.epochs=-1", "network.9.dense.units=3", "=1",
    ]
  )
  func wrongSet(_ assignment: String) throws {
    let result = try search("config.yaml", "--set", assignment)
    #expect(result.status == 65)
    #expect(result.errors.contains("--set \(assignment.prefix { $0 != "=" })"), "\(result.errors)")
  }

  @Test("A missing configuration is exit code 66")
  func missingConfiguration() throws {
    let result = try search("nowhere.yaml")
    #expect(result.status == 66)
    #expect(result.errors.contains("nowhere.yaml"))
  }

  @Test("A missing data set is exit code 66 and says where it was looked for and how to get it")
  func missingDataset() throws {
    let result = try search(
      "config.yaml",
      "--data-dir",
      "here",
      "--output",
      "run",
      replacing: "kind: digits, validation: 0.2, test: 0.2",
      with: "kind: mnist"
    )
    #expect(result.status == 66)
    #expect(result.errors.contains("here/mnist (--data-dir)"), "\(result.errors)")
    #expect(result.errors.contains("train-images-idx3-ubyte.gz"))
    #expect(result.errors.contains("https://"))
  }

  @Test(
    "A missing model or run is exit code 66",
    arguments: ["inspect", "evaluate", "quantize", "verify", "report", "study show", "study list"]
  )
  func missingModel(_ command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let result = try Tool.built.run(words + ["nowhere"], in: TemporaryFolder())
    #expect(result.status == 66)
    #expect(result.errors.contains("nowhere"))
  }
}
