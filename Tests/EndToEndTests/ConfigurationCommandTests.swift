import Foundation
import Testing

/// `init`, `search --dry-run` and `datasets`: commands that only say something.
@Suite struct ConfigurationCommandTests {
  @Test(
    "What `init` prints is accepted by `search --dry-run`",
    arguments: ["digits", "mnist", "fashion_mnist", "fsdd", "n_mnist_small"]
  )
  func initialize(_ dataset: String) throws {
    let folder = try TemporaryFolder()
    let template = try Tool.built.run("init", "--dataset", dataset, in: folder)
    #expect(template.status == 0)
    #expect(template.output.contains("kind: \(dataset)"))
    try folder.write(template.output, to: "my.yaml")
    let result = try Tool.built.run("search", "my.yaml", "--dry-run", in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("  kind: \(dataset)\n"))
    #expect(try folder.files(below: "") == ["my.yaml"])
  }

  @Test("--dry-run prints the resolved experiment, the space and an estimate, and writes nothing")
  func dryRun() throws {
    let folder = try TemporaryFolder()
    let result = try Tool.built.run(
      "search",
      "--dry-run",
      "--target-acc",
      "0.9",
      "--seed",
      "7",
      "--max-ram",
      "300",
      in: folder
    )
    #expect(result.status == 0)
    #expect(result.output.contains("seed: 7\n"))
    #expect(result.output.contains("accuracy: 0.9"))
    #expect(result.output.contains("ram_bytes <= 300"))
    for line in ["# network ", "# space ", "# estimate "] {
      #expect(result.output.contains("\n\(line)"), "\(line)")
    }
    #expect(try folder.files(below: "") == [])
  }

  @Test("Every configuration of the repository is accepted")
  func shipped() throws {
    let configs = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../configs").standardizedFileURL.path
    let names = try FileManager.default.contentsOfDirectory(atPath: configs)
    #expect(names.contains("digits.yaml") && names.contains("mnist.yaml"))
    for name in names where name.hasSuffix(".yaml") {
      let result = try Tool.built.run(
        "search",
        "\(configs)/\(name)",
        "--dry-run",
        in: TemporaryFolder()
      )
      #expect(result.status == 0, "\(name): \(result.errors)")
    }
  }

  @Test("The resolved experiment resolves to itself")
  func resolvedIsFixed() throws {
    let folder = try TemporaryFolder()
    let first = try Tool.built.run("search", "--dry-run", in: folder)
    try folder.write(first.output, to: "resolved.yaml")
    let second = try Tool.built.run("search", "resolved.yaml", "--dry-run", in: folder)
    #expect(second.status == 0, "\(second.errors)")
    #expect(second.output == first.output)
  }

  @Test("--set on the command line replaces what the file says")
  func set() throws {
    let folder = try TemporaryFolder()
    try folder.write(Configurations.tiny, to: "config.yaml")
    let result = try Tool.built.run(
      "search",
      "config.yaml",
      "--dry-run",
      "--set",
      "train.epochs=17",
      "--set",
      "network.0.dense.units=21",
      "--set",
      "search.space.quantize.weights.bits=[2,3]",
      in: folder
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("epochs: 17\n"))
    #expect(result.output.contains("units: 21"))
    #expect(result.output.contains("64-21-10"))
    #expect(result.output.contains("12 candidates"))
  }

  @Test("`datasets list` says what is there and where was looked")
  func datasetList() throws {
    let folder = try TemporaryFolder()
    for command in [["datasets"], ["datasets", "list"]] {
      let result = try Tool.built.run(command + ["--data-dir", "here"], in: folder)
      #expect(result.status == 0)
      try expectSnapshot(result.output, named: "datasets-list.txt")
    }
    let nowhere = try Tool.built.run("datasets", in: folder, environment: [:])
    #expect(nowhere.status == 0)
    #expect(nowhere.output.contains("neither --data-dir, $TINYSNN_DATA_DIR nor $HOME is set"))
    let variable = try Tool.built.run(
      "datasets",
      in: folder,
      environment: ["TINYSNN_DATA_DIR": "there", "HOME": "/home/me"]
    )
    #expect(variable.output.contains("there ($TINYSNN_DATA_DIR)"))
    #expect(variable.output.contains("/home/me/") && variable.output.contains("(cache folder)"))
  }

  @Test("`datasets info` describes an embedded set and says how to get a missing one")
  func datasetInfo() throws {
    let folder = try TemporaryFolder()
    let digits = try Tool.built.run("datasets", "info", "digits", in: folder)
    #expect(digits.status == 0)
    #expect(digits.output.contains("1,797 samples"))
    let mnist = try Tool.built.run(
      "datasets",
      "info",
      "mnist",
      "--data-dir",
      "here",
      in: folder
    )
    #expect(mnist.status == 66)
    #expect(mnist.errors.contains("here/mnist (--data-dir)"))
    #expect(mnist.errors.contains("https://"))
  }
}
