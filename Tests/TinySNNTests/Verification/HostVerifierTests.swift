import CodeGeneration
import FixedPoint
import Foundation
import Quantization
import SpikingNetworks
import Synchronization
import Testing

@testable import TinySNN

@Suite("HostVerifier")
struct HostVerifierTests {
  static let environment = ProcessInfo.processInfo.environment
  static let hasCompiler = (try? HostCompiler.find(in: environment)) != nil
  static let skipped: Comment = "SKIPPED: needs a C compiler in $CC or $PATH"

  @Test(
    "finds a correct export equal",
    .enabled(if: hasCompiler, skipped),
    arguments: InputCoding.allCases,
    [30, 400]
  )
  func equal(coding: InputCoding, count: Int) throws {
    let exporter = try CHeaderExporter(SmallExport.network(coding), name: "net", banner: [])
    let report = try HostVerifier(exporter, environment: Self.environment).verify(
      on: SmallExport.samples(count, coding)
    )
    #expect(report.passed)
    #expect(report.method == .compiled)
    #expect(report.vectors >= 100)
    #expect(report.mismatches == 0 && report.firstMismatch == nil)
    #expect(report.predictionsCompared == count && report.predictionMismatches == 0)
    #expect(report.selfTest?.hasPrefix("PASS ") == true)
    #expect(report.flags.contains("-std=c99"))
  }

  @Test("counts the labels that the exported C finds", arguments: [environment, ["PATH": ""]])
  func accuracy(environment: [String: String]) throws {
    let exporter = try CHeaderExporter(SmallExport.network(), name: "net", banner: [])
    var set = SmallExport.samples(40)
    let classes = IntegerSimulator(exporter.network).evaluate(set).predictions
    // Every fourth label is another class than the network's.
    set.labels = classes.enumerated().map { UInt8($0 % 4 == 0 ? ($1 + 1) % 3 : $1) }
    let report = try HostVerifier(exporter, environment: environment).verify(on: set)
    #expect(report.correct == 30 && report.accuracy == 0.75)
  }

  @Test("stops when the user asks to, before anything is compiled")
  func interrupted() throws {
    let exporter = try CHeaderExporter(SmallExport.network(), name: "net", banner: [])
    var verifier = HostVerifier(exporter, environment: ["PATH": ""])
    verifier.isCancelled = { true }
    #expect(throws: Interrupted.self) { try verifier.verify(on: SmallExport.samples(3)) }
  }

  @Test("names the first difference of a damaged header", .enabled(if: hasCompiler, skipped))
  func damaged() throws {
    let exporter = try CHeaderExporter(SmallExport.network(), name: "net", banner: [])
    let verifier = HostVerifier(exporter, environment: Self.environment)
    var bundle = verifier.bundle
    bundle.files[0] = try SmallExport.otherBundle().files[0]
    let report = try verifier.verify(ExportFiles(bundle), on: SmallExport.samples(120))
    #expect(!report.passed)
    #expect(report.mismatches > 0)
    #expect(report.failures == ["net.h is not what the model gives"])
    #expect(report.firstMismatch?.contains("layer hidden, neuron 0") == true)
    #expect(report.selfTest?.hasPrefix("FAIL ") == true)
  }

  @Test("refuses the export of another network", arguments: [environment, ["PATH": ""]])
  func foreign(environment: [String: String]) throws {
    let exporter = try CHeaderExporter(SmallExport.network(), name: "net", banner: [])
    let files = ExportFiles(try SmallExport.otherBundle())
    let report = try HostVerifier(exporter, environment: environment).verify(
      files,
      on: SmallExport.samples(9)
    )
    #expect(!report.passed)
    #expect(report.failures.contains("net.h is not what the model gives"))
    #expect(report.failures.contains("net_vectors.h is not what the model gives"))
  }

  /// Verifies the export with `text` put at the end of the file `name`.
  private func report(
    adding text: String,
    to name: String,
    deadline: Double = 60
  ) throws -> VerificationReport {
    let exporter = try CHeaderExporter(SmallExport.network(), name: "net", banner: [])
    var verifier = HostVerifier(exporter, environment: Self.environment)
    verifier.deadline = deadline
    var bundle = verifier.bundle
    let index = try #require(bundle.files.firstIndex { $0.name == name })
    bundle.files[index].text += text
    return try verifier.verify(ExportFiles(bundle), on: SmallExport.samples(3))
  }

  @Test("says what the compiler said about broken C", .enabled(if: hasCompiler, skipped))
  func broken() throws {
    let report = try report(adding: "\nint unused = ;\n", to: "net.h")
    #expect(!report.passed)
    #expect(report.vectors == 0 && report.predictionsCompared == 0 && report.selfTest == nil)
    #expect(report.failures.count == 2)
    #expect(report.failures.last?.contains("the C compiler refuses selftest.c:") == true)
    #expect(report.failures.last?.contains("net.h:") == true)
    #expect(report.text.contains("traces    not compared"))
  }

  /// C that runs when the program ends, after everything was printed.
  private func atEnd(_ statement: String) -> String {
    """

    #include <stdio.h>
    #include <stdlib.h>
    __attribute__((destructor)) static void at_end(void)
    {
        (void)fflush(stdout);
        \(statement)
    }

    """
  }

