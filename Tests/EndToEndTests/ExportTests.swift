import Foundation
import Testing

/// `export`, `verify` and `report` on a finished run.
@Suite struct ExportTests {
  @Test("`export` writes the same files as the search did")
  func sameFiles() throws {
    let run = try Run.finished
    let folder = try TemporaryFolder()
    let result = try Tool.built.run(
      "export",
      run.folder.path("run"),
      "--output",
      "out",
      in: folder
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(try folder.files(below: "out") == run.folder.files(below: "run/export"))
    for file in try folder.files(below: "out") {
      #expect(try folder.data("out/\(file)") == run.folder.data("run/export/\(file)"), "\(file)")
      #expect(result.output.contains("out/\(file)\n"))
    }
  }

  @Test("`export --name` renames everything, and the export still compiles and passes")
  func name() throws {
    let model = try Run.finished.folder.path("run/model.tsnn")
    let folder = try TemporaryFolder()
    let result = try Tool.built.run(
      "export",
      model,
      "--output",
      "out",
      "--name",
      "My_Net2",
      in: folder
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(folder.contains("out/My_Net2.h") && folder.contains("out/My_Net2_vectors.h"))
    for file in try folder.files(below: "out") {
      #expect(try !folder.text("out/\(file)").contains("tiny_snn"), "\(file)")
    }
    try CCompiler.expectSelfTestPasses(folder.path("out"))
  }

  @Test("`export --package` adds folders, and refuses names that they have no place for")
  func packages() throws {
    let model = try Run.finished.folder.path("run/model.tsnn")
    let folder = try TemporaryFolder()
    func export(_ output: String, _ more: String...) throws -> ToolResult {
      try Tool.built.run(["export", model, "--output", output] + more, in: folder)
    }
    let header = try export("header", "--package", "header")
    #expect(header.status == 0, "\(header.errors)")
    #expect(try folder.files(below: "header").allSatisfy { !$0.contains("/") })
    let cmake = try export("cmake", "--package", "cmake")
    #expect(cmake.status == 0, "\(cmake.errors)")
    #expect(folder.contains("cmake/cmake/CMakeLists.txt") && folder.contains("cmake/selftest.c"))
    #expect(!folder.contains("cmake/arduino"))
    let refused = try export("refused", "--package", "cmake", "--name", "test")
    #expect(refused.status == 65 && !folder.contains("refused"), "\(refused.errors)")
    #expect(try export("other", "--package", "zephyr").status == 64)
  }

  @Test("Names that C does not allow are exit code 65", arguments: ["9x", "a-b", "int", ""])
  func wrongName(_ name: String) throws {
    let model = try Run.finished.folder.path("run/model.tsnn")
    let folder = try TemporaryFolder()
    let result = try Tool.built.run(
      "export",
      model,
      "--output",
      "out",
      "--name",
      name,
      in: folder
    )
    #expect(result.status == 65, "\(result.output)")
    #expect(!folder.contains("out"))
  }

  @Test("`verify` compares traces, classes and the self-test, with and without a compiler")
  func verify() throws {
    let run = try Run.finished
    let text = try Tool.built.run("verify", "run", in: run.folder)
    #expect(text.status == 0)
    #expect(text.output.hasPrefix("PASS  host (exported files"))
    #expect(text.output.contains("359/359 equal"))
    let json = try Tool.built.run("verify", "run", "--format", "json", "--quiet", in: run.folder)
    let table = try JSON(json.output)
    #expect(json.errors == "")
    #expect(table["targets"]?.elements.count == 1)
    let report = try #require(table["targets"]?[0])
    #expect(report["method"] == .string("compiled"))
    #expect(report["mismatches"] == .number(0))
    #expect(report["prediction_mismatches"] == .number(0))
    #expect(report["self_test"]?.string?.hasPrefix("PASS ") == true)

    let alone = try Tool.built.run("verify", "run", in: run.folder, environment: ["PATH": "/none"])
    #expect(alone.status == 0)
    #expect(alone.output.contains("in process") && alone.output.contains("no C compiler"))
  }

  @Test("`report` writes the page again and prints the summary")
  func report() throws {
    let run = try Run.search(Configurations.tiny)
    let page = try run.text("report.html")
    try FileManager.default.removeItem(atPath: run.folder.path("run/report.html"))
    let result = try Tool.built.run("report", "run", in: run.folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try run.text("report.html") == page)
    #expect(run.result.output.hasSuffix(result.output))
    for forbidden in ["http://", "https://", "<script src", "@import"] {
      #expect(!page.replacing("http://www.w3.org", with: "").contains(forbidden), "\(forbidden)")
    }
  }
}
