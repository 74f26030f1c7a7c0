import CodeGeneration
import ContractSupport
import FixedPoint
import Foundation
import Quantization
import SpikingNetworks
import Testing

@Suite(
  "The exported C, compiled",
  .enabled(if: CCompiler.isAvailable, CCompiler.skipped)
)
struct CompiledExportTests {
  /// Random networks, of images every other one; these numbers have every format between them.
  static let networks = (0..<112).map { number in
    (number: number, network: RandomNetworks.network(1_200 + number / 2, ofImages: number % 2 == 1))
  }

  @Test("passes its self-test under the strict warnings", arguments: 0..<4)
  func selfTest(part: Int) throws {
    let compiler = try #require(CCompiler())
    for (number, network) in Self.networks where number % 4 == part {
      let bundle = try CHeaderExporter(network, name: "net", banner: ["test"]).render()
      try CCompiler.withFolder(bundle.files) { folder in
        let level = ["-O0", "-Os", "-O1", "-O3"][part]
        let built = try compiler.run(
          CCompiler.strictC + [level, "selftest.c", "-o", "selftest"],
          in: folder
        )
        try #require(built.status == 0, "network \(number): \(built.text)")
        let result = try CCompiler.run(folder.path + "/selftest", [], in: folder)
        #expect(result.status == 0, "network \(number): \(result.text)")
        #expect(result.text.hasPrefix("PASS "), "network \(number): \(result.text)")
      }
    }
  }

  @Test("runs without a complaint of the address and undefined-behaviour sanitizers")
  func sanitizers() throws {
    let compiler = try #require(CCompiler())
    for (number, network) in Self.networks.prefix(24) {
      let bundle = try CHeaderExporter(network, name: "net", banner: []).render()
      try CCompiler.withFolder(bundle.files) { folder in
        let built = try compiler.run(
          ["-std=c99", "-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
            + ["-funsigned-char", "selftest.c", "-o", "selftest"],
          in: folder
        )
        try #require(built.status == 0, "network \(number): \(built.text)")
        let result = try CCompiler.run(folder.path + "/selftest", [], in: folder)
        #expect(result.status == 0, "network \(number): \(result.text)")
      }
    }
  }

  @Test("covers every format with its random networks")
  func coverage() {
    let layers = Self.networks.flatMap(\.network.layers)
    let firings = layers.compactMap(\.firing)
    for grid in WeightGrid.allCases {
      let widths = Set(layers.filter { $0.weights.grid == grid }.map(\.weights.bits))
      #expect(widths == Set(grid.legalBits), "\(grid)")
    }
    let tables = layers.flatMap { [$0.weightStorage] + ($0.recurrentStorage.map { [$0] } ?? []) }
    #expect(tables.contains { $0.form == .dense })
    #expect(tables.contains { $0.form == .sparse(startBytes: 2) })
    for grid in WeightGrid.allCases where grid.hasZero {
      #expect(
        layers.contains { $0.weights.grid == grid && $0.weightStorage.form != .dense },
        "\(grid)"
      )
    }
    #expect(layers.contains { $0.recurrentStorage.map { $0.form != .dense } ?? false })
    #expect(layers.contains { !$0.geometry.isDense && $0.weightStorage.form != .dense })
    let widths = layers.filter { $0.accumulatorBits < 32 }
    #expect(Set(widths.map(\.accumulatorOverflow)) == Set(OverflowMode.allCases))
    let synapses = layers.compactMap(\.synapse)
    #expect(Set(synapses.map(\.overflow)) == Set(OverflowMode.allCases))
    #expect(synapses.contains { $0.decay.numbers.count > 1 })
    #expect(firings.contains { ($0.resetValue?.mantissas.count ?? 0) > 1 })
    #expect(firings.contains { ($0.adaptation?.step.mantissas.count ?? 0) > 1 })
    #expect(firings.contains { ($0.adaptation?.decay.numbers.count ?? 0) > 1 })
    #expect(layers.contains { ($0.recurrence?.factor ?? 1) > 1 && $0.inputPool == nil })
    #expect(layers.contains { $0.recurrence != nil && $0.inputPool == .average })
    #expect(layers.contains { $0.recurrence != nil && $0.synapse != nil })
    #expect(Set(layers.map(\.guardRounding)) == Set(RoundingMode.deterministic))
    #expect(Set(layers.map(\.overflow)) == Set(OverflowMode.allCases))
    #expect(Set(layers.compactMap { $0.firing?.reset }) == Set(ResetMode.allCases))
    #expect(layers.contains { $0.guardBits < 0 } && layers.contains { $0.guardBits > 0 })
    #expect(Set(Self.networks.map(\.network.readout)).count == 3)
    #expect(Set(Self.networks.map(\.network.input.coding)).count == 2)
    let states = [
      layers.map(\.decay), synapses.map(\.decay), firings.compactMap(\.adaptation?.decay),
    ]
    for decays in states {
      var kinds: Set<String> = []
      for decay in decays {
        switch decay {
        case .none: kinds.insert("none")
        case .multiplier(_, _, _, let rounding): kinds.insert("multiplier \(rounding)")
        case .shift(_, _, let rounding): kinds.insert("shift \(rounding)")
        }
      }
      #expect(kinds.count == 13)
    }
    #expect(layers.contains { $0.decay.numbers.count > 1 && $0.decay.numbers.contains(0) })
    let sizes = layers.map(\.geometry)
    #expect(Set(layers.map(\.inputPool)).count == PoolKind.allCases.count + 1)
    #expect(sizes.contains { $0.groups > 1 && $0.groupOutputs > 1 })
    #expect(sizes.contains { $0.groups > 1 && $0.groupInputs == 1 })
    #expect(sizes.contains { $0.stride.area > 1 } && sizes.contains { $0.padding.area > 0 })
    #expect(sizes.contains { $0.currentWindow.area > 1 })
    #expect(sizes.contains { !$0.isDense && $0.input.height == 1 })
    #expect(layers.contains { $0.geometry.isDense && $0.inputPool == .sum })
    #expect(layers.contains { $0.geometry.isDense && $0.inputPool == .max })
  }