  @Test("does not believe a PASS before a crash", .enabled(if: hasCompiler, skipped))
  func passThenCrash() throws {
    let report = try report(adding: atEnd("abort();"), to: "selftest.c")
    #expect(!report.passed && report.selfTestFailed)
    #expect(report.selfTest?.hasPrefix("FAIL (signal 6 after printing `PASS ") == true)
    #expect(report.mismatches == 0 && report.vectors >= 100)
  }

  @Test("demands status 0 of the driver", .enabled(if: hasCompiler, skipped))
  func driverStatus() throws {
    let report = try report(adding: atEnd("_Exit(3);"), to: "net.h")
    #expect(!report.passed)
    #expect(report.selfTest?.hasPrefix("FAIL (exit status 3 after printing `PASS ") == true)
    #expect(report.failures.last == "host_driver failed: exit status 3")
  }

  @Test("reports a program that does not end", .enabled(if: hasCompiler, skipped))
  func endless() throws {
    let report = try report(adding: atEnd("for (;;) {}"), to: "selftest.c", deadline: 2)
    #expect(!report.passed)
    #expect(report.selfTest?.hasPrefix("FAIL (it did not end in time after printing ") == true)
  }

  @Test("names each kind of difference apart")
  func differenceNotes() {
    let report = VerificationReport(
      target: "host",
      method: .compiled,
      vectors: 128,
      mismatches: 3,
      firstMismatch: "vector 7",
      selfTest: "FAIL 3/16",
      predictionsCompared: 359,
      predictionMismatches: 7,
      failures: ["net.h is not what the model gives"],
      note: nil
    )
    #expect(report.differences == 12)
    #expect(
      report.differenceNotes == [
        "traces 125/128 equal in all layers and steps; classes 352/359 equal; self-test FAIL 3/16",
        "net.h is not what the model gives", "first difference: vector 7",
      ]
    )
  }

  @Test(
    "runs the runtime in process without a compiler and says so",
    arguments: InputCoding.allCases
  )
  func inProcess(coding: InputCoding) throws {
    let exporter = try CHeaderExporter(SmallExport.network(coding), name: "net", banner: [])
    let report = try HostVerifier(exporter, environment: ["PATH": "/nonexistent"]).verify(
      on: SmallExport.samples(150, coding)
    )
    #expect(report.passed)
    #expect(report.method == .inProcess && report.selfTest == nil)
    #expect(report.note?.contains("no C compiler") == true)
  }

  @Test("sees a wrong reference", arguments: [0, 99])
  func wrongReference(sample: Int) throws {
    let network = SmallExport.network()
    let exporter = try CHeaderExporter(network, name: "net", banner: [])
    let simulator = IntegerSimulator(network)
    let report = try HostVerifier(exporter, environment: ["PATH": ""]).verify(
      on: SmallExport.samples(120),
      reference: { input, index in
        var trace = simulator.trace(input, sample: index)
        if index == sample { trace.steps[2][1].membranes[1] += 1 }
        return trace
      }
    )
    #expect(report.mismatches == 1)
    #expect(
      report.firstMismatch?.hasPrefix("vector \(sample), step 2, layer output, neuron 1") == true
    )
  }

  @Test("stops a program that does not end")
  func deadline() throws {
    let result = try ChildProcess(
      folder: FileManager.default.temporaryDirectory,
      deadline: 0.3
    ).run("/bin/sleep", ["30"])
    #expect(result.timedOut && result.status != 0)
  }

  @Test("stops a program when the user asks to")
  func cancellation() throws {
    let asked = Mutex(0)
    let process = ChildProcess(
      folder: FileManager.default.temporaryDirectory,
      deadline: 30,
      isCancelled: {
        asked.withLock {
          $0 += 1
          return $0 > 1
        }
      }
    )
    #expect(throws: Interrupted.self) { try process.run("/bin/sleep", ["30"]) }
  }

  @Test("reads $CC with arguments before $PATH")
  func compilerSearch() throws {
    #expect(try HostCompiler.find(in: ["CC": "/bin/sh -c"])?.leadingArguments == ["-c"])
    #expect(try HostCompiler.find(in: ["CC": "sh", "PATH": "/nowhere:/bin"])?.path == "/bin/sh")
    #expect(try HostCompiler.find(in: [:]) == nil)
    #expect(try HostCompiler.find(in: ["CC": "", "PATH": "/nowhere"]) == nil)
  }

  @Test("refuses a $CC that is no program", arguments: ["no-such-cc -m32", "/etc/passwd", "/etc"])
  func compilerNotFound(command: String) {
    #expect(throws: VerificationFailure.compilerNotFound(command: command)) {
      try HostCompiler.find(in: ["CC": command, "PATH": "/bin"])
    }
  }

  @Test(
    "tells a compiler that cannot be used from C that cannot be compiled",
    arguments: ["/bin/false", "/bin/true", "/bin/sh -c"]
  )
  func unusableCompiler(command: String) throws {
    let exporter = try CHeaderExporter(SmallExport.network(), name: "net", banner: [])
    let verifier = HostVerifier(exporter, environment: ["CC": command])
    let error = #expect(throws: VerificationFailure.self) {
      try verifier.verify(on: SmallExport.samples(3))
    }
    guard case .compilerUnusable(command, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
