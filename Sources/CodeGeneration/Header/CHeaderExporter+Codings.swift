import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// The functions of a directly coded model.
  func writeDirectFunctions(_ writer: inout CWriter) {
    let prefix = name.text
    writer.line(
      """
      \(macro("API")) void \(prefix)_load(\(prefix)_state_t *state, const uint8_t *input)
      {
      \(loadBody)\(loadsAreMarked ? "\n    if (state->step == 255U) {\n        state->step = 0;\n    }" : "")
      }

      \(macro("API")) uint8_t \(prefix)_step(\(prefix)_state_t *state)
      {
          if (state->step >= \(macro("TIMESTEPS"))) {
              return 0;
          }
          \(prefix)_advance(state);
          return 1;
      }

      """
    )
    writeWindow(&writer)
    writer.line(
      """

      \(macro("API")) uint16_t \(prefix)_run(\(prefix)_state_t *state, const uint8_t *input)
      {
          \(prefix)_reset(state);
          \(prefix)_load(state, input);
          \(prefix)_window(state);
          return \(prefix)_argmax(state);
      }
      """
    )
  }

  /// The functions of a rate-coded model.
  func writeRateFunctions(_ writer: inout CWriter) {
    let prefix = name.text
    let first = plan.layers[0]
    let rate = """
              tinysnn_rate_t rate;

              rate.key_low = \(macro("ENCODING_KEY_LOW"));
              rate.key_high = \(macro("ENCODING_KEY_HIGH"));
              rate.sample = sample;
              rate.quotient = UINT32_C(\(65_536 / network.input.maximum));
              rate.remainder = \(65_536 % network.input.maximum)U;
              rate.input_max = \(macro("INPUT_MAX"));
      """
    let descriptor = "&\(object(first, "layer"))"
    // A kernel reads its input spikes as bits; a matrix sums them before its neurons advance.
    let declarations = readsInputSpikes ? "" : "\(places(first))\n"
    let stepBody =
      readsInputSpikes
      ? "    \(prefix)_advance(state, spikes);"
      : """
          tinysnn_accumulate(\(descriptor), &tables, &neurons, spikes, state->accumulators);
          \(prefix)_advance(state);
      """
    let runBody =
      readsInputSpikes
      ? """
              tinysnn_encode_rate(
                  &rate, input, \(macro("INPUT_COUNT")), state->step, state->input_spikes);
              \(prefix)_advance(state, state->input_spikes);
      """
      : """
              tinysnn_accumulate_rate(
                  \(descriptor), &tables, &neurons, &rate, input, state->step,
                  state->accumulators);
              \(prefix)_advance(state);
      """
    writer.line(
      """
      \(macro("API")) void \(prefix)_encode(
          uint8_t *spikes, const uint8_t *input, uint32_t sample, uint8_t step)
      {
      \(rate.unindented)
          tinysnn_encode_rate(&rate, input, \(macro("INPUT_COUNT")), step, spikes);
      }

      \(macro("API")) uint8_t \(prefix)_step(\(prefix)_state_t *state, const uint8_t *spikes)
      {
      \(declarations)\(readsInputSpikes ? "" : "\n")    if (state->step >= \(macro("TIMESTEPS"))) {
              return 0;
          }
      \(stepBody)
          return 1;
      }

      \(macro("API")) uint16_t \(prefix)_run(
          \(prefix)_state_t *state, const uint8_t *input, uint32_t sample)
      {
      \(declarations)\(rate.unindented)
          \(prefix)_reset(state);
          while (state->step < \(macro("TIMESTEPS"))) {
      \(runBody)
          }
          return \(prefix)_argmax(state);
      }
      """
    )
  }
}

extension String {
  /// The text without four blanks at the start of each line.
  fileprivate var unindented: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("        ") ? String($0.dropFirst(4)) : String($0) }
      .joined(separator: "\n")
  }
}
