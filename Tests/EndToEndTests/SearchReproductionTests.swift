import Foundation
import Testing

@Suite struct SearchReproductionTests {
  @Test("Any number of jobs gives the same bytes", arguments: [1, 2, 3])
  func jobs(_ jobs: Int) throws {
    let reference = try Run.undisturbed
    let run = try Run.search(Configurations.long, "--jobs", "\(jobs)")
    #expect(run.result.status == 0, "\(run.result.errors)")
    let (expected, actual) = (try reference.reproducible, try run.reproducible)
    #expect(expected.keys.sorted() == actual.keys.sorted())
    for (file, data) in expected where actual[file] != data {
      Issue.record("\(file) differs with \(jobs) jobs")
    }
    #expect(try run.summaryWithoutSeconds == reference.summaryWithoutSeconds)
  }

  @Test("TINYSNN_ISA=baseline gives the same bytes with any number of jobs, and others are refused")
  func instructionSets() throws {
    func run(_ set: String, _ jobs: String) throws -> Run {
      var environment = Tool.environment
      environment["TINYSNN_ISA"] = set
      return try Run.search(Configurations.tiny, "--jobs", jobs, environment: environment)
    }
    let (one, two) = (try run("baseline", "1"), try run("baseline", "2"))
    #expect(one.result.status == 0, "\(one.result.errors)")
    #expect(try one.reproducible == two.reproducible)
    let unknown = try run("mmx", "1")
    #expect(unknown.result.status == 65)
    #expect(unknown.result.errors.contains("baseline"))
  }

  @Test("The baseline kernels give the recorded figures and header on every processor")
  func goldenRun() throws {
    var environment = Tool.environment
    environment["TINYSNN_ISA"] = "baseline"
    let run = try Run.search(Configurations.tiny, environment: environment)
    #expect(run.result.status == 0, "\(run.result.errors)")
    try expectSnapshot(try run.text("evaluations.csv"), named: "baseline-evaluations.csv")
    let header = try #require(
      try run.reproducible.keys.first { $0.hasPrefix("export/") && $0.hasSuffix("_vectors.h") }
    )
    try expectSnapshot(try run.text(header), named: "baseline-vectors.h")
  }

  @Test("Another seed gives another study and another model")
  func seed() throws {
    let reference = try Run.finished
    let run = try Run.search(Configurations.tiny, "--seed", "2")
    #expect(run.result.status == 0)
    #expect(try run.summary["seed"] == .number(2))
    #expect(try run.text("journal.jsonl") != reference.text("journal.jsonl"))
    #expect(try run.text("model.tsnn") != reference.text("model.tsnn"))
    #expect(try run.text("experiment.yaml").contains("seed: 2\n"))
  }
}
