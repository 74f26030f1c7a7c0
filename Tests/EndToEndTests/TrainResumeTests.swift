import Foundation
import Testing

/// `train` that is stopped by Ctrl-C or `kill -9`, and what `--resume` makes of it.
@Suite struct TrainResumeTests {
  private static let arguments = ["train", "config.yaml", "--output", "model.tsnn"]

  /// The tool with the state of a training written after every epoch.
  private static let environment =
    Tool.environment.merging(["TINYSNN_CHECKPOINT_SECONDS": "0"]) { first, _ in first }

  private static let shared = Result {
    let folder = try prepared()
    let result = try Tool.built.run(arguments, in: folder)
    #expect(result.status == 0, "\(result.errors)")
    return try (folder.data("model.tsnn"), result.output)
  }

  private static func prepared() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(Configurations.longImages.text, to: "config.yaml")
    return folder
  }

  /// Starts a training and stops it once it has left a state that is not `old`.
  private func stop(_ signal: Int32, in folder: TemporaryFolder, after old: Data?) throws
    -> ToolResult
  {
    let tool = try Tool.built.start(
      Self.arguments + ["--resume"],
      in: folder,
      environment: Self.environment
    )
    let isReached = tool.wait {
      guard let data = try? folder.data("model.tsnn.checkpoint") else { return false }
      return data != old
    }
    #expect(isReached, "ended before an epoch did")
    tool.send(signal)
    return try tool.wait(seconds: 20)
  }

  @Test("A training that was stopped again and again gives the bytes of an undisturbed one")
  func stopped() throws {
    let folder = try Self.prepared()
    var state: Data?
    for signal in [SIGINT, SIGKILL, SIGKILL, SIGINT] {
      let result = try stop(signal, in: folder, after: state)
      #expect(result.status == 128 + signal, "\(result.errors)")
      if signal == SIGINT {
        #expect(result.errors.hasSuffix("interrupted; the same command with --resume continues\n"))
      }
      #expect(!folder.contains("model.tsnn"))
      state = try folder.data("model.tsnn.checkpoint")
    }
    let result = try Tool.built.run(Self.arguments + ["--resume"], in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("training goes on after epoch "), "\(result.errors)")
    let (model, output) = try Self.shared.get()
    #expect(try folder.data("model.tsnn") == model)
    #expect(result.output == output)
    #expect(try folder.files(below: "") == ["config.yaml", "model.tsnn"])

    let again = try Tool.built.run(Self.arguments + ["--resume"], in: folder)
    #expect(again.status == 0 && again.output == output)
    let other = try Tool.built.run(
      Self.arguments + ["--resume", "--set", "train.epochs=11"],
      in: folder
    )
    #expect(other.status == 65)
    #expect(other.errors.contains("train.epochs is 12 there and 11 here"), "\(other.errors)")
    #expect(try folder.data("model.tsnn") == model)
  }

  @Test("A checkpoint in the way, of another configuration or damaged is refused and not touched")
  func refused() throws {
    let folder = try Self.prepared()
    _ = try stop(SIGINT, in: folder, after: nil)
    let state = try folder.data("model.tsnn.checkpoint")

    let exists = try Tool.built.run(Self.arguments, in: folder)
    #expect(exists.status == 74)
    #expect(exists.errors.contains("model.tsnn.checkpoint holds an unfinished training"))
    #expect(exists.errors.contains("--resume"))

    let other = try Tool.built.run(Self.arguments + ["--resume", "--seed", "5"], in: folder)
    #expect(other.status == 65)
    #expect(other.errors.contains("seed is 1 there and 5 here"), "\(other.errors)")
    #expect(try folder.data("model.tsnn.checkpoint") == state)

    try folder.write(state.prefix(state.count / 2), to: "model.tsnn.checkpoint")
    let damaged = try Tool.built.run(Self.arguments + ["--resume"], in: folder)
    #expect(damaged.status == 65)
    #expect(
      damaged.errors.contains("the checkpoint model.tsnn.checkpoint is damaged"),
      "\(damaged.errors)"
    )
    #expect(!folder.contains("model.tsnn"))
  }

  @Test("A search that was stopped in the middle of a training goes on there")
  func search() throws {
    let arguments = ["search", "config.yaml", "--output", "run", "--resume"]
    let folder = try Self.prepared()
    for signal in [SIGKILL, SIGINT] {
      let tool = try Tool.built.start(arguments, in: folder, environment: Self.environment)
      let isReached = tool.wait {
        // The second time the file is there from the start; who has read it can be interrupted.
        guard signal == SIGKILL else { return tool.errorsSoFar.contains("training goes on") }
        let files = (try? folder.files(below: "run/models")) ?? []
        return files.contains { $0.hasSuffix(".checkpoint") }
      }
      #expect(isReached)
      tool.send(signal)
      #expect(try tool.wait(seconds: 20).status == 128 + signal)
    }
    let models = try folder.files(below: "run/models")
    #expect(models.count == 1 && models[0].hasSuffix(".checkpoint"), "\(models)")
    let result = try Tool.built.run(arguments, in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("training goes on after epoch "), "\(result.errors)")
    let reference = try Run.search(Configurations.longImages.text)
    let (actual, expected) = (
      try Run(folder: folder, result: result).reproducible, try reference.reproducible
    )
    #expect(actual == expected)
  }

  @Test("A damaged checkpoint ends a search with exit code 65 instead of failing its candidates")
  func damagedSearch() throws {
    let folder = try Self.prepared()
    let arguments = ["search", "config.yaml", "--output", "run", "--resume"]
    let tool = try Tool.built.start(arguments, in: folder, environment: Self.environment)
    #expect(
      tool.wait {
        let files = (try? folder.files(below: "run/models")) ?? []
        return files.contains { $0.hasSuffix(".checkpoint") }
      }
    )
    tool.send(SIGINT)
    _ = try tool.wait(seconds: 20)
    let name = try #require(try folder.files(below: "run/models").first)
    try folder.write("{}", to: "run/models/\(name)")
    let result = try Tool.built.run(arguments, in: folder)
    #expect(result.status == 65, "\(result.errors)")
    #expect(result.errors.contains("run/models/\(name) is damaged"), "\(result.errors)")
    #expect(!folder.contains("run/summary.json"))
  }

  @Test("A wrong interval is exit code 65", arguments: ["often", "-1", "nan"])
  func interval(_ text: String) throws {
    let result = try Tool.built.run(
      Self.arguments,
      in: Self.prepared(),
      environment: ["TINYSNN_CHECKPOINT_SECONDS": text]
    )
    #expect(result.status == 65)
    #expect(result.errors.contains("TINYSNN_CHECKPOINT_SECONDS is '\(text)'"))
  }
}
