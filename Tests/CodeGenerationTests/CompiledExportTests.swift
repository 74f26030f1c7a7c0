import FixedPoint
import Foundation
import Quantization
import SpikingNetworks
import Testing

@testable import CodeGeneration

@Suite(
  "The exported C, compiled",
  .enabled(if: CCompiler.isAvailable, CCompiler.skipped)
)
struct CompiledExportTests {
  @Test("passes its self-test under the strict warnings", arguments: 0..<4)
  func selfTest(part: Int) throws {
    let compiler = try #require(CCompiler())
    let level = ["-O0", "-Os", "-O1", "-O3"][part]
    for (position, number) in CompiledNetworks.numbers.enumerated()
    where CompiledNetworks.isLongCheck || position % 4 == part {
      let bundle = try CompiledNetworks.bundle(number)
      try CompiledNetworks.keep(bundle, number)
      try expectPass(compiler, CCompiler.strictC + [level], bundle.files, number)
    }
  }

  @Test(
    "is compiled rightly by compilers that once failed on it",
    arguments: CompiledNetworks.onceFailed
  )
  func onceFailed(number: Int, level: String) throws {
    let files = try CompiledNetworks.bundle(number).files
    try expectPass(try #require(CCompiler()), CCompiler.strictC + [level], files, number)
  }

  @Test("runs without a complaint of the address and undefined-behaviour sanitizers")
  func sanitizers() throws {
    let sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    try expectPasses(
      try #require(CCompiler()),
      ["-std=c99", "-O0", "-funsigned-char"] + CCompiler.withoutInlining + sanitizers
    )
  }

  @Test(
    "compiles as C++11",
    .enabled(if: CCompiler("g++") != nil, "SKIPPED: needs g++ in PATH")
  )
  func cPlusPlus() throws {
    let arguments = ["-std=c++11"] + CCompiler.strict + CCompiler.withoutInlining + ["-x", "c++"]
    try expectPasses(try #require(CCompiler("g++")), arguments)
  }

  /// Expects that the self-test of every covering network passes.
  private func expectPasses(_ compiler: CCompiler, _ arguments: [String]) throws {
    let exports = CompiledNetworks.coveringFiles
    try #require(exports.count == CompiledNetworks.covering.count, "an export failed")
    for (number, files) in zip(CompiledNetworks.covering, exports) {
      try expectPass(compiler, arguments, files, number)
    }
  }

  private func expectPass(
    _ compiler: CCompiler,
    _ arguments: [String],
    _ files: [CSourceBundle.File],
    _ number: Int
  ) throws {
    try CCompiler.withFolder(files) { folder in
      let built = try compiler.run(arguments + ["selftest.c", "-o", "selftest"], in: folder)
      try #require(built.status == 0, "network \(number): \(built.text)")
      let result = try CCompiler.run(folder.path + "/selftest", [], in: folder)
      #expect(result.status == 0, "network \(number): \(result.text)")
      #expect(result.text.hasPrefix("PASS "), "network \(number): \(result.text)")
    }
  }

  @Test("covers every format with its random networks", arguments: [false, true])
  func coverage(isSmallest: Bool) throws {
    let numbers = isSmallest ? CompiledNetworks.covering : CompiledNetworks.numbers
    let plans = try numbers.map(CompiledNetworks.plan)
    let networks = plans.map(\.network)
    let layers = networks.flatMap(\.layers)
    let firings = layers.compactMap(\.firing)
    for grid in WeightGrid.allCases {
      let widths = Set(layers.filter { $0.weights.grid == grid }.map(\.weights.bits))
      #expect(widths == Set(grid.legalBits), "\(grid)")
    }
    expectStorage(plans.flatMap(\.layers))
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
    #expect(Set(networks.map(\.readout)).count == 3)
    #expect(Set(networks.map(\.input.coding)).count == InputCoding.allCases.count)
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

  /// Expects weights stored in every form, of every grid and layer that has it.
  private func expectStorage(_ layers: [DeviceLayer]) {
    let tables = layers.flatMap { [$0.weights] + ($0.recurrence.map { [$0] } ?? []) }
    #expect(tables.contains { $0.storage.form == .sparse(startBytes: 2) })
    for grid in WeightGrid.allCases where grid.hasZero {
      #expect(layers.contains { $0.weights.grid == grid && $0.weights.isSparse }, "\(grid)")
    }
    #expect(layers.contains { $0.recurrence?.isSparse ?? false })
    #expect(layers.contains { !$0.layer.geometry.isDense && $0.weights.isSparse })
    for form in [WeightStorage.Form.dense, .padded] {
      for bits in 1...4 {
        #expect(tables.contains { $0.storage.form == form && $0.bits == bits }, "\(form), \(bits)")
      }
      #expect(layers.contains { $0.recurrence?.storage.form == form }, "\(form)")
      #expect(layers.contains { !$0.layer.movesWindow && $0.weights.storage.form == form })
      #expect(layers.contains { $0.layer.movesWindow && $0.weights.storage.form == form })
    }
    // Words of rows that begin at multiples of four bytes are read at once; others byte by byte.
    let padded = tables.filter { $0.storage.form == .padded && $0.storage.rowCount > 1 }
    let rowBytes = padded.map { ($0.storage.rowLength * $0.bits + 7) / 8 }
    #expect(rowBytes.contains { $0.isMultiple(of: 4) })
    #expect(rowBytes.contains { !$0.isMultiple(of: 4) })
    #expect(padded.contains { $0.storage.paddingBytes > 0 })
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
}
