import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// The text of `<name>_vectors.h`.
  func vectorsHeader(_ vectors: TestVectors) -> String {
    var writer = CWriter()
    let prefix = name.text
    let guardName = macro("VECTORS_H")
    writer.comment(
      provenance("\(prefix)_vectors.h - golden vectors of \(prefix).h.") + [
        "",
        "Synthetic inputs, the class of each, and one checksum per vector, step and layer over the",
        "neurons' state and spikes after that step (tinysnn_layer_checksum in \(RuntimeSource.fileName)).",
      ]
    )
    writer.line("\n#ifndef \(guardName)\n#define \(guardName)\n\n#include \"\(prefix).h\"\n")
    writer.macros([(macro("VECTOR_COUNT"), "\(vectors.vectors.count)U")])
    writer.section("Inputs: \(macro("INPUT_COUNT")) bytes per vector")
    writer.table("\(prefix)_vector_inputs", vectors.vectors.flatMap(\.input))
    writer.section("Classes: two bytes per vector, low byte first")
    writer.table(
      "\(prefix)_vector_classes",
      vectors.vectors.flatMap {
        [
          UInt8(truncatingIfNeeded: $0.trace.prediction),
          UInt8(truncatingIfNeeded: $0.trace.prediction >> 8),
        ]
      }
    )
    if isRate {
      writer.section("Numbers of the samples, for the random draws: two bytes per vector")
      writer.table(
        "\(prefix)_vector_samples",
        vectors.vectors.flatMap {
          [UInt8(truncatingIfNeeded: $0.sample), UInt8(truncatingIfNeeded: $0.sample >> 8)]
        }
      )
    }
    writer.section("Checksums: [vector][step][layer]")
    writer.line("static TINYSNN_CONST uint8_t \(prefix)_vector_checksums[] = {")
    for (index, vector) in vectors.vectors.enumerated() {
      writer.line("    /* vector \(index), class \(vector.trace.prediction) */")
      for step in vector.trace.steps {
        let words = zip(step, plan.layers).map { trace, layer in
          String(word: StateChecksum.checksum(of: trace, fires: layer.fires))
        }
        writer.line(
          "    " + words.map { "TINYSNN_BYTES32(UINT32_C(\($0)))," }.joined(separator: " ")
        )
      }
    }
    writer.line("};")
    writer.section("The same of a state")
    writer.line(
      """
      static inline uint32_t \(prefix)_checksum(const \(prefix)_state_t *state, uint8_t layer)
      {
          switch (layer) {
      """
    )
    for (index, layer) in plan.layers.enumerated() {
      func state(_ suffix: String, _ exists: Bool) -> String {
        exists ? "state->\(layer.identifier.text)_\(suffix)" : "NULL"
      }
      writer.line(
        """
            \(index + 1 == plan.layers.count ? "default" : "case \(index)U"):
                return tinysnn_layer_checksum(
                    &\(object(layer, "layer")), \(state("membranes", true)),
                    \(state("synapses", layer.synapseType != nil)), \(state("rises", layer.riseType != nil)),
                    \(state("spikes", layer.fires)));
        """
      )
    }
    writer.line("    }\n}\n\n#endif /* \(guardName) */")
    return writer.text
  }

  /// The text of `selftest.c`.
  var selfTest: String {
    var writer = CWriter()
    let prefix = name.text
    writer.comment(
      provenance("selftest.c - compares \(prefix).h with its golden vectors, step by step.") + [
        "",
        "  cc -std=c99 selftest.c -o selftest && ./selftest",
        "",
        "Prints PASS n/n and returns 0, or names the first difference, prints FAIL and returns 1.",
        "Needs printf only; on a board, route it to a serial line.",
      ]
    )
    let load = isRate ? "" : "\n    \(prefix)_load(&state, input);"
    let step =
      isRate
      ? """
      \(prefix)_encode(spikes, input, sample, step);
              (void)\(prefix)_step(&state, spikes);
      """
      : "(void)\(prefix)_step(&state);"
    let sample =
      isRate
      ? """

          const uint32_t sample = read16(TINYSNN_TABLE(\(prefix)_vector_samples), vector);
      """
      : ""
    let names = plan.layers.map { "\"\($0.layer.name)\"" }.joined(separator: ", ")
    writer.line(
      """

      #include <stdio.h>

      #include "\(prefix)_vectors.h"

      static \(prefix)_state_t state;
      static uint8_t input[\(macro("INPUT_COUNT"))];\(isRate ? "\nstatic uint8_t spikes[\(macro("INPUT_SPIKE_BYTES"))];" : "")
      static const char *const layer_names[] = {\(names)};

      static uint16_t read16(tinysnn_table_t table, uint16_t index)
      {
          return tinysnn_entry(table, index, 16U);
      }

      static uint32_t golden_checksum(uint16_t vector, uint8_t step, uint8_t layer)
      {
          const uint32_t row = (uint32_t)vector * \(macro("TIMESTEPS")) + step;
          tinysnn_table_t entry = TINYSNN_TABLE(\(prefix)_vector_checksums);

          entry += (row * \(macro("LAYER_COUNT")) + layer) * 4U;
          return (uint32_t)read16(entry, 0) | ((uint32_t)read16(entry, 1) << 16);
      }

      /* Runs one vector; returns 1 if every checksum and the class are as they must be. */
      static int check(uint16_t vector, int report)
      {
          tinysnn_table_t source = TINYSNN_TABLE(\(prefix)_vector_inputs);\(sample)
          uint16_t expected_class;
          uint16_t index;
          uint8_t step;
          uint8_t layer;

          source += (uint32_t)vector * \(macro("INPUT_COUNT"));
          for (index = 0; index < \(macro("INPUT_COUNT")); index++) {
              input[index] = TINYSNN_READ_U8(source);
              source++;
          }
          \(prefix)_reset(&state);\(load)
          for (step = 0; step < \(macro("TIMESTEPS")); step++) {
              \(step)
              for (layer = 0; layer < \(macro("LAYER_COUNT")); layer++) {
                  const uint32_t expected = golden_checksum(vector, step, layer);
                  const uint32_t actual = \(prefix)_checksum(&state, layer);

                  if (actual != expected) {
                      if (report) {
                          printf("vector %u, step %u, layer %s: expected 0x%08lx, actual 0x%08lx\\n",
                                 (unsigned)vector, (unsigned)step, layer_names[layer],
                                 (unsigned long)expected, (unsigned long)actual);
                      }
                      return 0;
                  }
              }
          }
          expected_class = read16(TINYSNN_TABLE(\(prefix)_vector_classes), vector);
          index = \(prefix)_argmax(&state);
          if (index == expected_class) { /* the whole window in one call must agree with its steps */
              index = \(prefix)_run(&state, input\(isRate ? ", sample" : ""));
          }
          if (index != expected_class) {
              if (report) {
                  printf("vector %u: expected class %u, actual class %u\\n", (unsigned)vector,
                         (unsigned)expected_class, (unsigned)index);
              }
              return 0;
          }
          return 1;
      }

      int main(void)
      {
          unsigned passed = 0;
          uint16_t vector;

          \(prefix)_init(&state);
          for (vector = 0; vector < \(macro("VECTOR_COUNT")); vector++) {
              passed += (unsigned)check(vector, passed == vector);
          }
          printf("%s %u/%u\\n", passed == \(macro("VECTOR_COUNT")) ? "PASS" : "FAIL", passed,
                 (unsigned)\(macro("VECTOR_COUNT")));
          return (passed == \(macro("VECTOR_COUNT"))) ? 0 : 1;
      }
      """
    )
    return writer.text
  }
}
