import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// The text of the export's README.
  func readme(_ vectors: TestVectors) -> String {
    let prefix = name.text
    let footprint = MemoryFootprint(of: network, ranges: plan.layers.map(\.ranges))
    let layers = zip(plan.layers, footprint.layerBytes).map { plan, bytes in
      let layer = plan.layer
      return "| `\(layer.name)` | \(layer.structureText) "
        + "| \(layer.weights.gridText), \(plan.weights.storage.form.word) "
        + "| \(layer.firing.map { "\($0.threshold.bits)" } ?? "-") "
        + "| \(layer.membraneBits) | \(bytes) |"
    }
    let members = plan.members.map {
      "| `\($0.name)` | `\($0.type.cType)` | \($0.count ?? 1) | \($0.bytes) | \($0.purpose) |"
    }
    return """
      # \(prefix)

      \(summary.prefix(1).uppercased())\(summary.dropFirst()), in fixed-point C99 without libraries.
      \(banner.joined(separator: "  \n"))

      | file | what |
      |---|---|
      | `\(prefix).h` | the model: tables and functions; include this |
      | `\(RuntimeSource.fileName)` | the runtime that it calls |
      | `\(prefix)_vectors.h` | \(vectors.vectors.count) golden vectors |
      | `selftest.c` | compares every layer in every step: `cc -std=c99 selftest.c && ./a.out` |
      | `example.c` | prints the class of a golden vector, or of the samples of a text file |
      | `manifest.json` | widths, scales, roundings, ranges, sizes and hashes, for programs |\(packageRows)

      Rows of weights that leave neurons which can never fire are not observable: no test notices a change of them.

      ## Use

      \(isEvents ? frameUse : valueUse)
      \(streaming)
      The scores are `\(prefix)_score(&state, class)`. No function keeps memory of its own: any number of
      instances and of models can live in one program. If several source files include the header, define
      `\(macro("SPLIT"))` in all of them and `\(macro("IMPLEMENTATION"))` in one.

      ## Memory

      Flash: \(footprint.flashBytes) bytes of numbers, \(footprint.decoderBytes) of them for the code that unpacks weights; the runtime's
      other code comes on top.

      | layer | inputs x neurons, or kernel | weights | threshold bits | membrane bits | bytes |
      |---|---|---|---|---|---|
      \(layers.joined(separator: "\n"))

      RAM: \(stateBytes) bytes per instance, the same on every target.

      | member | type | count | bytes | what |
      |---|---|---|---|---|
      \(members.joined(separator: "\n"))

      These files are free to use under the Zero-Clause BSD licence (SPDX: 0BSD).

      """
  }

  /// The program of a user whose samples are values, and what they are.
  private var valueUse: String {
    let prefix = name.text
    return """
      ```c
      #include "\(prefix).h"

      #define RAW_MAX 4095U /* what the sensor gives at most */

      static \(prefix)_state_t state; /* \(stateBytes) bytes: all memory that there is */
      static uint8_t input[\(macro("INPUT_COUNT"))];

      void setup(void)
      {
          \(prefix)_init(&state);
      }

      /* Returns the class of one sample of \(network.input.shape.count) readings, or -1 for a tie. */
      int classify(const uint16_t *raw\(isRate ? ", uint32_t sample" : ""))
      {
          uint16_t best;

          for (uint16_t i = 0; i < \(macro("INPUT_COUNT")); i++) {
              input[i] = \(macro("INPUT"))(raw[i], RAW_MAX);
          }
          best = \(prefix)_run(&state, input\(isRate ? ", sample" : ""));
          return (\(prefix)_margin(&state) == 0U) ? -1 : (int)best;
      }
      ```

      `\(macro("INPUT"))(raw, raw_max)` is round_half_up(raw * \(network.input.maximum) / raw_max). The order of the
      inputs is that of the training data: row, column, channel.
      """
  }

  /// The same for events.
  private var frameUse: String {
    let prefix = name.text
    return """
      ```c
      #include "\(prefix).h"

      static \(prefix)_state_t state; /* \(stateBytes) bytes: all memory that there is */
      static uint8_t frame[\(macro("INPUT_SPIKE_BYTES"))]; /* the spikes of one step */

      void setup(void)
      {
          \(prefix)_init(&state);
      }

      /* Call this for every event of the sensor. */
      void take_event(uint16_t row, uint16_t column, uint16_t polarity)
      {
          \(prefix)_add_event(frame, row, column, polarity);
      }

      /* Call this at the end of every step; returns the class behind the last step of a sample, else -1. */
      int end_step(void)
      {
          int result = -1;

          (void)\(prefix)_step(&state, frame);
          for (uint16_t i = 0; i < \(macro("INPUT_SPIKE_BYTES")); i++) {
              frame[i] = 0;
          }
          if (state.step == \(macro("TIMESTEPS"))) {
              result = (int)\(prefix)_argmax(&state);
              \(prefix)_reset(&state);
          }
          return result;
      }
      ```

      A frame has \(macro("INPUT_COUNT")) inputs, \(network.input.shape.text) (rows x columns x channels): input
      `(row * columns + column) * channels + channel` is bit `input & 7` of byte `input >> 3`. The steps are as long as those of the
      training data. Events that arrive again in a step count once.
      """
  }

  /// A row for each package beside the header files.
  private var packageRows: String {
    ExportPackage.allCases.filter(packages.contains).compactMap { package in
      package.folder.map { "\n| `\($0)/` | \(package.title) |" }
    }.joined()
  }

  private var streaming: String {
    let prefix = name.text
    switch network.input.coding {
    case .direct:
      return """
        Step by step: `\(prefix)_reset`, `\(prefix)_load`, then `\(prefix)_step` until it returns 0; `\(prefix)_argmax`
        gives the class so far after any step.
        """
    case .rate:
      return """
        Step by step: `\(prefix)_reset`, then `\(prefix)_encode` (or spikes of your own, one bit per input) and
        `\(prefix)_step` until it returns 0; `\(prefix)_argmax` gives the class so far after any step.
        The draws depend on the sample's number only; pass a running number.
        """
    case .events:
      return """
        A recorded sample, \(macro("TIMESTEPS")) frames behind each other, goes through `\(prefix)_run` in one call. `\(prefix)_argmax`
        gives the class so far after any step.
        """
    }
  }
}
