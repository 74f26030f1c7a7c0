import Foundation
import Quantization
import SpikingNetworks
import Testing

@testable import CodeGeneration

/// What the runtime does on other compilers, memories and widths of `int` than the host's.
///
/// A self-test passes if the state of every layer is the simulator's after every step.
@Suite("The exported C elsewhere", .enabled(if: CCompiler.isAvailable, CCompiler.skipped))
struct PortabilityTests {
  /// The sample networks with every part, and random ones whose integers fit the device; the tables of about
  /// half of them are padded.
  static let bundles: [(name: String, files: [CSourceBundle.File])] = {
    var networks: [(name: String, network: QuantizedNetwork, isPadded: Bool)] = []
    for coding in InputCoding.allCases {
      networks += [
        // 12 inputs and 9 neurons: neither fills its last byte of spikes.
        ("parts, \(coding)", SampleNetwork.parts(coding: coding), true),
        (
          "sparse parts, \(coding)",
          SampleNetwork.parts(coding: coding, grid: .powerOfTwo, bits: 4), false
        ),
        ("images, \(coding)", SampleNetwork.images(coding: coding), coding == .rate),
      ]
    }
    let bundles = networks.compactMap { name, network, isPadded in
      let least = isPadded ? 0 : WeightStorage.leastPaddedBytes
      return (try? SampleNetwork.bundle(network, paddedFrom: least)).map {
        (name: name, files: $0.files)
      }
    }
    return bundles
      + zip(CompiledNetworks.covering, CompiledNetworks.coveringFiles).prefix(12).map {
        (name: "random \($0)", files: $1)
      }
  }()

  /// Those whose C depends on `TINYSNN_WORDS`: they have a padded table, or a window that goes layer by layer.
  static let wordBundles = bundles.filter { bundle in
    bundle.files.contains {
      $0.name == "net.h"
        && ($0.text.contains("TINYSNN_PADDED}") || $0.text.contains("#if TINYSNN_WORDS"))
    }
  }

  /// Expects that the self-test of every bundle passes, compiled after `prefix` in its file.
  private func expectPasses(
    _ compiler: CCompiler,
    _ arguments: [String],
    _ bundles: [(name: String, files: [CSourceBundle.File])] = Self.bundles,
    prefix: String = ""
  ) throws {
    try #require(Self.bundles.count == 21, "an export failed")
    for (name, files) in bundles {
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
    // Nor need it multiply 32 bits by 32 bits to 64.
    let prefix = "#define TINYSNN_PORTABLE_SHIFT\n#define TINYSNN_LONG_PRODUCTS 0\n"
    let arguments = CCompiler.strictC + ["-O0"] + CCompiler.withoutInlining
    try expectPasses(compiler, arguments, prefix: prefix)
  }

  @Test("reads one weight at a time, or words byte by byte", arguments: ["WORDS 0", "BYTES 1"])
  func narrowReads(macro: String) throws {
    let compiler = try #require(CCompiler())
    let arguments = CCompiler.strictC + ["-O0"] + CCompiler.withoutInlining
    #expect(Self.wordBundles.count >= 8)
    let prefix = "#define TINYSNN_\(macro)\n"
    try expectPasses(compiler, arguments, Self.wordBundles, prefix: prefix)
  }

  @Test("refuses to read words of tables that are not aligned")
  func alignment() throws {
    let compiler = try #require(CCompiler())
    let bundle = try SampleNetwork.bundle(SampleNetwork.make(), paddedFrom: 0)
    try CCompiler.withFolder(bundle.files) { folder in
      func compile(_ alignment: Int, _ arguments: [String] = []) throws -> CCompiler.Output {
        let macro = "-DNET_ALIGN=__attribute__((aligned(\(alignment))))"
        return try compiler.run(
          ["-std=c99", "-fsyntax-only", macro] + arguments + ["selftest.c"],
          in: folder
        )
      }
      #expect(try compile(4).status == 0)
      #expect(try compile(1, ["-DTINYSNN_BYTES=1"]).status == 0)
      for alignment in [1, 2] {
        let refused = try compile(alignment)
        #expect(refused.status != 0)
        #expect(refused.text.contains("net_dense1_weights_are_aligned"), "\(refused.text)")
      }
    }
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
    let arguments = CCompiler.strictC + ["-O0"] + CCompiler.withoutInlining
    try expectPasses(compiler, arguments, prefix: prefix)
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
    let arguments = ["-std=c++11", "-O0"] + CCompiler.withoutInlining + ["-x", "c++"]
    try expectPasses(compiler, arguments, prefix: prefix)
  }
}
