import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// Whether the first layer reads input spikes as bits, because its kernel moves over them.
  var readsInputSpikes: Bool { isRate && plan.layers[0].window != nil }

  /// The part of a step behind the accumulation of a dense first layer, shared by `step` and `run`.
  func writeAdvance(_ writer: inout CWriter) {
    let spikes = readsInputSpikes ? ", const uint8_t *spikes" : ""
    writer.line("static inline void \(name.text)_advance(\(name.text)_state_t *state\(spikes))\n{")
    for (index, layer) in plan.layers.enumerated() {
      var source =
        index > 0 ? "state->\(plan.layers[index - 1].identifier.text)_spikes" : "spikes"
      if let call = poolCall(layer, source: source) {
        writer.line(call)
        source = "state->pooled_spikes"
      }
      writer.line(stepCall(layer, index, source: source))
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

  /// The calls that run one step of a layer on the spikes called `source`, or on its loaded currents.
  private func stepCall(_ layer: DeviceLayer, _ index: Int, source: String) -> String {
    let own = layer.identifier.text
    let descriptor = "&\(object(layer, "layer"))"
    let weights = "TINYSNN_TABLE(\(object(layer, "weights")))"
    let biases = table(layer, "biases", layer.biases)
    let decays = table(layer, "decays", layer.decays)
    let thresholds = table(layer, "thresholds", layer.thresholds)
    let values = layer.isLoaded ? "state->\(own)_currents" : "state->accumulators"
    let neurons = "state->\(own)_membranes, \(layer.fires ? "state->\(own)_spikes" : "NULL"));"
    guard layer.window != nil else {
      let accumulation = """
            tinysnn_accumulate(
                \(descriptor), \(weights),
                \(source), state->accumulators);

        """
      return (index > 0 ? accumulation : "") + """
            tinysnn_update(
                \(descriptor), \(biases), \(decays),
                \(thresholds), \(values),
                \(neurons)
        """
    }
    let window = "&\(object(layer, "window"))"
    guard !layer.isLoaded else {
      return """
            tinysnn_update_windows(
                \(descriptor), \(window), \(decays),
                \(thresholds), \(values),
                \(neurons)
        """
    }
    return """
          tinysnn_step_windows(
              \(descriptor), \(window), \(weights),
              \(biases), \(decays), \(thresholds),
              \(source), state->accumulators, \(maxima(layer)),
              \(neurons)
      """
  }

  /// The scratch array of the largest accumulators, for a layer that pools currents.
  private func maxima(_ layer: DeviceLayer) -> String {
    layer.layer.geometry.currentWindow.area > 1 ? "state->maxima" : "NULL"
  }

  private func table(_ layer: DeviceLayer, _ suffix: String, _ bytes: [UInt8]?) -> String {
    bytes == nil ? "TINYSNN_NO_TABLE" : "TINYSNN_TABLE(\(object(layer, suffix)))"
  }

  /// The call that computes the currents of a sample.
  var loadCall: String {
    let first = plan.layers[0]
    let descriptor = "&\(object(first, "layer"))"
    let weights = "TINYSNN_TABLE(\(object(first, "weights")))"
    let biases = table(first, "biases", first.biases)
    let currents = "state->\(first.identifier.text)_currents"
    guard first.window != nil else {
      return """
            tinysnn_load_currents(
                \(descriptor), \(weights),
                \(biases), input, \(currents));
        """
    }
    return """
          tinysnn_load_window_currents(
              \(descriptor), &\(object(first, "window")), \(weights),
              \(biases), input, state->accumulators, \(maxima(first)),
              \(currents));
      """
  }
}
