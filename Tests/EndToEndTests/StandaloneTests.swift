import Foundation
import Testing

/// The tool outside its build folder, and without the programs that it can use.
@Suite struct StandaloneTests {
  @Test("A copied binary in an empty folder with an empty environment searches the embedded digits")
  func copied() throws {
    let folder = try TemporaryFolder()
    // Copied by another process: a descriptor open for writing here could reach a process that another
    // test starts at this moment, and the copy could not be executed then ("text file busy").
    let copy = try RunningTool(
      "/bin/cp",
      [Tool.built.path, folder.path("tinysnn")],
      in: folder,
      environment: [:]
    ).wait(seconds: 60)
    #expect(copy.status == 0)
    let result = try Tool(path: folder.path("tinysnn")).run(
      "search",
      "--set",
      "train.epochs=3",
      "--set",
      "search.budget.trials=4",
      "--target-acc",
      "0.5",
      in: folder,
      environment: [:]
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(folder.contains("results/digits/run-001/export/digits_snn.h"))
  }

  @Test("Without a C compiler the search succeeds, verifies in process, and says so")
  func noCompiler() throws {
    let folder = try TemporaryFolder()
    let run = try Run.search(
      Configurations.tiny,
      environment: ["PATH": folder.url.path, "HOME": folder.url.path]
    )
    #expect(run.result.status == 0, "\(run.result.errors)")
    #expect(run.result.output.contains("note: no C compiler in $CC or $PATH"))
    #expect(try run.summary["verification"]?[0]?["mismatches"] == .number(0))
    #expect(try run.text("report.html").contains("no C compiler"))
    let (actual, expected) = (try run.reproducible, try Run.finished.reproducible)
    #expect(actual == expected)
  }
}
