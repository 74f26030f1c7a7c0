import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks
import Testing

/// Where tables and states lie is the decision of the program, model by model, in C99 and in C++11.
@Suite(
  "Placement",
  .enabled(
    if: CCompiler.isAvailable && CCompiler("g++") != nil,
    "SKIPPED: needs a C compiler called cc and g++ in PATH"
  )
)
struct PlacementTests {
  private static let languages = [
    (compiler: "cc", flags: CCompiler.strictC + ["-O1"]),
    (compiler: "g++", flags: ["-std=c++11", "-x", "c++", "-O1"] + CCompiler.strict),
  ]

  private func models() throws -> [CSourceBundle.File] {
    let first = try CHeaderExporter(
      // The first table is large enough to be read in words, and so aligned.
      SampleNetwork.make(counts: [512, 16, 3]),
      name: "first",
      banner: []
    )
    let second = try CHeaderExporter(
      SampleNetwork.make(coding: .rate, counts: [8, 6, 2]),
      name: "second",
      banner: []
    )
    return first.render().files + second.render().files
  }

  /// Compiles `sources` into one program, warnings as errors, and returns what it prints.
  private func run(
    _ sources: [CSourceBundle.File],
    _ language: (compiler: String, flags: [String]),
    defining macros: [String] = []
  ) throws -> String {
    let compiler = try #require(CCompiler(language.compiler))
    return try CCompiler.withFolder(models() + sources) { folder in
      let built = try compiler.run(
        language.flags + macros.map { "-D\($0)" } + sources.map(\.name) + ["-o", "main"],
        in: folder
      )
      try #require(built.status == 0, "\(language.compiler): \(built.text)")
      return try CCompiler.run(folder.path + "/main", [], in: folder).text
    }
  }

  @Test("a model's tables take the section and the alignment that the program gives them")
  func tables() throws {
    // The linker says where a section begins and ends.
    let main = """
      #include <stdint.h>
      #include <stdio.h>
      #define FIRST_CONST const __attribute__((section("first_tables")))
      #define FIRST_ALIGN __attribute__((aligned(64)))
      #include "first.h"
      #include "second.h"
      extern const uint8_t __start_first_tables[];
      extern const uint8_t __stop_first_tables[];
      static int is_inside(const uint8_t *table)
      {
          return (uintptr_t)table >= (uintptr_t)__start_first_tables
                 && (uintptr_t)table < (uintptr_t)__stop_first_tables;
      }
      int main(void)
      {
          printf("%d %d %d %d\\n", is_inside(first_dense1_weights), is_inside(first_dense2_biases),
                 (int)((uintptr_t)first_dense1_weights % 64U), is_inside(second_dense1_weights));
          return 0;
      }
      """
    for language in Self.languages {
      let text = try run([.init(name: "main.c", text: main)], language)
      #expect(text == "1 1 0 0\n", "\(language.compiler)")
    }
  }

  @Test("two instances of two models in two files, with one copy of the tables or with two")
  func programs() throws {
    let shared = """
      #include "first.h"
      #include "second.h"
      int32_t elsewhere(const uint8_t *input);

      """
    let main =
      "#include <stdio.h>\n" + shared + """
        int main(void)
        {
            static first_state_t a;
            static first_state_t b;
            static second_state_t c;
            static const uint8_t input[8] = {15, 0, 7, 3, 0, 1, 9, 15};
            first_init(&a);
            first_init(&b);
            second_init(&c);
            /* Steps of two instances in turn must not meet. */
            first_reset(&a);
            first_load(&a, input);
            (void)first_step(&a);
            (void)first_run(&b, input);
            while (first_step(&a) != 0U) {
            }
            printf("%d %d\\n", first_score(&a, 1) == first_score(&b, 1),
                   first_score(&a, 0) + second_score(&c, second_run(&c, input, 5)) == elsewhere(input));
            return 0;
        }
        """
    let other =
      "#ifdef FIRST_SPLIT\n#define FIRST_IMPLEMENTATION\n#define SECOND_IMPLEMENTATION\n#endif\n"
      + shared + """
        int32_t elsewhere(const uint8_t *input)
        {
            static first_state_t a;
            static second_state_t c;
            first_init(&a);
            second_init(&c);
            (void)first_run(&a, input);
            return first_score(&a, 0) + second_score(&c, second_run(&c, input, 5));
        }
        """
    let sources = [
      CSourceBundle.File(name: "main.c", text: main), .init(name: "other.c", text: other),
    ]
    for language in Self.languages {
      for macros in [[], ["FIRST_SPLIT", "SECOND_SPLIT"]] {
        let text = try run(sources, language, defining: macros)
        #expect(text == "1 1\n", "\(language.compiler) \(macros)")
      }
    }
  }
}
