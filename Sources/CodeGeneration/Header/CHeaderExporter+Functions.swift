import Quantization
import SpikingNetworks

extension CHeaderExporter {
  private var isRate: Bool { network.input.coding == .rate }

  func writeState(_ writer: inout CWriter) {
    let prefix = name.text
    writer.section("State")
    writer.comment([
      "All memory of one instance. Members may be read between two calls. The widest come first and",
      "nothing is padded implicitly, so the size is the same on every target.",
    ])
    writer.line("typedef struct {")
    for member in plan.members {
      let subscript_ = member.count.map { "[\($0)]" } ?? ""
      writer.line("    \(member.type.cType) \(member.name)\(subscript_); /* \(member.purpose) */")
    }
    writer.line("} \(prefix)_state_t;")
    writer.line(
      "TINYSNN_ASSERT(sizeof(\(prefix)_state_t) == \(macro("STATE_BYTES")),\n"
        + "    \(prefix)_state_has_the_published_size);"
    )
  }

  func writePrototypes(_ writer: inout CWriter) {
    let prefix = name.text
    writer.section("Functions")
    writer.line(
      """
      #if defined(\(macro("SPLIT")))
      #define \(macro("API"))
      #else
      #define \(macro("API")) static inline
      #endif

      /* Prepares memory of unknown content. */
      \(macro("API")) void \(prefix)_init(\(prefix)_state_t *state);
      /* Begins a sample: membranes, spikes and scores become 0. */
      \(macro("API")) void \(prefix)_reset(\(prefix)_state_t *state);
      """
    )
    if isRate {
      writer.line(
        """
        /* Draws the input spikes of one step into \(macro("INPUT_SPIKE_BYTES")) bytes: input i in bit i & 7
         * of byte i >> 3. */
        \(macro("API")) void \(prefix)_encode(
            uint8_t *spikes, const uint8_t *input, uint32_t sample, uint8_t step);
        /* Runs one step on input spikes, drawn by \(prefix)_encode or your own. Returns 1, or 0 without any
         * effect once \(macro("TIMESTEPS")) steps have been run since the reset. */
        \(macro("API")) uint8_t \(prefix)_step(\(prefix)_state_t *state, const uint8_t *spikes);
        /* Classifies one sample: reset, then every step with spikes drawn on the way. */
        \(macro("API")) uint16_t \(prefix)_run(
            \(prefix)_state_t *state, const uint8_t *input, uint32_t sample);
        """
      )
    } else {
      writer.line(
        """
        /* Computes the currents that a sample drives into the first layer in every step. The proven
         * ranges hold for inputs of at most \(macro("INPUT_MAX")). */
        \(macro("API")) void \(prefix)_load(\(prefix)_state_t *state, const uint8_t *input);
        /* Runs one step on the loaded sample. Returns 1, or 0 without any effect once
         * \(macro("TIMESTEPS")) steps have been run since the reset. */
        \(macro("API")) uint8_t \(prefix)_step(\(prefix)_state_t *state);
        /* Classifies one sample: reset, load, every step. */
        \(macro("API")) uint16_t \(prefix)_run(\(prefix)_state_t *state, const uint8_t *input);
        """
      )
    }
    writer.line(
      """
      /* The class so far: the largest score, ties to \(tieText). */
      \(macro("API")) uint16_t \(prefix)_argmax(const \(prefix)_state_t *state);
      /* The score of a class so far: \(scoreText). */
      \(macro("API")) int32_t \(prefix)_score(const \(prefix)_state_t *state, uint16_t index);
      /* How far the best score lies above the second best; 0 is a tie. */
      \(macro("API")) uint32_t \(prefix)_margin(const \(prefix)_state_t *state);
      """
    )
  }

  private var scoreText: String {
    switch network.readout {
    case .spikeCount: "its number of spikes"
    case .membrane(.sum): "the sum of its membrane over the steps"
    case .membrane(.last): "its membrane"
    }
  }

  private var tieText: String {
    network.readout == .spikeCount
      ? "the larger membrane, then to the lower class" : "the lower class"
  }

  func writeFunctions(_ writer: inout CWriter) {
    let prefix = name.text
    writer.section("Implementation")
    writeReset(&writer)
    writer.line()
    writeAdvance(&writer)
    writer.line()
    if isRate { writeRateFunctions(&writer) } else { writeDirectFunctions(&writer) }
    let membranes = "state->\(plan.last.identifier.text)_membranes"
    let membraneType = plan.last.membraneType.macro
    let scores = plan.scoreType == nil ? membranes : "state->scores"
    let scoreType = plan.scoreType?.macro ?? membraneType
    let ties = network.readout == .spikeCount ? membranes : "NULL"
    writer.line(
      """

      \(macro("API")) uint16_t \(prefix)_argmax(const \(prefix)_state_t *state)
      {
          return tinysnn_argmax(
              \(scores), \(scoreType), \(ties), \(membraneType), \(macro("CLASS_COUNT")));
      }

      \(macro("API")) int32_t \(prefix)_score(const \(prefix)_state_t *state, uint16_t index)
      {
          return tinysnn_load(\(scores), index, \(scoreType));
      }

      \(macro("API")) uint32_t \(prefix)_margin(const \(prefix)_state_t *state)
      {
          return tinysnn_margin(
              \(scores), \(scoreType), \(prefix)_argmax(state), \(macro("CLASS_COUNT")));
      }
      """
    )
  }

