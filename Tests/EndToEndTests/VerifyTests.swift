import Foundation
import Testing

/// `verify` on emulated boards.
@Suite struct VerifyTests {
  /// Whether all programs are where the tests look for them.
  private static func has(_ programs: String...) -> Bool {
    programs.allSatisfy { FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)") }
  }
  static let hasARM = has("cc", "arm-none-eabi-gcc", "qemu-system-arm")
  static let skipped: Comment = "SKIPPED: needs cc, arm-none-eabi-gcc and qemu-system-arm"

  /// A copy of the finished run.
  private func copy() throws -> Run {
    let run = try Run.finished
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: run.folder.path("run"), toPath: folder.path("run"))
    return Run(folder: folder, result: run.result)
  }

  @Test("A target whose tools are missing is exit code 69, and one line says how to get them")
  func missingTools() throws {
    let result = try Tool.built.run(
      "verify",
      "run",
      "--target",
      "cortex-m0",
      "--target",
      "atmega328p",
      in: try Run.finished.folder,
      environment: ["PATH": "/none"]
    )
    #expect(result.status == 69)
    #expect(result.output == "")
    #expect(
      result.errors
        == "error: cortex-m0, atmega328p: missing cc, arm-none-eabi-gcc, qemu-system-arm, avr-gcc, "
        + "avr-libc, libsimavr; on Debian or Ubuntu: apt-get update && apt-get install -y "
        + "--no-install-recommends gcc libc6-dev "
        + "gcc-arm-none-eabi qemu-system-arm gcc-avr avr-libc libsimavr-dev libelf-dev\n"
    )
  }

  @Test("A target that is named beside `all` is not skipped")
  func namedBesideAll() throws {
    let result = try Tool.built.run(
      "verify",
      "run",
      "--target",
      "cortex-m0",
      "--target",
      "all",
      in: try Run.finished.folder,
      environment: ["PATH": "/none"]
    )
    #expect(result.status == 69)
    #expect(result.errors.hasPrefix("error: cortex-m0: missing cc, "), "\(result.errors)")
  }

  @Test("An export that was written again with another package is what the model gives")
  func otherPackage() throws {
    let run = try copy()
    func tool(_ arguments: String...) throws -> ToolResult {
      try Tool.built.run(arguments, in: run.folder, environment: ["PATH": "/none"])
    }
    #expect(try tool("export", "run", "--output", "run/export", "--package", "arduino").status == 0)
    let result = try tool("verify", "run")
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test("A damaged verification.json is left out of the report, which says so")
  func damagedTable() throws {
    let run = try copy()
    try run.folder.write("{\"schema\": \"other/1\"}", to: "run/verification.json")
    let result = try Tool.built.run("report", "run", in: run.folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("what was verified later is left out"), "\(result.output)")
    #expect(try run.text("report.html").contains("<td>host</td>"))
  }

  @Test("`--target all` skips aloud what cannot be run")
  func skipping() throws {
    let run = try copy()
    let result = try Tool.built.run(
      "verify",
      "run",
      "--target",
      "all",
      in: run.folder,
      environment: ["PATH": "/none"]
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("warning: skipped: rv32imac: missing cc, "))
    #expect(result.output.contains("\nhost        equal "))
    #expect(result.output.contains("\natmega328p  skipped "))
    #expect(result.output.contains("apt-get install"))
  }

  @Test(
    "`verify` on a board measures, stores its table in the run, and notices one changed weight",
    .enabled(if: hasARM, skipped)
  )
  func board() throws {
    let run = try copy()
    func verify(_ arguments: String...) throws -> ToolResult {
      try Tool.built.run(
        ["verify", "run", "--target", "cortex-m0", "--samples", "5", "--quiet"] + arguments,
        in: run.folder
      )
    }
    let good = try verify("--target", "host")
    #expect(good.status == 0, "\(good.errors)")
    #expect(good.output.contains("\ncortex-m0  equal    "))
    #expect(good.output.contains("\nhost       equal  "))
    #expect(good.output.hasPrefix("Boards: 5 test samples of digits, and the inputs of "))

    let json = try JSON(try verify("--format", "json").output)
    #expect(json["schema"] == .string("tinysnn.verification/1"))
    #expect(json["targets"]?[0]?["result"] == .string("equal"))
    let golden = Int(try #require(json["samples"]?["golden"]?.number))
    #expect(golden >= 16)
    #expect(json["targets"]?[0]?["vectors"] == .number(Double(5 + golden)))
    #expect(json["targets"]?[0]?["figures"]?["count"]?["samples"] == .number(5))
    // The stored table has the host's row, too, although the second call did not ask for it.
    let stored = try JSON(try run.text("verification.json"))
    #expect(
      stored["targets"]?.elements.map { $0["target"] } == [.string("host"), .string("cortex-m0")]
    )
    #expect(try run.text("report.html").contains("<td>cortex-m0</td>"))

    try FileManager.default.removeItem(atPath: run.folder.path("run/report.html"))
    let report = try Tool.built.run("report", "run", in: run.folder)
    #expect(report.output.contains("cortex-m0: \(5 + golden) inputs, equal to the simulator"))
    #expect(try run.text("report.html").contains("exact for arm-none-eabi-gcc "))

    let header = try run.text("export/tiny_snn.h")
    let start = try #require(header.range(of: "_weights[] = {\n    0x")?.upperBound)
    let digit = header[start] == "A" ? "5" : "A"
    try run.folder.write(
      header.replacingCharacters(in: start..<header.index(after: start), with: digit),
      to: "run/export/tiny_snn.h"
    )
    let wrong = try verify()
    #expect(wrong.status == 4)
    // The first input is a corner of the image: no test sample shows its weights, golden vectors do.
    #expect(wrong.output.contains("\ncortex-m0  MISMATCH  "), "\(wrong.output)")
    #expect(wrong.output.contains("cortex-m0: first difference: vector "))
    #expect(wrong.output.contains("tiny_snn.h is not what the model gives"))
    let after = try Tool.built.run("report", "run", in: run.folder)
    #expect(after.output.contains("cortex-m0: \(5 + golden) inputs, MISMATCH on "))
  }

  @Test("Samples are counted from 1")
  func samples() throws {
    let folder = try Run.finished.folder
    let result = try Tool.built.run("verify", "run", "--samples", "0", in: folder)
    #expect(result.status == 64)
    #expect(result.errors.contains("--samples takes a number from 1 to 65535, found 0"))
  }
}
