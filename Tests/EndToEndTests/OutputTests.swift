import Foundation
import Testing

/// Standard output and standard error that take nothing: full disks and closed pipes.
@Suite struct OutputTests {
  /// Runs a line of the shell in which `$TINYSNN` is the tool.
  private func shell(_ line: String) throws -> ToolResult {
    let folder = try TemporaryFolder()
    let environment = Tool.environment.merging(["TINYSNN": Tool.built.path]) { first, _ in first }
    return try RunningTool("/bin/sh", ["-c", line], in: folder, environment: environment)
      .wait(seconds: 60)
  }

  @Test(
    "A full standard output is exit code 74 with a message",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: ["init", "datasets", "datasets info digits", "search --dry-run", "study list ."]
  )
  func full(_ command: String) throws {
    let result = try shell(#""$TINYSNN" \#(command) > /dev/full"#)
    #expect(result.status == 74)
    #expect(result.errors.hasPrefix("error: cannot write to standard output: "), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }

  @Test(
    "A pipe that is closed early is no crash and no complaint",
    arguments: ["init", "datasets"]
  )
  func closedPipe(_ command: String) throws {
    // The reader is gone before the first write.
    let line = #"{ sleep 0.5; "$TINYSNN" \#(command); echo "status $?" >&2; } | true"#
    let result = try shell(line)
    #expect(result.status == 0)
    #expect(result.errors == "status 74\n")
  }

  @Test(
    "A standard error that takes nothing changes neither result nor exit code",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"))
  )
  func fullErrors() throws {
    let model = try Run.finished.folder.path("run/model.tsnn")
    for sink in ["2> /dev/full", "2>&1 >result | true", "2>&-"] {
      let line = """
        { sleep 0.2; "$TINYSNN" evaluate '\(model)' > result; echo $? > status; } \(sink)
        sleep 0.1; cat status result
        """
      let result = try shell(line)
      #expect(result.output.hasPrefix("0\n"), "\(sink): \(result.output)")
      #expect(result.output.contains("359 validation samples"), "\(sink): \(result.output)")
    }
    let missing = try shell(#""$TINYSNN" inspect nowhere 2> /dev/full"#)
    #expect(missing.status == 66)
  }
}
