import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks
import Testing

@testable import TinySNN

/// Exports on emulated boards; those whose tools are missing are named when the suite starts.
@Suite struct BoardVerifierTests {
  static let environment = ProcessInfo.processInfo.environment
  /// The targets that can be run here.
  static let installed = VerificationTarget.allCases.filter { target in
    guard target.board != nil else { return false }
    let missing = target.tools.filter {
      (try? $0.isInstalled(
        in: environment,
        folder: FileManager.default.temporaryDirectory
      )) != true
    }
    if !missing.isEmpty {
      print("SKIPPED: \(target.rawValue), for lack of \(missing.map(\.name))")
    }
    return missing.isEmpty
  }
  /// One target of each family.
  static let families = installed.filter { [.cortexM0, .rv32imac, .atmega2560].contains($0) }

  /// Those, and a board whose memories lie elsewhere.
  static let measured = families + installed.filter { $0 == .cortexM33 }
  /// Two of them, where what is tested does not depend on the family but on the emulator.
  static let emulators = families.filter { $0 != .rv32imac }
  /// One of them, where it depends on neither.
  static let single = Array(families.prefix(1))

  /// Verifies `files`, or the right ones, on `target` with three samples.
  private func report(
    on target: VerificationTarget,
    _ exporter: CHeaderExporter,
    _ files: CSourceBundle,
    deadline: Double = 60
  ) throws -> VerificationReport {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tinysnn-boards-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let verifier = try BoardVerifier(
      exporter,
      ExportFiles(files),
      inputs: TestVectors.randomInputs(for: exporter.network, count: 3),
      options: VerificationOptions(samples: 3, countedSamples: 2, deadline: deadline),
      environment: Self.environment,
      folder: folder
    )
    return try verifier.verify(target, try #require(target.board))
  }

  @Test("finds a correct export equal and measures it", arguments: measured)
  func equal(target: VerificationTarget) throws {
    let report = try report(on: target, SmallExport.exporter(), SmallExport.bundle.get())
    #expect(report.result == .equal, "\(report.remarks)")
    #expect(report.vectors == 3 && report.predictionsCompared == 3 && report.mismatches == 0)
    #expect(report.selfTest?.hasPrefix("PASS ") == true)
    let figures = try #require(report.figures)
    #expect(figures.staticBytes == 0)
    #expect(figures.codeBytes > 100 && figures.tableBytes >= 8 * 3 + 5 * 2)
    #expect(figures.flags.last == "-Os")
    let count = try #require(figures.count)
    #expect(count.unit == (target.board?.family == .avr ? .cycles : .instructions))
    #expect(count.samples == (target.board?.family == .avr ? 3 : 2))
    // Each of the 6 steps advances 8 neurons.
    #expect(count.minimum > 6 * 8 && count.minimum <= count.maximum)
    #expect(Double(count.minimum) <= count.mean && count.mean <= Double(count.maximum))
    let stack = try #require(figures.stackBytes)
    #expect(stack > 0 && stack < 256)
    if target.board?.family == .avr {
      #expect(figures.stackBound == nil)
    } else {
      #expect(try #require(figures.stackBound) >= stack)
    }
  }

  @Test("follows the random draws of a rate coding", arguments: single)
  func rate(target: VerificationTarget) throws {
    let exporter = try SmallExport.exporter(SmallExport.network(.rate))
    let report = try report(on: target, exporter, exporter.render())
    #expect(report.result == .equal, "\(report.remarks)")
    #expect(report.vectors == 3)
  }

  @Test("notices one changed weight", arguments: emulators)
  func changedWeight(target: VerificationTarget) throws {
    let report = try report(on: target, SmallExport.exporter(), SmallExport.otherBundle())
    #expect(report.result == .different)
    #expect(report.mismatches > 0)
    #expect(report.firstMismatch?.contains(", layer hidden: expected checksum ") == true)
    // The other files agree with each other: only the samples show that they are wrong.
    #expect(report.selfTest?.hasPrefix("PASS ") == true)
  }

  @Test("notices a run that differs from its steps", arguments: single)
  func changedRun(target: VerificationTarget) throws {
    let report = try report(
      on: target,
      SmallExport.exporter(),
      inRun("state->output_membranes[0]++;")
    )
    #expect(report.mismatches == 3)
    #expect(report.firstMismatch?.hasPrefix("vector 0, after run, layer output: ") == true)
    #expect(report.selfTest != nil)
  }

  @Test("names a fault", arguments: families)
  func fault(target: VerificationTarget) throws {
    // An instruction that no processor has, or a write behind the end of RAM.
    let statement =
      switch target.board?.family {
      case .cortexM: "__asm__ volatile(\"udf #0\");"
      case .rv32: "__asm__ volatile(\"unimp\");"
      case .avr, nil: "*(volatile uint8_t *)0x9000U = 1U;"
      }
    let report = try report(on: target, SmallExport.exporter(), inRun(statement))
    #expect(report.result == .different)
    #expect(
      report.failures.first?.hasPrefix("after 0 of 3 samples: the processor took a fault") == true,
      "\(report.failures)"
    )
    #expect(report.selfTest?.hasPrefix("FAIL (exit status 99") == true)
  }

