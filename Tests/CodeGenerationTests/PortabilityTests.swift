import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks
import Testing

/// What the runtime does on other compilers, memories and widths of `int` than the host's.
///
/// A self-test passes if the state of every layer is the simulator's after every step.
@Suite("The exported C elsewhere", .enabled(if: CCompiler.isAvailable, CCompiler.skipped))
struct PortabilityTests {
  /// The sample networks with every part, and random ones whose integers fit the device.
  static let bundles: [(name: String, files: [CSourceBundle.File])] = {
    var networks: [(String, QuantizedNetwork)] = []
    for coding in InputCoding.allCases {
      networks += [
        // 12 inputs and 9 neurons: neither fills its last byte of spikes.
        ("parts, \(coding)", SampleNetwork.parts(coding: coding)),
        (
          "sparse parts, \(coding)", SampleNetwork.parts(coding: coding, grid: .powerOfTwo, bits: 4)
        ),
        ("images, \(coding)", SampleNetwork.images(coding: coding)),
      ]
    }
    networks += CompiledExportTests.networks.prefix(12).map { ("random \($0.number)", $0.network) }
    return networks.compactMap { name, network in
      let exporter = try? CHeaderExporter(network, name: "net", banner: [])
      return exporter.map { (name: name, files: $0.render().files) }
    }
  }()

  /// Expects that the self-test of every bundle passes, compiled after `prefix` in its file.
  private func expectPasses(
    _ compiler: CCompiler,
    _ arguments: [String],
    prefix: String = ""
  ) throws {
    try #require(Self.bundles.count == 18, "an export failed")
    for (name, files) in Self.bundles {
      let include = "#include \"selftest.c\"\n"
      let main = CSourceBundle.File(name: "main.c", text: prefix + include)
      try CCompiler.withFolder(files + [main]) { folder in
        let built = try compiler.run(arguments + ["main.c", "-o", "main"], in: folder)
        try #require(built.status == 0, "\(name): \(built.text)")
        let result = try CCompiler.run(folder.path + "/main", [], in: folder)
        #expect(result.status == 0, "\(name): \(result.text)")
        #expect(result.text.hasPrefix("PASS "), "\(name): \(result.text)")
      }
    }
  }

  @Test("shifts negative numbers without relying on the compiler")
  func portableShift() throws {
    let compiler = try #require(CCompiler())
    // A compiler that is not GNU's has no attribute to inline with, either.
    let prefix = """
      #define TINYSNN_PORTABLE_SHIFT
      #define TINYSNN_INLINE static inline

      """
    try expectPasses(compiler, CCompiler.strictC + ["-O1"], prefix: prefix)
  }

  @Test("reads tables that are no C pointers")
  func customTables() throws {
    let compiler = try #require(CCompiler())
    // Numbers 4096 below the address: what is read without the macro does not compile.
    let prefix = """
      #include <stdint.h>
      #define TINYSNN_CUSTOM_TABLES
      #define TINYSNN_CONST const
      typedef uintptr_t tinysnn_table_t;
      static inline uint8_t read_table(tinysnn_table_t address)
      {
          return *(const uint8_t *)(address + 4096U);
      }
      #define TINYSNN_TABLE(array) ((tinysnn_table_t)(array) - 4096U)
      #define TINYSNN_READ_U8(address) read_table(address)

      """
    try expectPasses(compiler, CCompiler.strictC + ["-O1"], prefix: prefix)
  }

  @Test(
    "forms no address beyond the end of a table, and reads none at its end",
    .enabled(if: CCompiler("g++") != nil, "SKIPPED: needs g++ in PATH")
  )
  func checkedTables() throws {
    let compiler = try #require(CCompiler("g++"))
    // C++ lets an address know its table. One behind the end may exist, but not be read.
    let prefix = """
      #include <stddef.h>
      #include <stdint.h>
      #include <stdio.h>
      #include <stdlib.h>
      #define TINYSNN_CUSTOM_TABLES
      #define TINYSNN_CONST const
      struct checked_address {
          const uint8_t *bytes;
          size_t size;
          size_t index;
          checked_address() = default;
          explicit checked_address(int) : bytes(nullptr), size(0), index(0) {}
          checked_address(const uint8_t *array, size_t count) : bytes(array), size(count), index(0) {}
          checked_address &operator+=(size_t count)
          {
              require(index + count <= size);
              index += count;
              return *this;
          }
          checked_address operator+(size_t count) const
          {
              checked_address sum = *this;
              return sum += count;
          }
          checked_address operator++(int)
          {
              const checked_address before = *this;
              *this += 1;
              return before;
          }
          uint8_t read() const
          {
              require(index < size);
              return bytes[index];
          }
          static void require(bool condition)
          {
              if (!condition) {
                  printf("an address outside its table\\n");
                  exit(2);
              }
          }
      };
      typedef checked_address tinysnn_table_t;
      #define TINYSNN_TABLE(array) checked_address(array, sizeof(array))
      #define TINYSNN_READ_U8(address) ((address).read())

      """
    try expectPasses(compiler, ["-std=c++11", "-O1", "-x", "c++"], prefix: prefix)
  }

  /// Whether the tools of `.ci/avr/run` are there.
  static let hasAVR = CCompiler("avr-gcc") != nil && CCompiler("simavr") != nil

  @Test(
    "runs with an int of 16 bits, on AVR",
    .enabled(if: hasAVR, "SKIPPED: needs avr-gcc and simavr in PATH")
  )
  func avr() throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../.ci/avr/run").standardizedFileURL.path
    try #require(Self.bundles.count == 18, "an export failed")
    for (name, files) in Self.bundles {
      try CCompiler.withFolder(files) { folder in
        let result = try CCompiler.run(script, [folder.path], in: folder)
        #expect(result.status == 0, "\(name): \(result.text)")
        #expect(result.text.contains("PASS "), "\(name): \(result.text)")
      }
    }
  }
}
