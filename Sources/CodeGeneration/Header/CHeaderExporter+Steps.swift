import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// Whether the first layer reads input spikes as bits: those of frames, and drawn ones that its kernel moves over.
  var readsInputSpikes: Bool { isEvents || (isRate && plan.layers[0].window != nil) }

  /// The functions that run one step of each layer.
  func writeSteps(_ writer: inout CWriter) {
    for (index, layer) in plan.layers.enumerated() {
      let takesSpikes = takesSpikes(index)
      writer.line(
        """
        /* \(stepText(index)) */
        static inline void \(object(layer, "step"))(\(name.text)_state_t *state\(takesSpikes ? ", const uint8_t *source" : ""))
        {
        \(places(layer))

        """
      )
      if let call = poolCall(layer, source: "source") {
        writer.line("\(call)\n    source = state->pooled_spikes;")
      }
      for call in stepCalls(layer, index) { writer.line(call) }
      writer.line("}\n")
    }
  }

  /// The part of a step behind the accumulation of a dense first layer, shared by `step` and `run`.
  func writeAdvance(_ writer: inout CWriter) {
    let spikes = readsInputSpikes ? ", const uint8_t *spikes" : ""
    writer.line("/* The layers behind the first, and the scores. */")
    writer.line("static inline void \(name.text)_advance_rest(\(name.text)_state_t *state)\n{")
    for (index, layer) in plan.layers.enumerated().dropFirst() {
      let source = "state->\(plan.layers[index - 1].identifier.text)_spikes"
      writer.line("    \(object(layer, "step"))(state, \(source));")
    }
    writeScoring(&writer)
    writer.line(
      """
          state->step++;
      }

      static inline void \(name.text)_advance(\(name.text)_state_t *state\(spikes))
      {
          \(object(plan.layers[0], "step"))(state\(takesSpikes(0) ? ", spikes" : ""));
          \(name.text)_advance_rest(state);
      }
      """
    )
  }

  /// What a step adds to the scores.
  private func writeScoring(_ writer: inout CWriter) {
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
  }

  /// The declarations that every call of a layer needs.
  func places(_ layer: DeviceLayer) -> String {
    """
        const tinysnn_tables_t tables = \(object(layer, "tables"))();
        const tinysnn_neurons_t neurons = \(object(layer, "neurons"))(state);
    """
  }

  /// Whether one step of layer `index` reads spikes: all but what `load` or `encode` has summed.
  private func takesSpikes(_ index: Int) -> Bool { index > 0 || readsInputSpikes }

  private func stepText(_ index: Int) -> String {
    let layer = plan.layers[index].layer.name
    if takesSpikes(index) { return "One step of \(layer) on the spikes `source`." }
    return plan.layers[index].isLoaded
      ? "One step of \(layer) on its loaded \(plan.layers[index].layer.loadedName)."
      : "One step of \(layer) on its accumulators."
  }

  /// The calls that run one step of a layer.
  private func stepCalls(_ layer: DeviceLayer, _ index: Int) -> [String] {
    let descriptor = "&\(object(layer, "layer"))"
    let loaded = "state->\(layer.identifier.text)_\(layer.layer.loadedName)"
    let update = "    tinysnn_update(\(descriptor), &tables, &neurons, "
    guard layer.window == nil else {
      let window = "&\(object(layer, "window"))"
      return [
        layer.isLoaded
          ? "    tinysnn_update_windows(\(descriptor), \(window), &tables, &neurons, \(loaded));"
          : """
              tinysnn_step_windows(
                  \(descriptor), \(window), &tables, &neurons,
                  source, state->accumulators, \(maxima(layer)));
          """
      ]
    }
    if layer.isLoaded && layer.recurrence == nil { return [update + "\(loaded));"] }
    let updateSums = update + "state->accumulators);"
    if layer.isLoaded {
      return [
        """
            tinysnn_accumulate_loaded(
                \(descriptor), &tables, &neurons, \(loaded), state->accumulators);
        """, updateSums,
      ]
    }
    guard takesSpikes(index) else { return [updateSums] }
    return [
      "    tinysnn_accumulate(\(descriptor), &tables, &neurons, source, state->accumulators);",
      updateSums,
    ]
  }

  /// The scratch array of the largest accumulators, for a layer that pools currents.
  private func maxima(_ layer: DeviceLayer) -> String {
    layer.layer.geometry.currentWindow.area > 1 ? "state->maxima" : "NULL"
  }

  /// The body of the function that computes what a sample drives into the first layer.
  var loadBody: String {
    let first = plan.layers[0]
    let descriptor = "&\(object(first, "layer"))"
    let loaded = "state->\(first.identifier.text)_\(first.layer.loadedName)"
    let call =
      first.window == nil
      ? "    tinysnn_load_dense(\(descriptor), &tables, input, \(loaded));"
      : """
          tinysnn_load_windows(
              \(descriptor), &\(object(first, "window")), &tables, input,
              state->accumulators, \(maxima(first)), \(loaded));
      """
    return """
          const tinysnn_tables_t tables = \(object(first, "tables"))();

      \(call)
      """
  }
}
