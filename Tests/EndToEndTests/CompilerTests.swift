import Foundation
import Testing

/// What `search` and `verify` do with compilers that are missing, useless or wrong, and with exports
/// that are not what the model gives.
@Suite struct CompilerTests {
  /// A command for `$CC` that changes the first byte of weights and then calls the real compiler.
  private func meddlingCompiler(in folder: TemporaryFolder) throws -> String {
    try script(
      """
      [ -f tiny_snn.h ] && sed -i.old \(Self.changeWeight) tiny_snn.h
      exec cc "$@"
      """,
      in: folder
    )
  }

  /// Makes an executable shell script and returns its path.
  private func script(_ text: String, in folder: TemporaryFolder) throws -> String {
    try folder.write("#!/bin/sh\n\(text)\n", to: "compiler")
    let path = folder.path("compiler")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  /// For sed: another first weight byte of the first layer, whatever it was.
  private static let changeWeight =
    #"-e '/_dense1_weights\[\] = {/{n;s/0x\(.\)0/0x\1F/;t' -e 's/0x\(.\)./0x\10/' -e '}'"#

  private func environment(_ compiler: String) -> [String: String] {
    Tool.environment.merging(["CC": compiler]) { $1 }
  }

  /// A copy of the finished run.
  private func copy() throws -> Run {
    let run = try Run.finished
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: run.folder.path("run"), toPath: folder.path("run"))
    return Run(folder: folder, result: run.result)
  }

  private static let exported: Set = [
    "export/README.md", "export/selftest.c", "export/tiny_snn.h", "export/tiny_snn_vectors.h",
    "export/tinysnn_runtime.h", "export/manifest.json", "export/cmake/src/tiny_snn.c",
  ]

  @Test("A search whose export is compiled wrong is exit code 4, keeps its files and says so")
  func searchMismatch() throws {
    let tools = try TemporaryFolder()
    let compiler = try meddlingCompiler(in: tools)
    let run = try Run.search(Configurations.tiny, environment: environment(compiler))
    #expect(run.result.status == 4, "\(run.result.errors)")
    let good = try Run.finished
    #expect(try run.reproducible == good.reproducible)
    let check = try #require(try run.summary["verification"]?[0])
    #expect((check["mismatches"]?.number ?? 0) > 0)
    let text = run.result.output
    #expect(text.contains("MISMATCH") && text.contains("do not use the export"))
    #expect(text.contains("note: traces ") && text.contains("self-test FAIL "), "\(text)")
    #expect(text.contains("; classes ") && text.contains("layer dense1, neuron "), "\(text)")
    // A finished run that is asked for again says the same.
    let resumed = try Tool.built.run(
      "search",
      "config.yaml",
      "--output",
      "run",
      "--resume",
      in: run.folder
    )
    #expect(resumed.status == 4)
  }

  @Test("`verify` of a model and of a run with a compiler that changes the code is exit code 4")
  func verifyMismatch() throws {
    let tools = try TemporaryFolder()
    let compiler = try meddlingCompiler(in: tools)
    let run = try Run.finished
    for model in ["run", "run/model.tsnn"] {
      let result = try Tool.built.run(
        "verify",
        model,
        in: run.folder,
        environment: environment(compiler)
      )
      #expect(result.status == 4, "\(model): \(result.errors)")
      #expect(result.output.hasPrefix("FAIL  host"), "\(result.output)")
      #expect(result.output.contains("first difference: vector "), "\(result.output)")
    }
  }

  @Test(
    "`verify` of a run compiles the files of the run: one changed weight is exit code 4",
    arguments: [[:], ["PATH": "/none"]]
  )
  func changedWeight(environment: [String: String]) throws {
    let run = try copy()
    let before = try run.text("export/tiny_snn.h")
    let changed = try RunningTool(
      "/bin/sh",
      ["-c", "sed -i.old \(Self.changeWeight) run/export/tiny_snn.h"],
      in: run.folder,
      environment: Tool.environment
    ).wait(seconds: 10)
    #expect(changed.status == 0, "\(changed.errors)")
    let after = try run.text("export/tiny_snn.h")
    #expect(zip(before.utf8, after.utf8).filter { $0 != $1 }.count == 1)
    #expect(before.utf8.count == after.utf8.count)
    let result = try Tool.built.run(
      "verify",
      "run",
      in: run.folder,
      environment: Tool.environment.merging(environment) { $1 }
    )
    #expect(result.status == 4, "\(result.errors)")
    #expect(result.output.contains("tiny_snn.h is not what the model gives"), "\(result.output)")
    if environment.isEmpty {
      #expect(result.output.contains("self-test FAIL "), "\(result.output)")
      #expect(result.output.contains("first difference: vector "), "\(result.output)")
    }
    // The model itself is as good as it was.
    #expect(try Tool.built.run("verify", "run/model.tsnn", in: run.folder).status == 0)
  }

