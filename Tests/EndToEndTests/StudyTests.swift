import Foundation
import Testing

@Suite struct StudyTests {
  private func study(_ arguments: String...) throws -> String {
    let run = try Run.finished
    let result = try Tool.built.run(["study"] + arguments, in: run.folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors == "")
    return result.output
  }

  @Test("`study list` finds the runs below a folder")
  func list() throws {
    let table = try study("list", ".")
    #expect(table.contains("run") && table.contains("feasible") && table.contains("12"))
    let entry = try #require(try JSON(study("list", ".", "--format", "json"))[0])
    let summary = try Run.finished.summary
    #expect(entry["state"] == .string("feasible"))
    #expect(entry["trials"] == .number(12))
    #expect(entry["flash_bytes"] == summary["selected"]?["flash_bytes"])
    let rows = try study("list", ".", "--format", "csv").split(separator: "\n")
    #expect(rows.first == "run,state,trials,validation_accuracy,flash_bytes")
    #expect(rows.count == 2)
  }

  @Test("`study list` without runs is an empty table")
  func emptyList() throws {
    let result = try Tool.built.run("study", "list", ".", "--format", "json", in: TemporaryFolder())
    #expect(result.status == 0)
    #expect(try JSON(result.output) == .array([]))
  }

  @Test("`study show` prints every trial once")
  func show() throws {
    let trials = try JSON(study("show", "run", "--format", "json")).elements
    #expect(trials.compactMap { $0["trial"]?.number } == (0..<12).map(Double.init))
    for trial in trials {
      // Some were given up when they could not reach the target any more.
      #expect([.string("complete"), .string("pruned")].contains(trial["state"]))
      #expect(trial["candidate"]?.keys.count == 3)
      #expect((trial["samples"]?.number == 359) == (trial["state"] == .string("complete")))
      #expect(trial["silent_neurons"]?.number != nil && trial["feasible"] == nil)
    }
    let rows = try study("show", "run", "--format", "csv").split(separator: "\n")
    #expect(rows.count == 13)
    #expect(rows[0].hasPrefix("trial,id,state,duplicate_of,quantize.weights.bits,"))
    let lines = try study("show", "run").split(separator: "\n")
    #expect(lines.count { $0.contains("complete") || $0.contains("pruned") } == 12)
  }

  @Test("`study best` prints the winner of the summary")
  func best() throws {
    let selected = try Run.finished.summary["selected"]
    let trials = try JSON(study("best", "run", "--format", "json")).elements
    #expect(trials.count == 1)
    for key in ["id", "flash_bytes", "ram_bytes", "validation_accuracy"] {
      #expect(trials.first?[key] == selected?[key], "\(key)")
    }
    let rows = try study("best", "run", "--format", "csv").split(separator: "\n")
    #expect(rows.count == 2)
    #expect(rows[0].hasPrefix("trial,id,state,feasible,duplicate_of,"))
    #expect(rows[1].contains(",complete,true,,"))
    #expect(trials.first?["feasible"] == .bool(true))
    #expect(try study("best", "run").contains("complete  yes"))
  }

  @Test("`study front` prints trials that gain accuracy with every byte they cost")
  func front() throws {
    let trials = try JSON(study("front", "run", "--format", "json")).elements
    let bytes = trials.compactMap { $0["flash_bytes"]?.number }
    let accuracies = trials.compactMap { $0["validation_accuracy"]?.number }
    #expect(!bytes.isEmpty && bytes.count == accuracies.count)
    #expect(zip(bytes, bytes.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(accuracies, accuracies.dropFirst()).allSatisfy { $0 < $1 })
    let rows = try study("front", "run", "--format", "csv").split(separator: "\n")
    #expect(rows.count == 1 + trials.count)
    let table = try study("front", "run")
    #expect(table.split(separator: "\n").count { $0.contains("complete") } == trials.count)
    #expect(try Run.finished.result.output.contains(table))
  }
}
