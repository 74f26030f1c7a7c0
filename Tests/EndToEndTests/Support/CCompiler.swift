import Foundation
import Testing

/// The host's C compiler, which these tests need as the tool's users do.
enum CCompiler {
  /// Compiles `selftest.c` of an export as strictly as its users may, runs it, and expects it to pass.
  static func expectSelfTestPasses(
    _ export: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try TemporaryFolder()
    let flags = ["-std=c99", "-Wall", "-Wextra", "-Wconversion", "-Wpedantic", "-Werror"]
    let compiled = try RunningTool(
      "/usr/bin/env",
      ["cc"] + flags + ["\(export)/selftest.c", "-o", "selftest"],
      in: folder,
      environment: Tool.environment
    ).wait(seconds: 60)
    #expect(compiled.status == 0, "\(compiled.errors)", sourceLocation: sourceLocation)
    guard compiled.status == 0 else { return }
    let ran = try RunningTool(
      folder.path("selftest"),
      [],
      in: folder,
      environment: [:]
    ).wait(seconds: 60)
    #expect(ran.status == 0, "\(ran.output)", sourceLocation: sourceLocation)
    let words = ran.output.split(whereSeparator: { " /\n".contains($0) })
    #expect(words.count == 3 && words[0] == "PASS" && words[1] == words[2], "\(ran.output)")
    #expect((words.last.flatMap { Int($0) } ?? 0) > 0, sourceLocation: sourceLocation)
  }
}