  @Test("`verify` of a run notices files that no compiler looks at", arguments: exported)
  func changedComment(file: String) throws {
    let run = try copy()
    try run.folder.write(run.text(file) + "\n", to: "run/\(file)")
    let result = try Tool.built.run("verify", "run", in: run.folder)
    #expect(result.status == 4)
    let name = file.replacing("export/", with: "")
    #expect(result.output.contains("failure: \(name) is not what"), "\(result.output)")
  }

  @Test(
    "`verify` of a run without its export is exit code 66",
    arguments: exported.union(["export"])
  )
  func missingFile(file: String) throws {
    let run = try copy()
    try FileManager.default.removeItem(atPath: run.folder.path("run/\(file)"))
    let result = try Tool.built.run("verify", "run", in: run.folder)
    #expect(result.status == 66)
    #expect(result.errors.contains("run/\(file)"), "\(result.errors)")
    #expect(result.output == "")
  }

  @Test("A search whose export a working compiler refuses is exit code 4 and keeps its files")
  func searchRefused() throws {
    let tools = try TemporaryFolder()
    let compiler = try script(
      """
      [ -f tiny_snn.h ] && { echo not that header >&2; exit 1; }
      exec cc "$@"
      """,
      in: tools
    )
    let run = try Run.search(Configurations.tiny, environment: environment(compiler))
    #expect(run.result.status == 4, "\(run.result.errors)")
    #expect(try run.reproducible == Run.finished.reproducible)
    #expect(try run.summary["verification"]?[0]?["mismatches"] == .number(1))
    #expect(run.result.output.contains("not that header"), "\(run.result.output)")
    #expect(try run.text("report.html").contains("not that header"))
  }

  @Test("C that a working compiler refuses is exit code 4 with the compiler's words")
  func refused() throws {
    let run = try copy()
    let header = try run.text("export/tiny_snn.h")
    try run.folder.write(header + "int unused = ;\n", to: "run/export/tiny_snn.h")
    let result = try Tool.built.run("verify", "run", in: run.folder)
    #expect(result.status == 4, "\(result.errors)")
    #expect(result.output.contains("the C compiler refuses selftest.c"), "\(result.output)")
    #expect(result.output.contains("tiny_snn.h:"), "\(result.output)")
  }

  @Test("A $CC that is no program is exit code 69 before anything is done")
  func compilerNotFound() throws {
    let run = try Run.search(Configurations.tiny, environment: environment("no-such-cc -O1"))
    #expect(run.result.status == 69)
    #expect(run.result.errors.contains("no-such-cc"), "\(run.result.errors)")
    #expect(run.result.output == "")
    #expect(try run.folder.files(below: "") == ["config.yaml"])
    let finished = try Run.finished
    for model in ["run", "run/model.tsnn"] {
      let result = try Tool.built.run(
        "verify",
        model,
        in: finished.folder,
        environment: environment("/no/such/cc")
      )
      #expect(result.status == 69)
      #expect(result.errors.contains("/no/such/cc"), "\(result.errors)")
    }
  }

  @Test("A compiler that cannot compile anything is exit code 69, and a search keeps its files")
  func unusableCompiler() throws {
    let tools = try TemporaryFolder()
    let compiler = try script("echo no licence today >&2; exit 1", in: tools)
    let run = try Run.search(Configurations.tiny, environment: environment(compiler))
    #expect(run.result.status == 69)
    #expect(run.result.errors.contains(compiler), "\(run.result.errors)")
    #expect(run.result.errors.contains("no licence today"), "\(run.result.errors)")
    #expect(try run.reproducible == Run.finished.reproducible)
    let check = try #require(try run.summary["verification"]?[0])
    #expect(check["mismatches"] == .number(0) && (check["vectors"]?.number ?? 0) > 100)
    #expect(run.result.output.contains("note: the exported files were not compiled"))
    let result = try Tool.built.run(
      "verify",
      "run",
      in: run.folder,
      environment: environment(compiler)
    )
    #expect(result.status == 69)
    #expect(result.errors.contains("no licence today"), "\(result.errors)")
  }
}