  private func writeReset(_ writer: inout CWriter) {
    let prefix = name.text
    writer.line("\(macro("API")) void \(prefix)_reset(\(prefix)_state_t *state)\n{")
    for member in plan.members where !member.isScratch {
      if let count = member.count {
        writer.line("    tinysnn_clear(state->\(member.name), \(count)U, \(member.type.macro));")
      } else {
        writer.line("    state->\(member.name) = 0;")
      }
    }
    writer.line("}\n\n\(macro("API")) void \(prefix)_init(\(prefix)_state_t *state)\n{")
    for member in plan.members where member.isScratch {
      writer.line(
        "    tinysnn_clear(state->\(member.name), \(member.count ?? 1)U, \(member.type.macro));"
      )
    }
    writer.line("    \(prefix)_reset(state);\n}")
  }

  /// The part of a step behind the first layer's accumulation, shared by `step` and `run`.
  private func writeAdvance(_ writer: inout CWriter) {
    writer.line("static inline void \(name.text)_advance(\(name.text)_state_t *state)\n{")
    for (index, layer) in plan.layers.enumerated() {
      let own = layer.identifier.text
      if index > 0 {
        writer.line(
          """
              tinysnn_accumulate(
                  &\(object(layer, "layer")), TINYSNN_TABLE(\(object(layer, "weights"))),
                  state->\(plan.layers[index - 1].identifier.text)_spikes, state->accumulators);
          """
        )
      }
      writer.line(
        """
            tinysnn_update(
                &\(object(layer, "layer")), \(table(layer, "biases", layer.biases)), \(table(layer, "thresholds", layer.thresholds)),
                state->\(layer.isLoaded ? "\(own)_currents" : "accumulators"), state->\(own)_membranes, \(layer.fires ? "state->\(own)_spikes" : "NULL"));
        """
      )
    }
    let last = plan.last.identifier.text
    switch network.readout {
    case .spikeCount:
      writer.line(
        "    tinysnn_count_spikes(state->scores, state->\(last)_spikes, \(macro("CLASS_COUNT")));"
      )
    case .membrane(.sum):
      writer.line(
        """
            tinysnn_add_membranes(
                state->scores, \(plan.scoreType?.macro ?? ""), state->\(last)_membranes, \(plan.last.membraneType.macro),
                \(macro("CLASS_COUNT")));
        """
      )
    case .membrane(.last): break
    }
    writer.line("    state->step++;\n}")
  }

  private func table(_ layer: DeviceLayer, _ suffix: String, _ bytes: [UInt8]?) -> String {
    bytes == nil ? "TINYSNN_NO_TABLE" : "TINYSNN_TABLE(\(object(layer, suffix)))"
  }

  private func writeDirectFunctions(_ writer: inout CWriter) {
    let prefix = name.text
    let first = plan.layers[0]
    writer.line(
      """
      \(macro("API")) void \(prefix)_load(\(prefix)_state_t *state, const uint8_t *input)
      {
          tinysnn_load_currents(
              &\(object(first, "layer")), TINYSNN_TABLE(\(object(first, "weights"))),
              \(table(first, "biases", first.biases)), input, state->\(first.identifier.text)_currents);
      }

      \(macro("API")) uint8_t \(prefix)_step(\(prefix)_state_t *state)
      {
          if (state->step >= \(macro("TIMESTEPS"))) {
              return 0;
          }
          \(prefix)_advance(state);
          return 1;
      }

      \(macro("API")) uint16_t \(prefix)_run(\(prefix)_state_t *state, const uint8_t *input)
      {
          \(prefix)_reset(state);
          \(prefix)_load(state, input);
          while (\(prefix)_step(state) != 0U) {
          }
          return \(prefix)_argmax(state);
      }
      """
    )
  }

  private func writeRateFunctions(_ writer: inout CWriter) {
    let prefix = name.text
    let first = plan.layers[0]
    let rate = """
              tinysnn_rate_t rate;

              rate.key_low = \(macro("ENCODING_KEY_LOW"));
              rate.key_high = \(macro("ENCODING_KEY_HIGH"));
              rate.sample = sample;
              rate.input_max = \(macro("INPUT_MAX"));
      """
    let target = "&\(object(first, "layer")), TINYSNN_TABLE(\(object(first, "weights")))"
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
          if (state->step >= \(macro("TIMESTEPS"))) {
              return 0;
          }
          tinysnn_accumulate(
              \(target), spikes, state->accumulators);
          \(prefix)_advance(state);
          return 1;
      }

      \(macro("API")) uint16_t \(prefix)_run(
          \(prefix)_state_t *state, const uint8_t *input, uint32_t sample)
      {
      \(rate.unindented)
          \(prefix)_reset(state);
          while (state->step < \(macro("TIMESTEPS"))) {
              tinysnn_accumulate_rate(
                  \(target), &rate, input, state->step,
                  state->accumulators);
              \(prefix)_advance(state);
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
