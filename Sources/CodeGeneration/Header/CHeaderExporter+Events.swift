import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// Whether a sample drives the first layer with the same currents in every step.
  var isDirect: Bool { network.input.coding == .direct }
  /// Whether the model draws spikes from the values of a sample.
  var isRate: Bool { network.input.coding == .rate }
  /// Whether a sample is a sequence of frames of spikes.
  var isEvents: Bool { network.input.coding == .events }

  /// The macro of the bytes of one sample.
  var sampleBytes: String { macro(isEvents ? "SAMPLE_BYTES" : "INPUT_COUNT") }

  /// The frame of step `step` in the sample `input`.
  func frame(_ step: String) -> String {
    "&input[(size_t)\(step) * \(macro("INPUT_SPIKE_BYTES"))]"
  }

  /// The statements before the steps of the sample `input`, each on a line of its own behind a line feed.
  var beforeSteps: String { isDirect ? "\n    \(name.text)_load(&state, input);" : "" }

  /// The statements of step `step` of the sample `input`, indented by eight.
  var oneStep: String {
    switch network.input.coding {
    case .direct: "(void)\(name.text)_step(&state);"
    case .rate:
      """
      \(name.text)_encode(spikes, input, sample, step);
              (void)\(name.text)_step(&state, spikes);
      """
    case .events: "(void)\(name.text)_step(&state, \(frame("step")));"
    }
  }

  /// The macros of frames.
  func writeFrameSizes(_ writer: inout CWriter) {
    writer.line()
    writer.comment([
      "Events: a sample is \(macro("TIMESTEPS")) frames, one for each step, that follow each other. A frame has a bit",
      "for each input that spikes: input i is bit i & 7 of byte i >> 3. \(name.text)_add_event sets it.",
    ])
    writer.macros([
      (macro("INPUT_SPIKE_BYTES"), "\(network.input.layout.frameBytes)U"),
      (macro("SAMPLE_BYTES"), "\(network.input.sampleBytes)UL"),
    ])
  }

  /// The declarations of the functions that only models of events have.
  func writeEventPrototypes(_ writer: inout CWriter) {
    let prefix = name.text
    writer.line(
      """
      /* Sets the spike of an event in a frame, \(macro("INPUT_SPIKE_BYTES")) bytes that were 0 when its step began. What lies
       * outside of \(network.input.shape.text) (rows x columns x channels) is left out. */
      \(macro("API")) void \(prefix)_add_event(
          uint8_t *spikes, uint16_t row, uint16_t column, uint16_t channel);
      /* Runs one step on the frame of that step. Returns 1, or 0 without any effect once
       * \(macro("TIMESTEPS")) steps have been run since the reset. */
      \(macro("API")) uint8_t \(prefix)_step(\(prefix)_state_t *state, const uint8_t *spikes);
      /* Classifies one sample of \(macro("SAMPLE_BYTES")) bytes: reset, then a step on each frame. */
      \(macro("API")) uint16_t \(prefix)_run(\(prefix)_state_t *state, const uint8_t *frames);
      """
    )
  }

  /// The functions of a model of events.
  func writeEventFunctions(_ writer: inout CWriter) {
    let prefix = name.text
    let shape = network.input.shape
    writer.line(
      """
      \(macro("API")) void \(prefix)_add_event(
          uint8_t *spikes, uint16_t row, uint16_t column, uint16_t channel)
      {
          if (row < \(shape.height)U && column < \(shape.width)U && channel < \(shape.channels)U) {
              const uint16_t input
                  = (uint16_t)((row * \(shape.width)U + column) * \(shape.channels)U + channel);

              spikes[input >> 3] = (uint8_t)(spikes[input >> 3] | (1U << (input & 7U)));
          }
      }

      \(macro("API")) uint8_t \(prefix)_step(\(prefix)_state_t *state, const uint8_t *spikes)
      {
          if (state->step >= \(macro("TIMESTEPS"))) {
              return 0;
          }
          \(prefix)_advance(state, spikes);
          return 1;
      }

      \(macro("API")) uint16_t \(prefix)_run(\(prefix)_state_t *state, const uint8_t *frames)
      {
          \(prefix)_reset(state);
          while (\(prefix)_step(state, frames) != 0U) {
              frames += \(macro("INPUT_SPIKE_BYTES"));
          }
          return \(prefix)_argmax(state);
      }
      """
    )
  }
}
