import Quantization
import SpikingNetworks

/// What the example and the sketch do with a sample, in C and in C++.
extension CHeaderExporter {
  /// How many numbers a sample is as text.
  var sampleNumbers: String {
    let count = network.input.shape.count
    return network.input.frames.map { "\($0.count) times \(count) integers" } ?? "\(count) integers"
  }

  /// The array that a program fills: a sample, or one frame of it.
  var inputArray: String {
    isEvents
      ? "static uint8_t frame[\(macro("INPUT_SPIKE_BYTES"))]; /* the spikes of one step */"
      : "static uint8_t input[\(macro("INPUT_COUNT"))];"
  }

  /// The arguments of `run`; `sample` is the number of a sample in the rate coding.
  func runArguments(_ sample: String) -> String {
    isRate ? "&state, input, \(sample)" : "&state, input"
  }

  /// The statement with which the class of a sample is known.
  var bestClass: String {
    let call = isEvents ? "argmax(&state)" : "run(\(runArguments("sample")))"
    return "const uint16_t best = \(name.text)_\(call);"
  }

  /// The function that runs the step of a frame; nothing for models that take values.
  ///
  /// - Parameters:
  ///   - parameters: `void` in C, nothing in C++.
  ///   - ending: The statements behind the last step, indented by eight from the second line on.
  func frameFunction(parameters: String, ending: String = "classify();") -> String {
    guard isEvents else { return "" }
    let prefix = name.text
    return """

      /* Runs a step on the frame and empties it; behind the last step of a sample says its class. */
      static void take_frame(\(parameters))
      {
          uint16_t index;

          (void)\(prefix)_step(&state, frame);
          for (index = 0; index < \(macro("INPUT_SPIKE_BYTES")); index++) {
              frame[index] = 0;
          }
          if (state.step == \(macro("TIMESTEPS"))) {
              \(ending)
              \(prefix)_reset(&state);
          }
      }

      """
  }

  /// The function that takes in the first golden vector: of events, it runs it, too.
  ///
  /// - Parameter parameters: `void` in C, nothing in C++.
  func goldenVectorFunction(parameters: String) -> String {
    let prefix = name.text
    let head = """
      static void take_golden_vector(\(parameters))
      {
          tinysnn_table_t source = TINYSNN_TABLE(\(prefix)_vector_inputs);
          uint16_t index;
      """
    guard isEvents else {
      let sample =
        isRate
        ? "\n    sample = tinysnn_entry(TINYSNN_TABLE(\(prefix)_vector_samples), 0, 16U);" : ""
      return """
        \(head)

            for (index = 0; index < \(macro("INPUT_COUNT")); index++) {
                input[index] = TINYSNN_READ_U8(source);
                source++;
            }\(sample)
        }
        """
    }
    return """
      \(head)
          uint8_t step;

          for (step = 0; step < \(macro("TIMESTEPS")); step++) {
              for (index = 0; index < \(macro("INPUT_SPIKE_BYTES")); index++) {
                  frame[index] = TINYSNN_READ_U8(source);
                  source++;
              }
              take_frame();
          }
      }
      """
  }

  /// The call of `goldenVectorFunction`, and that which says its class, indented by `indent` from the second line on.
  func goldenVectorCalls(indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return "take_golden_vector();" + (isEvents ? "" : "\n\(margin)classify();")
  }

  /// The statement that stores number `count` of a sample or a frame, indented by `indent` from the second line on.
  func numberStorage(indent: Int) -> String {
    guard isEvents else { return "input[count] = (uint8_t)number;" }
    let margin = String(repeating: " ", count: indent)
    return """
      if (number != 0) {
      \(margin)    frame[count >> 3] = (uint8_t)(frame[count >> 3] | (1U << (count & 7U)));
      \(margin)}
      """
  }

  /// The call when all numbers of a sample or a frame have come.
  var completion: String { isEvents ? "take_frame();" : "classify();" }
}
