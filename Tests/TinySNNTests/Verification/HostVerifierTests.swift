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
  static let hasCompiler = HostCompiler(environment: environment) != nil
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
        inputCount: inputs,
        outputCount: outputs,
        weights: QuantizedWeights(
          grid: .symmetric,
          bits: 4,
          values: (0..<inputs * outputs).map { _ in Int16(draw(7)) },
          scales: [0.125]
        ),
        guardBits: 0,
        guardRounding: .floor,
        bias: nil,
        decay: .shift(distance: 3, bits: 2, rounding: .halfUp),
        firing: fires
          ? IntegerFiring(
            threshold: ScaledIntegers(bits: 5, exponent: 0, mantissas: [9]),
            reset: .subtract,
            resetValue: 0
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
      exporter.render(),
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
    var other = network()
    other.layers[0].weights.values[0] += other.layers[0].weights.values[0] > 0 ? -1 : 1
    var bundle = exporter.render()
    bundle.files[0] = try CHeaderExporter(other, name: "net", banner: []).render().files[0]
    let report = try HostVerifier(exporter, environment: Self.environment).verify(
      bundle,
      on: samples(120)
    )
    #expect(!report.passed)
    #expect(report.mismatches > 0)
    #expect(report.firstMismatch?.contains("layer hidden, neuron 0") == true)
    #expect(report.selfTest?.hasPrefix("FAIL ") == true)
  }

  @Test("says what the compiler said about broken C", .enabled(if: hasCompiler, skipped))
  func broken() throws {
    let exporter = try CHeaderExporter(network(), name: "net", banner: [])
    var bundle = exporter.render()
    bundle.files[0].text += "\nint unused = ;\n"
    let verifier = HostVerifier(exporter, environment: Self.environment)
    #expect(throws: VerificationFailure.self) { try verifier.verify(bundle, on: samples(3)) }
  }

  @Test(
    "runs the runtime in process without a compiler and says so",
    arguments: InputCoding.allCases
  )
  func inProcess(coding: InputCoding) throws {
    let exporter = try CHeaderExporter(network(coding), name: "net", banner: [])
    let report = try HostVerifier(exporter, environment: ["PATH": "/nonexistent"]).verify(
      exporter.render(),
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
      exporter.render(),
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
  func compilerSearch() {
    #expect(HostCompiler(environment: ["CC": "/bin/sh -c"])?.leadingArguments == ["-c"])
    #expect(HostCompiler(environment: ["CC": "sh", "PATH": "/nowhere:/bin"])?.path == "/bin/sh")
    #expect(HostCompiler(environment: ["CC": "no-such-compiler", "PATH": "/bin"]) == nil)
    #expect(HostCompiler(environment: [:]) == nil)
  }
}
