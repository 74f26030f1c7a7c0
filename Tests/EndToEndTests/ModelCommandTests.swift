import Foundation
import Testing

/// `train`, `quantize`, `evaluate` and `inspect`: the pieces of the line, one after the other.
@Suite struct ModelCommandTests {
  /// A folder with the tiny configuration and the float model `float.tsnn` trained from it.
  private func trained() throws -> (folder: TemporaryFolder, result: ToolResult) {
    let folder = try TemporaryFolder()
    try folder.write(Configurations.tiny, to: "config.yaml")
    let result = try Tool.built.run("train", "config.yaml", "--output", "float.tsnn", in: folder)
    return (folder, result)
  }

  @Test("`train` writes a float model whose figures agree with the search's")
  func train() throws {
    let (folder, result) = try trained()
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("64-16-10, T=4, direct, 1210 parameters"))
    #expect(result.output.contains("float.tsnn"))
    #expect(try folder.files(below: "") == ["config.yaml", "float.tsnn"])
    let evaluated = try Tool.built.run(
      "evaluate",
      "float.tsnn",
      "--format",
      "json",
      "--quiet",
      in: folder
    )
    let report = try JSON(evaluated.output)
    #expect(evaluated.errors == "")
    #expect(
      try report["float_accuracy"] == Run.finished.summary["baseline"]?["validation_accuracy"]
    )
    #expect(report["integer_accuracy"] == nil)
    for command in [["verify", "float.tsnn"], ["export", "float.tsnn", "--output", "out"]] {
      let refused = try Tool.built.run(command, in: folder)
      #expect(refused.status == 65)
      #expect(refused.errors.contains("tinysnn quantize"))
    }
  }

  @Test("`quantize --set` sets precisions, and the result can be exported and verified")
  func quantize() throws {
    let (folder, _) = try trained()
    let result = try Tool.built.run(
      "quantize",
      "float.tsnn",
      "--set",
      "quantize.weights.bits=5",
      "--set",
      "quantize.threshold.bits=6",
      "--output",
      "q.tsnn",
      in: folder
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("5 bit") && result.output.contains("u6 "))
    let verified = try Tool.built.run("verify", "q.tsnn", in: folder)
    #expect(verified.status == 0)
    #expect(verified.output.hasPrefix("PASS"))
    let again = try Tool.built.run(
      "quantize",
      "q.tsnn",
      "--set",
      "quantize.weights.bits=3",
      "--output",
      "q3.tsnn",
      in: folder
    )
    #expect(again.output.contains("3 bit"))
  }

  @Test(
    "`quantize` refuses impossible precisions and keys of another float model with exit code 65",
    arguments: [
      "quantize.weights.bits=99", "quantize.weigths.bits=3", "train.epochs=7", "seed=3",
      "network.0.dense.units=12", "input.timesteps=5", "dataset.validation=0.3",
      "name=zz", "search.budget.trials=3", "export.name=other", "quantize={}", "quantizer.x=1",
    ]
  )
  func quantizeRefused(_ assignment: String) throws {
    let run = try Run.finished
    let result = try Tool.built.run(
      "quantize",
      "run",
      "--set",
      assignment,
      "--output",
      "refused.tsnn",
      in: run.folder
    )
    #expect(result.status == 65)
    let key = String(assignment.prefix { $0 != "=" })
    #expect(result.errors.hasPrefix("error: --set \(key): "), "\(result.errors)")
    if !key.hasPrefix("quantize.") {
      #expect(result.errors.contains("keys below quantize can"), "\(result.errors)")
    }
    #expect(!run.folder.contains("refused.tsnn"))
  }

  @Test("`evaluate` measures what the summary says", arguments: ["validation", "test"])
  func evaluate(_ split: String) throws {
    let run = try Run.finished
    let result = try Tool.built.run(
      "evaluate",
      "run",
      "--split",
      split,
      "--format",
      "json",
      "--quiet",
      in: run.folder
    )
    #expect(result.status == 0)
    let (report, summary) = (try JSON(result.output), try run.summary)
    let key = "\(split)_accuracy"
    #expect(report["integer_accuracy"] == summary["selected"]?[key])
    #expect(report["float_accuracy"] == summary["baseline"]?[key])
    #expect(report["samples"] == summary["dataset"]?[split])
    let text = try Tool.built.run("evaluate", "run", "--split", split, in: run.folder)
    #expect(text.output.contains("digits, 359 \(split) samples"))
  }

  @Test("`inspect` prints the model's bytes, precisions and origin")
  func inspect() throws {
    let run = try Run.finished
    let (summary, selected) = (try run.summary, try run.summary["selected"])
    let json = try Tool.built.run("inspect", "run/model.tsnn", "--format", "json", in: run.folder)
    let model = try JSON(json.output)
    #expect(model["flash_bytes"] == selected?["flash_bytes"])
    #expect(model["ram_bytes"] == selected?["ram_bytes"])
    #expect(model["provenance"]?["trial_id"] == selected?["id"])
    #expect(model["provenance"]?["config_hash"] == summary["config_hash"])
    #expect(model["layers"]?.elements.count == 2)
    let text = try Tool.built.run("inspect", "run", in: run.folder)
    #expect(text.status == 0)
    let bytes = Int(selected?["flash_bytes"]?.number ?? 0)
    #expect(text.output.contains("flash       \(bytes) bytes"))
    #expect(text.output.contains("dense1") && text.output.contains("dense2"))
  }

  @Test(
    "A model file whose numbers do not fit each other is exit code 65 and never a crash",
    arguments: [
      (#""timesteps":4"#, #""timesteps":-1"#), (#""timesteps":4"#, #""timesteps":100000"#),
      (#""membraneBits":16"#, #""membraneBits":0"#), (#""membraneBits":16"#, #""membraneBits":99"#),
      (#""channels":16"#, #""channels":15"#), (#""groups":1"#, #""groups":-1"#),
      (#""kernel":{"height":8"#, #""kernel":{"height":0"#),
      (#""fractionBits":11"#, #""fractionBits":-1"#),
      (#""mantissas":["#, #""mantissas":[1,"#), (#""values":["#, #""values":[1,"#),
      (#""values":["#, #""values":[1000,"#), (#""guardBits":"#, #""guardBits":9"#),
    ]
  )
  func inconsistent(_ text: String, _ wrong: String) throws {
    let model = try Run.finished.text("model.tsnn")
    try #require(model.contains(text))
    let folder = try TemporaryFolder()
    let changed = model.replacing(text, with: wrong)
    try folder.write(changed, to: "changed.tsnn")
    for command in ["inspect", "evaluate", "verify"] {
      let result = try Tool.built.run(command, "changed.tsnn", in: folder)
      #expect(result.status == 65, "\(command): \(result.errors)")
    }
  }

  @Test("A model file that is no model is exit code 65 and never a crash")
  func corrupt() throws {
    let model = try Run.finished.folder.data("run/model.tsnn")
    let folder = try TemporaryFolder()
    let schema = Data(#""schema":"tinysnn."#.utf8)
    let position = try #require(model.firstRange(of: schema)).upperBound
    let newer = model.prefix(upTo: position) + Data("future".utf8) + model.suffix(from: position)
    let files = [
      "empty": Data(), "text": Data("hello\n".utf8), "binary": Data(repeating: 0xFF, count: 4096),
      "short": model.prefix(model.count / 3), "cut": model.dropLast(2), "newer": newer,
    ]
    for (name, data) in files {
      try folder.write(data, to: name)
      let result = try Tool.built.run("inspect", name, in: folder)
      #expect(result.status == 65, "\(name): \(result.output) \(result.errors)")
      #expect(result.errors.hasPrefix("error: "))
    }
  }
}
