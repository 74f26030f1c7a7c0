import Foundation
import Quantization
import SpikingNetworks
import Testing

@testable import CodeGeneration

/// Tables longer than the largest object of avr-gcc, 32,767 bytes.
@Suite("Long tables")
struct LongTableTests {
  /// 400 rows of 96 weights of two bytes: 76,800 bytes, which also lie above the first 64 KiB of flash.
  private static let network = SampleNetwork.make(weightBits: 16, counts: [400, 96, 3])
  private static let skipped: Comment = "SKIPPED: needs avr-gcc, avr-nm and simavr in PATH"
  private static let isAvailable = CIScript.hasAVR && CCompiler("avr-nm") != nil

  /// The export of `network` with few vectors, made once.
  private static let files = Result { try render(network) }

  /// Renders `network` with vectors that are not chosen from many.
  private static func render(_ network: QuantizedNetwork) throws -> [CSourceBundle.File] {
    let simulator = IntegerSimulator(network)
    let inputs = TestVectors.randomInputs(for: network, count: 4)
    let vectors = inputs.enumerated().map {
      TestVectors.Vector(input: $1, sample: $0, trace: simulator.trace($1[...], sample: $0))
    }
    let (origin, packages) = (ExportOrigin(), [ExportPackage.arduino])
    return try CHeaderExporter(network, name: "net", origin: origin, packages: packages)
      .render(vectors: TestVectors(vectors: vectors)).files
  }

  @Test("short ones are one array on every target")
  func short() throws {
    // Rows of seven weights of a byte: 32,760 and 32,816 bytes.
    for (rows, isParted) in [(4_680, false), (4_688, true)] {
      let network = SampleNetwork.make(weightBits: 8, counts: [rows, 7, 3])
      let header = try #require(Self.render(network).first { $0.name == "net.h" })
      #expect(header.text.contains("net_dense1_weights_part1[]") == isParted, "\(rows)")
    }
  }

  @Test("end where the runtime's places of rows end")
  func limit() throws {
    // 64 rows of 32 weights of 4 bits.
    let network = SampleNetwork.make()
    #expect(throws: Never.self) { try DevicePlan(network, longestTable: 1_024) }
    #expect(throws: ExportError.tableTooLong(layer: "dense1", bytes: 1_024)) {
      try DevicePlan(network, longestTable: 1_023)
    }
    #expect(DeviceWeights.longestTable == 1 << 24)
  }

  @Test("are one array on the host", .enabled(if: CCompiler.isAvailable, CCompiler.skipped))
  func host() throws {
    let compiler = try #require(CCompiler())
    try CCompiler.withFolder(Self.files.get()) { folder in
      let built = try compiler.run(
        CCompiler.strictC + ["-O1", "selftest.c", "-o", "main"],
        in: folder
      )
      try #require(built.status == 0, "\(built.text)")
      #expect(try CCompiler.run(folder.path + "/main", [], in: folder).text.hasPrefix("PASS "))
    }
  }

  @Test(
    "follow each other on AVR, in one unit or in a whole program",
    .enabled(if: isAvailable, skipped),
    // The compiler may reorder objects, and the linker drop them, in both.
    arguments: [
      ["-Os", "-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections"],
      ["-Os", "-flto", "-fdata-sections", "-Wl,--gc-sections"],
    ]
  )
  func consecutive(flags: [String]) throws {
    let (compiler, reader) = (try #require(CCompiler("avr-gcc")), try #require(CCompiler("avr-nm")))
    // The stack is that of a program that runs nothing.
    let main = """
      #include "net.h"
      int main(void)
      {
          static net_state_t state;
          static uint8_t input[NET_INPUT_COUNT];
          net_init(&state);
          return (int)net_run(&state, input);
      }
      """
    try CCompiler.withFolder(Self.files.get() + [.init(name: "main.c", text: main)]) { folder in
      let built = try compiler.run(
        CCompiler.strictC + ["-mmcu=atmega2560"] + flags + ["main.c", "-o", "main.elf"],
        in: folder
      )
      try #require(built.status == 0, "\(built.text)")
      let symbols = try reader.run(["main.elf"], in: folder).text
      let places = symbols.matches(
        of: /([0-9a-f]{8}) [tTrR] net_dense1_weights(?:_part([0-9]))?(?:\.lto_priv\S*)?\n/
      ).map { (part: Int($0.output.2 ?? "0"), address: Int($0.output.1, radix: 16)) }
        .sorted { ($0.part ?? -1) < ($1.part ?? -1) }
      try #require(places.compactMap(\.part) == [0, 1, 2, 3, 4], "\(symbols)")
      let first = try #require(places[0].address)
      #expect(places.map(\.address) == (0..<5).map { first + 16_384 * $0 }, "\(symbols)")
    }
  }

  @Test("pass the self-test on an AVR, as a sketch", .enabled(if: isAvailable, skipped))
  func avr() throws {
    try CCompiler.withFolder(Self.files.get()) { folder in
      let result = try CCompiler.run(CIScript.path("arduino"), ["arduino/net"], in: folder)
      #expect(result.status == 0, "\(result.text)")
      #expect(result.text.contains("PASS "), "\(result.text)")
    }
  }
}
