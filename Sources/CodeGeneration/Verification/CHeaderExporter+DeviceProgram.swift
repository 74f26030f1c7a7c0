import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// A program that runs samples through the exported header on any board; not part of the export.
  ///
  /// It needs `board.h`, and reads the number of samples (four bytes) and then the bytes of each.
  /// Each sample is run twice, by `step` and by `run`, and what `DeviceRecord` holds is written. Low bytes
  /// come first.
  public var deviceProgram: String {
    let prefix = name.text
    let unused = isRate ? "" : "\n    (void)sample;"
    let spikes = isRate ? "\nstatic uint8_t spikes[\(macro("INPUT_SPIKE_BYTES"))];" : ""
    return """
      /* Runs samples through \(prefix).h on a board. */
      #include "board.h"
      #include "\(prefix)_vectors.h"

      int main(void);

      static \(prefix)_state_t state;
      static uint8_t input[\(sampleBytes)];\(spikes)

      static void put(uint32_t value, uint8_t count)
      {
          uint8_t bytes[4];
          uint8_t index;

          for (index = 0; index < count; index++) {
              bytes[index] = (uint8_t)(value & 255U);
              value >>= 8;
          }
          board_write(bytes, count);
      }

      static void put_checksums(void)
      {
          uint8_t layer;

          for (layer = 0; layer < \(macro("LAYER_COUNT")); layer++) {
              put(\(prefix)_checksum(&state, layer), 4);
          }
      }

      static void run_by_steps(uint32_t sample)
      {
          uint8_t step;

          \(prefix)_reset(&state);\(unused)\(beforeSteps)
          for (step = 0; step < \(macro("TIMESTEPS")); step++) {
              \(oneStep)
              put_checksums();
          }
      }

      /* What is counted: not inlined, so that the stack that it uses is its own. */
      __attribute__((noinline)) static uint16_t classify(uint32_t sample)
      {\(unused)
          return \(prefix)_run(&state, input\(isRate ? ", sample" : ""));
      }

      int main(void)
      {
          uint8_t bytes[4];
          uint32_t count = 0;
          uint32_t sample;
          uint16_t index;

          board_read(bytes, 4);
          for (index = 4; index > 0; index--) {
              count = (count << 8) | bytes[index - 1U];
          }
          \(prefix)_init(&state);
          for (sample = 0; sample < count; sample++) {
              uint32_t stack;
              uint16_t prediction;

              \(sampleReading)
              run_by_steps(sample);
              stack = board_begin();
              prediction = classify(sample);
              board_end();
              put_checksums();
              for (index = 0; index < \(macro("CLASS_COUNT")); index++) {
                  put((uint32_t)\(prefix)_score(&state, index), 4);
              }
              put(prediction, 2);
              put(stack, 4);
          }
          return 0;
      }

      """
  }

  /// The statements that read the sample `input`, indented by eight; frames come one by one.
  private var sampleReading: String {
    let bytes = macro("INPUT_SPIKE_BYTES")
    return isEvents
      ? """
      for (index = 0; index < \(macro("TIMESTEPS")); index++) {
                  board_read(\(frame("index")), \(bytes));
              }
      """
      : "board_read(input, \(macro("INPUT_COUNT")));"
  }

  /// A translation unit with the functions that firmware calls, and nothing else: linked without what no
  /// function needs, its size is the flash of the model.
  public var footprintProgram: String {
    """
    /* The functions of \(name.text).h as symbols. */
    #define \(macro("SPLIT"))
    #define \(macro("IMPLEMENTATION"))
    #include "\(name.text).h"

    """
  }

  /// The functions that the footprint of a model is made of.
  public var footprintFunctions: [String] {
    ["init", "run", "argmax", "score"].map { "\(name.text)_\($0)" }
  }

  /// Returns what the device program reads for `inputs`.
  public func deviceInput(_ inputs: [[UInt8]]) -> [UInt8] {
    let count = UInt32(inputs.count)
    return [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: count >> $0) } + inputs.joined()
  }

  /// Returns what the device program must write for a sample with this trace.
  public func deviceRecord(of trace: SimulationTrace) -> DeviceRecord {
    let steps = trace.steps.map { step in
      zip(step, plan.layers).map { StateChecksum.checksum(of: $0, fires: $1.fires) }
    }
    return DeviceRecord(
      steps: steps,
      afterRun: steps.last ?? [],
      scores: trace.scores.map { UInt32(truncatingIfNeeded: $0) },
      prediction: trace.prediction
    )
  }

  /// Reads what the device program wrote, as far as it came.
  ///
  /// - Parameter bytes: The output; bytes after the last whole record are left out.
  public func deviceRecords(_ bytes: [UInt8]) -> [DeviceRecord] {
    let (steps, layers) = (network.input.timesteps, plan.layers.count)
    let words = (steps + 1) * layers + network.classCount
    let size = 4 * words + 6
    return stride(from: 0, through: bytes.count - size, by: size).map { start in
      func number(_ offset: Int, _ count: Int) -> UInt32 {
        (0..<count).reduce(0) { $0 | UInt32(bytes[start + offset + $1]) << UInt32(8 * $1) }
      }
      let numbers = (0..<words).map { number(4 * $0, 4) }
      return DeviceRecord(
        steps: (0..<steps).map { Array(numbers[$0 * layers..<($0 + 1) * layers]) },
        afterRun: Array(numbers[steps * layers..<(steps + 1) * layers]),
        scores: Array(numbers[((steps + 1) * layers)...]),
        prediction: Int(number(4 * words, 2)),
        stackPointer: Int(number(4 * words + 2, 4))
      )
    }
  }
}
