import Foundation
import Testing

/// Several processes that work on one study through its folder.
@Suite struct WorkerTests {
  private let search = TemporaryFolder.search
  private let waiting = TemporaryFolder.search + ["--wait-for-workers"]

  private func share(_ index: Int, of count: Int, follow: Bool = true) -> [String] {
    ["study", "work", "run", "--index", "\(index)", "--of", "\(count)"]
      + (follow ? ["--follow"] : [])
  }

  @Test("Three workers, one of them killed and replaced, make the study of a single process")
  func workers() throws {
    let folder = try TemporaryFolder.ofLongStudy()
    let driver = try folder.start(waiting, untilJournalHas: 2)
    let workers = try (0..<2).map { try folder.start(share($0, of: 3)) }
    let victim = try folder.start(share(2, of: 3))
    folder.wait(for: 60, driver)
    victim.send(SIGKILL)
    _ = try victim.wait(seconds: 10)
    let replacement = try folder.start(share(2, of: 3))
    try folder.expectUndisturbed(driver.wait(seconds: 120))
    for worker in workers + [replacement] {
      let result = try worker.wait(seconds: 30)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("the study has ended"), "\(result.output)")
    }
  }

  @Test("A share can be done without a driver, twice, and the driver collects it")
  func withoutDriver() throws {
    let folder = try TemporaryFolder.ofLongStudy()
    try folder.kill(waiting, atLine: 5)
    let first = try Tool.built.run(share(0, of: 2, follow: false), in: folder)
    #expect(first.status == 0 && !first.output.hasPrefix("0 candidates"), "\(first.output)")
    let before = try folder.text("run/journal.jsonl")
    let again = try Tool.built.run(share(0, of: 2, follow: false), in: folder)
    #expect(again.output.hasPrefix("0 candidates evaluated, "), "\(again.output)")
    // Workers write outcomes, never the journal.
    #expect(try folder.text("run/journal.jsonl") == before)
    try folder.expectUndisturbed(Tool.built.run(search, in: folder))
  }

  @Test("A worker of another instruction set is refused, and so are numbers that are no share")
  func refusals() throws {
    let folder = try TemporaryFolder.ofLongStudy()
    try folder.kill(waiting, atLine: 2)
    var environment = Tool.environment
    environment["TINYSNN_ISA"] = "baseline"
    let journal = try folder.text("run/journal.jsonl")
    if !journal.contains(#""instruction_set":"baseline""#) {
      let other = try Tool.built.run(share(0, of: 1), in: folder, environment: environment)
      #expect(other.status == 65 && other.errors.contains("instruction_set"), "\(other.errors)")
    }
    for (index, count) in [(2, 2), (-1, 2), (0, 0)] {
      let result = try Tool.built.run(
        ["study", "work", "run", "--index=\(index)", "--of=\(count)"],
        in: folder
      )
      #expect(result.status == 64, "\(index) of \(count): \(result.errors)")
    }
    let before = try folder.text("run/journal.jsonl")
    try folder.write("elsewhere 1\n", to: "run/heartbeat")
    let second = try Tool.built.run(search, in: folder)
    #expect(second.status == 74 && second.errors.contains("elsewhere"), "\(second.errors)")
    #expect(try folder.text("run/journal.jsonl") == before)
    let nowhere = try Tool.built.run(
      ["study", "work", "nowhere", "--index", "0", "--of", "1"],
      in: folder
    )
    #expect(nowhere.status == 66, "\(nowhere.errors)")
  }

  @Test("An interrupted study ends on request, and exports the best of its trials")
  func finish() throws {
    let folder = try TemporaryFolder.ofLongStudy()
    let tool = try folder.start(untilJournalHas: 150)
    tool.send(SIGINT)
    #expect(try tool.wait(seconds: 10).status == 130)
    let result = try Tool.built.run(search + ["--finish"], in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(folder.contains("run/export/long_snn.h") || folder.contains("run/export/tiny_snn.h"))
    let run = Run(folder: folder, result: result)
    let total = try run.summary["trials"]?["total"]?.number ?? 0
    #expect((10..<200).contains(total), "\(total)")
    #expect(
      try run.text("journal.jsonl").hasSuffix(#"{"event":"finished","end":"requested"}"# + "\n")
    )
    let refused = try Tool.built.run("search", "config.yaml", "--finish", in: folder)
    #expect(refused.status == 64)
    let nothing = try Tool.built.run(
      ["search", "config.yaml", "--output", "nothing", "--resume", "--finish"],
      in: folder
    )
    #expect(nothing.status == 66 && nothing.errors.contains("nothing"), "\(nothing.errors)")
    #expect(!folder.contains("nothing"))
  }

  @Test("What workers did while nobody collected it counts for a study that ends on request")
  func finishWithoutDriver() throws {
    let folder = try TemporaryFolder.ofLongStudy()
    try folder.kill(waiting, atLine: 5)
    let empty = try Tool.built.run(search + ["--finish"], in: folder)
    #expect(
      empty.status == 66 && empty.errors.contains("no trial has an outcome"),
      "\(empty.errors)"
    )
    let worker = try Tool.built.run(share(0, of: 1, follow: false), in: folder)
    #expect(worker.status == 0, "\(worker.errors)")
    let result = try Tool.built.run(search + ["--finish"], in: folder)
    #expect([0, 3].contains(result.status), "\(result.errors)")
    let run = Run(folder: folder, result: result)
    #expect(try (run.summary["trials"]?["total"]?.number ?? 0) >= 4)
    for name in ["work", "models", "heartbeat"] { #expect(!folder.contains("run/" + name)) }
  }

  @Test("Workers that are started first wait for the study, and share float models with it")
  func workersFirst() throws {
    let folder = try TemporaryFolder.ofLongStudy()
    let models = ["--models", "models"]
    let workers = try (0..<2).map { try folder.start(share($0, of: 2) + models) }
    usleep(300_000)
    #expect(workers.allSatisfy(\.isRunning) && !folder.contains("run"))
    let driver = try folder.start(waiting + models)
    try folder.expectUndisturbed(driver.wait(seconds: 120))
    for worker in workers {
      let result = try worker.wait(seconds: 30)
      #expect(result.status == 0, "\(result.errors)")
    }
    let files = try folder.files(below: "models")
    #expect(files.count == 2 && files.allSatisfy { $0.hasSuffix(".tsnn") }, "\(files)")
  }
}
