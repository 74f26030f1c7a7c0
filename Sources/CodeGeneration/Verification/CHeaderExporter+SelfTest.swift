import Quantization
import SpikingNetworks

extension CHeaderExporter {
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
    writer.line(
      """

      #include <stdio.h>

      #include "\(prefix)_vectors.h"

      \(selfTestData)

      static void report_layer(
          uint16_t vector, uint8_t step, uint8_t layer, uint32_t expected, uint32_t actual)
      {
          if (step < \(macro("TIMESTEPS"))) {
              printf("vector %u, step %u", (unsigned)vector, (unsigned)step);
          } else {
              printf("vector %u, all steps in one call", (unsigned)vector);
          }
          printf(", layer %s: expected 0x%08lx, actual 0x%08lx\\n", layer_names[layer],
                 (unsigned long)expected, (unsigned long)actual);
      }

      static void report_class(uint16_t vector, uint16_t expected, uint16_t actual)
      {
          printf("vector %u: expected class %u, actual class %u\\n", (unsigned)vector,
                 (unsigned)expected, (unsigned)actual);
      }

      \(selfTestCheck)

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

  /// What a self-test works on, whatever it prints with.
  var selfTestData: String {
    let input = "static uint8_t input[\(macro("INPUT_COUNT"))];"
    let spikes = "static uint8_t spikes[\(macro("INPUT_SPIKE_BYTES"))];"
    let arrays =
      switch network.input.coding {
      case .direct: input
      case .rate: "\(input)\n\(spikes)"
      case .events: spikes
      }
    let names = plan.layers.map { "\"\($0.layer.name)\"" }.joined(separator: ", ")
    return """
      static \(name.text)_state_t state;
      \(arrays)
      static const char *const layer_names[] = {\(names)};
      """
  }

  /// The comparison of one vector, which tells `report_layer` or `report_class` what differs first.
  var selfTestCheck: String {
    let prefix = name.text
    // Frames are read one at a time: a whole sample is large, and a stream never has one.
    let step =
      isEvents
      ? reading("spikes", macro("INPUT_SPIKE_BYTES"), indent: 8)
        + "\n        (void)\(prefix)_step(&state, spikes);"
      : oneStep
    let sample =
      isRate
      ? """

          const uint32_t sample = read16(TINYSNN_TABLE(\(prefix)_vector_samples), vector);
      """
      : ""
    return """
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

      /* Compares the state of every layer with what it must be after a step; returns 1 if it is. The step
       * behind the last one stands for all of them in one call, which must end in the same state. */
      static int check_layers(uint16_t vector, uint8_t step, int report)
      {
          uint8_t layer;

          for (layer = 0; layer < \(macro("LAYER_COUNT")); layer++) {
              const uint8_t golden
                  = (step < \(macro("TIMESTEPS"))) ? step : (uint8_t)(\(macro("TIMESTEPS")) - 1U);
              const uint32_t expected = golden_checksum(vector, golden, layer);
              const uint32_t actual = \(prefix)_checksum(&state, layer);

              if (actual != expected) {
                  if (report) {
                      report_layer(vector, step, layer, expected, actual);
                  }
                  return 0;
              }
          }
          return 1;
      }

      /* Runs one vector; returns 1 if every checksum and the class are as they must be. */
      static int check(uint16_t vector, int report)
      {
          tinysnn_table_t source = TINYSNN_TABLE(\(prefix)_vector_inputs);\(sample)
          uint16_t expected_class;
          uint16_t index;
          uint8_t step;

          source += (uint32_t)vector * \(sampleBytes);\(inputReading)
          \(prefix)_reset(&state);\(beforeSteps)
          for (step = 0; step < \(macro("TIMESTEPS")); step++) {
              \(step)
              if (!check_layers(vector, step, report)) {
                  return 0;
              }
          }
          expected_class = read16(TINYSNN_TABLE(\(prefix)_vector_classes), vector);
          index = \(prefix)_argmax(&state);
      \(windowCheck)    if (index != expected_class) {
              if (report) {
                  report_class(vector, expected_class, index);
              }
              return 0;
          }
          return 1;
      }
      """
  }

  /// A loop that reads `count` bytes of the table `source` into `array`, its first line without its indentation.
  private func reading(_ array: String, _ count: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return """
      for (index = 0; index < \(count); index++) {
      \(margin)    \(array)[index] = TINYSNN_READ_U8(source);
      \(margin)    source++;
      \(margin)}
      """
  }

  /// The statements that read a sample before its steps, behind a line feed.
  private var inputReading: String {
    isEvents ? "" : "\n    " + reading("input", macro("INPUT_COUNT"), indent: 4)
  }

  /// The comparison of all steps in one call; of frames it would be the same steps again.
  private var windowCheck: String {
    guard !isEvents else { return "" }
    return """
          if (index == expected_class) { /* the whole window in one call must end where its steps end */
              index = \(name.text)_run(&state, input\(isRate ? ", sample" : ""));
              if (!check_layers(vector, \(macro("TIMESTEPS")), report)) {
                  return 0;
              }
          }

      """
  }
}
