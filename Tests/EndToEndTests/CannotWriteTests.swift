import Foundation
import Testing

/// Folders that cannot be used, and runs that are there already.
@Suite struct CannotWriteTests {
  @Test("An existing run is not overwritten: exit code 74 names --resume and changes nothing")
  func existing() throws {
    let run = try Run.finished
    let before = try run.reproducible
    let result = try Tool.built.run("search", "config.yaml", "--output", "run", in: run.folder)
    #expect(result.status == 74)
    #expect(result.errors.contains("--resume"))
    #expect(result.output == "")
    #expect(try run.reproducible == before)
  }

  @Test("Output below a regular file is exit code 74")
  func unwritable() throws {
    let folder = try TemporaryFolder()
    try folder.write("text", to: "file")
    let tiny = try Run.finished.folder.path("config.yaml")
    let model = try Run.finished.folder.path("run/model.tsnn")
    for arguments in [
      ["search", tiny, "--output", "file/run"], ["train", tiny, "--output", "file/model.tsnn"],
      ["export", model, "--output", "file/export"],
      ["quantize", model, "--output", "file/quantized.tsnn"],
    ] {
      let result = try Tool.built.run(arguments, in: folder)
      #expect(result.status == 74, "\(arguments): \(result.errors)")
      #expect(result.errors.contains("cannot write file"), "\(result.errors)")
    }
    #expect(try folder.files(below: "") == ["file"])
  }

  @Test("Resuming with another configuration is exit code 65 and changes nothing")
  func otherConfiguration() throws {
    let run = try Run.finished
    let before = try run.reproducible
    for change in [["--seed", "9"], ["--set", "train.epochs=5"], ["--target-acc", "0.5"]] {
      let result = try Tool.built.run(
        ["search", "config.yaml", "--output", "run", "--resume"] + change,
        in: run.folder
      )
      #expect(result.status == 65, "\(change): \(result.errors)")
      #expect(result.errors.contains("another study"))
    }
    #expect(try run.reproducible == before)
  }

  @Test("A run without --output takes the next free folder, and --resume finds it again")
  func defaultFolder() throws {
    let folder = try TemporaryFolder()
    try folder.write(Configurations.tiny, to: "config.yaml")
    for _ in 1...2 {
      #expect(try Tool.built.run("search", "config.yaml", in: folder).status == 0)
    }
    #expect(folder.contains("results/tiny/run-001/summary.json"))
    #expect(folder.contains("results/tiny/run-002/summary.json"))
    let resumed = try Tool.built.run("search", "config.yaml", "--resume", in: folder)
    #expect(resumed.status == 0)
    #expect(resumed.output.contains("results/tiny/run-002/"))
    #expect(!folder.contains("results/tiny/run-003"))
    let listed = try Tool.built.run("study", "list", "--format", "csv", in: folder)
    #expect(listed.output.split(separator: "\n").count == 3)
  }
}