  @Test("stops a program that does not end", arguments: emulators)
  func endless(target: VerificationTarget) throws {
    let report = try report(
      on: target,
      SmallExport.exporter(),
      inRun("for (;;) {\n    }"),
      deadline: 0.5
    )
    #expect(report.result == .different)
    #expect(report.failures.first?.contains("it did not end in time") == true)
    #expect(report.selfTest == "FAIL (it did not end in time)")
  }

  @Test("calls a tool that does not work a tool that does not work", arguments: single)
  func brokenTool(target: VerificationTarget) throws {
    // A compiler of boards that cannot compile anything.
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tinysnn-boards-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let verifier = try BoardVerifier(
      SmallExport.exporter(),
      ExportFiles(SmallExport.bundle.get()),
      inputs: [],
      options: VerificationOptions(samples: 1),
      environment: ["PATH": folder.path],
      folder: folder
    )
    let board = try #require(target.board)
    let compiler = folder.appendingPathComponent(board.family.toolPrefix + "gcc")
    try FileManager.default.createSymbolicLink(
      at: compiler,
      withDestinationURL: URL(fileURLWithPath: "/bin/false")
    )
    let failure = try #require(throws: VerificationFailure.self) {
      try verifier.verify(target, board)
    }
    guard case .compilerUnusable(compiler.path, _) = failure else {
      Issue.record("\(failure)")
      return
    }
  }

  @Test("does not believe a PASS with another exit code", arguments: emulators)
  func exitCode(target: VerificationTarget) throws {
    let report = try report(
      on: target,
      SmallExport.exporter(),
      changed("selftest.c") { $0.replacing("? 0 : 1;", with: "? 3 : 1;") }
    )
    #expect(report.selfTest?.hasPrefix("FAIL (exit status 3 after printing `PASS ") == true)
    #expect(report.mismatches == 0 && report.failures.isEmpty)
    #expect(report.result == .different)
  }

  /// The export with another text of the file `name`.
  private func changed(_ name: String, _ change: (String) -> String) throws -> CSourceBundle {
    var bundle = try SmallExport.bundle.get()
    let index = try #require(bundle.files.firstIndex { $0.name == name })
    let text = change(bundle.files[index].text)
    #expect(text != bundle.files[index].text)
    bundle.files[index].text = text
    return bundle
  }

  /// The export with `statement` at the end of `net_run`.
  private func inRun(_ statement: String) throws -> CSourceBundle {
    try changed("net.h") {
      $0 + """

        static inline uint16_t net_run_and_more(net_state_t *state, const uint8_t *input)
        {
            const uint16_t prediction = net_run(state, input);

            \(statement)
            return prediction;
        }
        #define net_run net_run_and_more

        """
    }
  }
}
