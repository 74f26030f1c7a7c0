import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// Whether a loaded sample is told from none: by a step count that no window reaches.
  var loadsAreMarked: Bool { isDirect && network.input.timesteps < 255 }

  /// The function that runs all steps of a loaded sample.
  func writeWindow(_ writer: inout CWriter) {
    let prefix = name.text
    writer.line(
      """
      /* All steps of the loaded sample\(plan.order == .steps ? "" : ", layer by layer: spikes take the places of what was loaded"). */
      static inline void \(prefix)_window(\(prefix)_state_t *state)
      {
      """
    )
    let steps = "    while (\(prefix)_step(state) != 0U) {\n    }"
    switch plan.order {
    case .steps: writer.line(steps)
    case .firstLayer:
      writer.line(
        """
        #if TINYSNN_WORDS
        \(places(plan.layers[0]))

        \(firstLayer)
            do {
        \(spikes(step: "state->step", indent: 8))
                \(prefix)_advance_rest(state);
            } while (state->step < \(macro("TIMESTEPS")));
        #else
        \(steps)
        #endif
        """
      )
    case .bothLayers:
      writer.line(
        """
        #if TINYSNN_WORDS
        \(places(plan.layers[0]))
            const tinysnn_tables_t last_tables = \(object(plan.last, "tables"))();
            const tinysnn_neurons_t last_neurons = \(object(plan.last, "neurons"))(state);

        \(firstLayer)
            tinysnn_run_histories(
                &\(object(plan.last, "layer")), &last_tables, &last_neurons, \(histories),
                \(macro("TIMESTEPS")), \(scoring));
            state->step = \(macro("TIMESTEPS"));
        \(spikes(step: "(uint8_t)(\(macro("TIMESTEPS")) - 1U)", indent: 4))
        #else
        \(steps)
        #endif
        """
      )
    }
    writer.line("}")
  }

  private var currents: String {
    "state->\(plan.layers[0].identifier.text)_\(plan.layers[0].layer.loadedName)"
  }

  /// The histories of the first layer's neurons, which stand where their currents were.
  private var histories: String { "\(currents), \(plan.layers[0].currentType.macro)" }

  /// The statement that runs the first layer through all steps.
  private var firstLayer: String {
    let layer = plan.layers[0]
    let channels = macro(layer, layer.window == nil ? "NEURONS" : "CHANNELS")
    return """
          tinysnn_run_currents(
              &\(object(layer, "layer")), &tables, &neurons, \(channels), \(macro("TIMESTEPS")), \(currents));
      """
  }

  /// The statement that takes the spikes of one step out of the histories.
  private func spikes(step: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return """
      \(margin)tinysnn_spikes_at(
      \(margin)    \(histories), \(macro(plan.layers[0], "NEURONS")), \(step),
      \(margin)    state->\(plan.layers[0].identifier.text)_spikes);
      """
  }

  /// What becomes of the last layer in each step, and where.
  private var scoring: String {
    let scores = "state->scores, \(plan.scoreType?.macro ?? "")"
    switch plan.network.readout {
    case .spikeCount: return "TINYSNN_SCORE_SPIKES, \(scores)"
    case .membrane(.sum): return "TINYSNN_SCORE_MEMBRANES, \(scores)"
    case .membrane(.last): return "TINYSNN_SCORE_NONE, NULL, 0U"
    }
  }
}