  @Test(
    "compiles as C++11",
    .enabled(if: CCompiler("g++") != nil, "SKIPPED: needs g++ in PATH")
  )
  func cPlusPlus() throws {
    let compiler = try #require(CCompiler("g++"))
    for (number, network) in Self.networks.prefix(16) {
      let bundle = try CHeaderExporter(network, name: "net", banner: []).render()
      try CCompiler.withFolder(bundle.files) { folder in
        let built = try compiler.run(
          ["-std=c++11"] + CCompiler.strict + ["-x", "c++", "selftest.c", "-o", "selftest"],
          in: folder
        )
        try #require(built.status == 0, "network \(number): \(built.text)")
        #expect(try CCompiler.run(folder.path + "/selftest", [], in: folder).status == 0)
      }
    }
  }

  @Test("shares a program with another model, a second instance and a second source file")
  func twoModels() throws {
    let compiler = try #require(CCompiler())
    let first = try CHeaderExporter(
      SampleNetwork.make(counts: [8, 5, 3]),
      name: "first",
      banner: []
    ).render()
    let second = try CHeaderExporter(
      SampleNetwork.make(weightBits: 3, counts: [8, 6, 2]),
      name: "second",
      banner: []
    ).render()
    let main = """
      #include "first.h"
      #include "second.h"
      #include <stdio.h>
      uint16_t elsewhere(const uint8_t *input);
      int main(void)
      {
          static first_state_t a;
          static first_state_t b;
          static second_state_t c;
          static const uint8_t input[8] = {15, 0, 7, 3, 0, 1, 9, 15};
          first_init(&a);
          first_init(&b);
          second_init(&c);
          /* Interleaved steps of two instances must not meet. */
          first_reset(&a);
          first_load(&a, input);
          (void)first_step(&a);
          (void)first_run(&b, input);
          while (first_step(&a) != 0U) {
          }
          printf("%d\\n", first_argmax(&a) == first_argmax(&b) && first_score(&a, 1) == first_score(&b, 1)
                 && first_step(&a) == 0U && second_run(&c, input) == elsewhere(input));
          return 0;
      }
      """
    let other = """
      #define SECOND_IMPLEMENTATION
      #include "second.h"
      uint16_t elsewhere(const uint8_t *input);
      uint16_t elsewhere(const uint8_t *input)
      {
          static second_state_t state;
          second_init(&state);
          return second_run(&state, input);
      }
      """
    let files =
      first.files + second.files + [
        .init(name: "main.c", text: main), .init(name: "other.c", text: other),
      ]
    try CCompiler.withFolder(files) { folder in
      let built = try compiler.run(
        CCompiler.strictC + ["-DSECOND_SPLIT", "-O1", "main.c", "other.c", "-o", "main"],
        in: folder
      )
      try #require(built.status == 0, "\(built.text)")
      #expect(try CCompiler.run(folder.path + "/main", [], in: folder).text == "1\n")
    }
  }

  @Test("compiles the example of its README", arguments: InputCoding.allCases)
  func readmeExample(coding: InputCoding) throws {
    let compiler = try #require(CCompiler())
    let network = SampleNetwork.make(coding: coding, counts: [8, 5, 3])
    let bundle = try CHeaderExporter(network, name: "net", banner: []).render()
    let readme = try #require(bundle["README.md"])
    let example = try #require(readme.firstMatch(of: /```c\n((?:.|\n)*?)```/)).output.1
    let files = bundle.files + [.init(name: "example.c", text: String(example))]
    try CCompiler.withFolder(files) { folder in
      let built = try compiler.run(
        ["-std=c99"] + CCompiler.strict + ["-c", "example.c"],
        in: folder
      )
      #expect(built.status == 0, "\(built.text)")
    }
  }

  @Test("evaluates the input macro as the data sets are quantized")
  func inputMacro() throws {
    let compiler = try #require(CCompiler())
    let network = SampleNetwork.make(counts: [8, 5, 3])
    let bundle = try CHeaderExporter(network, name: "net", banner: []).render()
    let main = """
      #include "net.h"
      #include <stdio.h>
      int main(void)
      {
          unsigned raw;
          for (raw = 0; raw <= 255U; raw++) {
              printf("%u ", (unsigned)NET_INPUT(raw, 255U));
          }
          return 0;
      }
      """
    let set = SampleSet(
      shape: SampleShape(height: 1, width: 256),
      classCount: 1,
      maximum: 255,
      inputs: (0...255).map { UInt8($0) },
      labels: [0]
    )
    let expected = set.quantized(bits: 4).inputs.map { "\($0) " }.joined()
    try CCompiler.withFolder(bundle.files + [.init(name: "main.c", text: main)]) { folder in
      let built = try compiler.run(CCompiler.strictC + ["main.c", "-o", "main"], in: folder)
      try #require(built.status == 0, "\(built.text)")
      #expect(try CCompiler.run(folder.path + "/main", [], in: folder).text == expected)
    }
  }
}
