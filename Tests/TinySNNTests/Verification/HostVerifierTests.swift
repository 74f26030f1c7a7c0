import CodeGeneration
import FixedPoint
import Foundation
import Quantization
import SpikingNetworks
import Testing

@testable import TinySNN

@Suite("HostVerifier")
struct HostVerifierTests {
  static let environment = ProcessInfo.processInfo.environment
  static let hasCompiler = (try? HostCompiler.find(in: environment)) != nil
  static let skipped: Comment = "SKIPPED: needs a C compiler in $CC or $PATH"

  /// 8 inputs, 5 and 3 neurons, integers from a small generator.
  private func network(_ coding: InputCoding = .direct) -> QuantizedNetwork {
    var word: UInt32 = 1
    func draw(_ limit: Int) -> Int {
      word = word &* 1_664_525 &+ 1_013_904_223
      return Int(word >> 16) % (2 * limit + 1) - limit
    }
    func layer(_ name: String, _ inputs: Int, _ outputs: Int, fires: Bool) -> QuantizedLayer {
      QuantizedLayer(
        name: name,
        geometry: .dense(inputs: inputs, units: outputs),
        weights: QuantizedWeights(
          grid: .symmetric,
          bits: 4,
          values: (0..<inputs * outputs).map { _ in Int16(draw(7)) },
          scales: [0.125]
        ),
        guardBits: 0,
        guardRounding: .floor,
        bias: nil,
        decay: .shift(distances: [3], bits: 2, rounding: .halfUp),
        firing: fires
          ? IntegerFiring(
            threshold: ScaledIntegers(bits: 5, exponent: 0, mantissas: [9]),
            reset: .subtract
          ) : nil,
        membraneBits: 10,
        overflow: .saturate
      )
    }
    return QuantizedNetwork(
      input: InputSpec(
        shape: SampleShape(height: 2, width: 4),
        coding: coding,
        bits: 3,
        timesteps: 6
      ),
      encodingSeed: 11,
      layers: [layer("hidden", 8, 5, fires: true), layer("output", 5, 3, fires: false)],
      readout: .membrane(.sum)
    )
  }

  private func samples(_ count: Int) -> SampleSet {
    let network = network()
    let inputs = TestVectors.randomInputs(for: network, count: count)
    return SampleSet(
      shape: network.input.shape,
      classCount: 3,
      maximum: 7,
      inputs: inputs.flatMap { $0 },
      labels: [UInt8](repeating: 0, count: count)
    )
  }

  @Test(
    "finds a correct export equal",
    .enabled(if: hasCompiler, skipped),
    arguments: InputCoding.allCases,
    [30, 400]
  )
  func equal(coding: InputCoding, count: Int) throws {
    let exporter = try CHeaderExporter(network(coding), name: "net", banner: [])
    let report = try HostVerifier(exporter, environment: Self.environment).verify(
      on: samples(count)
    )
    #expect(report.passed)
    #expect(report.method == .compiled)
    #expect(report.vectors >= 100)
    #expect(report.mismatches == 0 && report.firstMismatch == nil)
    #expect(report.predictionsCompared == count && report.predictionMismatches == 0)
    #expect(report.selfTest?.hasPrefix("PASS ") == true)
  }

  @Test("names the first difference of a damaged header", .enabled(if: hasCompiler, skipped))
  func damaged() throws {
    let exporter = try CHeaderExporter(network(), name: "net", banner: [])
    let verifier = HostVerifier(exporter, environment: Self.environment)
    var bundle = verifier.bundle
    bundle.files[0] = try otherBundle().files[0]
    let report = try verifier.verify(ExportFiles(bundle), on: samples(120))
    #expect(!report.passed)
    #expect(report.mismatches > 0)
    #expect(report.failures == ["net.h is not what the model gives"])
    #expect(report.firstMismatch?.contains("layer hidden, neuron 0") == true)
    #expect(report.selfTest?.hasPrefix("FAIL ") == true)
  }

  /// The export of a network with one other weight: files that agree with each other.
  private func otherBundle() throws -> CSourceBundle {
    var other = network()
    other.layers[0].weights.values[0] += other.layers[0].weights.values[0] > 0 ? -1 : 1
    return try CHeaderExporter(other, name: "net", banner: []).render()
  }

  @Test("refuses the export of another network", arguments: [environment, ["PATH": ""]])
  func foreign(environment: [String: String]) throws {
    let exporter = try CHeaderExporter(network(), name: "net", banner: [])
    let files = ExportFiles(try otherBundle())
    let report = try HostVerifier(exporter, environment: environment).verify(files, on: samples(9))
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
    let exporter = try CHeaderExporter(network(), name: "net", banner: [])
    var verifier = HostVerifier(exporter, environment: Self.environment)
    verifier.deadline = deadline
    var bundle = verifier.bundle
    let index = try #require(bundle.files.firstIndex { $0.name == name })
    bundle.files[index].text += text
    return try verifier.verify(ExportFiles(bundle), on: samples(3))
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
    let exporter = try CHeaderExporter(network(coding), name: "net", banner: [])
    let report = try HostVerifier(exporter, environment: ["PATH": "/nonexistent"]).verify(
      on: samples(150)
    )
    #expect(report.passed)
    #expect(report.method == .inProcess && report.selfTest == nil)
    #expect(report.note?.contains("no C compiler") == true)
  }

  @Test("sees a wrong reference", arguments: [0, 99])
  func wrongReference(sample: Int) throws {
    let network = network()
    let exporter = try CHeaderExporter(network, name: "net", banner: [])
    let simulator = IntegerSimulator(network)
    let report = try HostVerifier(exporter, environment: ["PATH": ""]).verify(
      on: samples(120),
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
    let exporter = try CHeaderExporter(network(), name: "net", banner: [])
    let verifier = HostVerifier(exporter, environment: ["CC": command])
    let error = #expect(throws: VerificationFailure.self) { try verifier.verify(on: samples(3)) }
    guard case .compilerUnusable(command, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
