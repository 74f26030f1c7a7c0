import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks
import Testing

@testable import TinySNN

/// Networks that are larger than a board.
@Suite(
  .enabled(
    if: BoardVerifierTests.installed.contains(.atmega328p),
    "SKIPPED: needs avr-gcc and libsimavr"
  )
)
struct BoardMemoryTests {
  /// Verifies a network of one dense layer with 8-bit weights.
  private func report(
    _ target: VerificationTarget,
    inputs: Int,
    outputs: Int,
    changing change: (inout CSourceBundle) throws -> Void = { _ in }
  ) throws -> VerificationReport {
    var network = SmallExport.network()
    network.input.shape = SampleShape(height: 1, width: inputs)
    network.layers = [network.layers[1]]
    network.layers[0].geometry = .dense(inputs: inputs, units: outputs)
    network.layers[0].weights.bits = 8
    // Without zeros no row is stored sparsely.
    network.layers[0].weights.values = (0..<inputs * outputs).map { $0 % 3 == 0 ? 1 : -1 }
    network.layers[0].membraneBits = 24
    let exporter = try SmallExport.exporter(network)
    let input = TestVectors.randomInputs(for: network, count: 1)
    let vectors = TestVectors(vectors: [
      .init(
        input: input[0],
        sample: 0,
        trace: IntegerSimulator(network).trace(input[0][...], sample: 0)
      )
    ])
    var bundle = exporter.render(vectors: vectors)
    try change(&bundle)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tinysnn-boards-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try BoardVerifier(
      exporter,
      ExportFiles(bundle),
      inputs: input,
      options: VerificationOptions(samples: 1),
      environment: BoardVerifierTests.environment,
      folder: folder
    ).verify(target, try #require(target.board))
  }

  @Test("says how much flash is missing")
  func flash() throws {
    let report = try report(.atmega328p, inputs: 523, outputs: 62)
    #expect(report.result == .doesNotFit && report.passed)
    #expect(report.shortfalls.map(\.memory) == [.flash])
    let figures = try #require(report.figures)
    // The program has the model and more: what is missing is at least what the model lacks.
    #expect(figures.tableBytes >= 523 * 62)
    let bytes = try #require(report.shortfalls.first).bytes
    #expect(bytes > figures.codeBytes + figures.tableBytes - 32_768 && bytes < 8_000)
    #expect(report.remarks.first?.hasPrefix("does not fit: flash: ") == true)
    #expect(report.vectors == 0 && report.selfTest == nil)
  }

  @Test("says how much RAM is missing")
  func ram() throws {
    let report = try report(.atmega328p, inputs: 2_500, outputs: 3)
    #expect(report.result == .doesNotFit)
    #expect(report.shortfalls.map(\.memory) == [.ram])
    // The input alone is 452 bytes larger than the memory.
    let state = try #require(report.figures).stateBytes
    #expect(report.shortfalls.first?.bytes == 2_500 + state - 2_048)
  }

  @Test("says how much RAM is missing where the compiler knows no array of that size")
  func largeInput() throws {
    let report = try report(.atmega2560, inputs: 32_768, outputs: 3)
    #expect(report.result == .doesNotFit, "\(report.remarks)")
    #expect(report.shortfalls.map(\.memory) == [.ram])
  }

  @Test("keeps room for the stack")
  func reserve() throws {
    // State and input alone would fit.
    let report = try report(.atmega328p, inputs: 1_970, outputs: 3)
    #expect(report.result == .doesNotFit, "\(report.remarks)")
    #expect(report.shortfalls.map(\.memory) == [.ram])
    #expect(try (1..<400).contains(#require(report.shortfalls.first).bytes))
  }

  @Test("calls a stack that meets the variables a lack of RAM, and no mismatch")
  func recursion() throws {
    let report = try report(.atmega328p, inputs: 64, outputs: 3) { bundle in
      let index = try #require(bundle.files.firstIndex { $0.name == "net.h" })
      bundle.files[index].text += """

        static inline uint16_t net_deep(uint16_t depth);

        __attribute__((noinline)) static uint16_t net_fill(uint16_t depth)
        {
            volatile uint8_t room[64];

            room[depth & 63U] = 1U;
            return (uint16_t)(net_deep(depth) + room[depth & 63U]);
        }

        static inline uint16_t net_deep(uint16_t depth)
        {
            return (depth == 0U) ? 0U : net_fill((uint16_t)(depth - 1U));
        }

        static inline uint16_t net_run_deep(net_state_t *state, const uint8_t *input)
        {
            return (net_deep(50U) == 50U) ? net_run(state, input) : 0U;
        }
        #define net_run net_run_deep

        """
    }
    #expect(report.result == .doesNotFit, "\(report.remarks)")
    #expect(report.shortfalls.map(\.memory) == [.ram])
    #expect(report.vectors == 0 && report.selfTest == nil && report.failures.isEmpty)
  }

  @Test("has no limit for one table: 37,200 bytes, more than an object of avr-gcc")
  func array() throws {
    let report = try report(.atmega2560, inputs: 600, outputs: 62)
    #expect(report.result == .equal && report.vectors == 1)
  }

  @Test("runs what fits, and says that the self-test does not")
  func selfTest() throws {
    let report = try report(.atmega328p, inputs: 480, outputs: 62)
    #expect(report.result == .equal)
    #expect(report.vectors == 1)
    #expect(
      (report.selfTest == nil) == (report.note?.hasPrefix("the self-test does not fit") == true)
    )
  }
}
