import Quantization
import SpikingNetworks

extension CHeaderExporter {
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
      /* Begins a sample: the state of all neurons and the scores become 0. */
      \(macro("API")) void \(prefix)_reset(\(prefix)_state_t *state);
      """
    )
    switch network.input.coding {
    case .rate:
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
    case .events: writeEventPrototypes(&writer)
    case .direct:
      writer.line(
        """
        /* Computes what a sample drives into the first layer in every step from now on. A larger
         * input counts as \(macro("INPUT_MAX")). */
        \(macro("API")) void \(prefix)_load(\(prefix)_state_t *state, const uint8_t *input);
        /* Runs one step on the loaded sample. Returns 1, or 0 without any effect once
         * \(macro("TIMESTEPS")) steps have been run since the reset\(loadsAreMarked ? ", or before a sample is loaded after it" : ""). */
        \(macro("API")) uint8_t \(prefix)_step(\(prefix)_state_t *state);
        /* Classifies one sample: reset, load, every step. What was loaded is used up. */
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
    writeSteps(&writer)
    writeAdvance(&writer)
    writer.line()
    switch network.input.coding {
    case .direct: writeDirectFunctions(&writer)
    case .rate: writeRateFunctions(&writer)
    case .events: writeEventFunctions(&writer)
    }
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
      } else if loadsAreMarked {
        writer.line("    state->\(member.name) = 255U; /* no sample is loaded */")
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
}
