import CTinySNN
import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// The shapes and windows of a layer in words; nothing for a plain dense layer.
  func windowText(_ layer: QuantizedLayer) -> [String] {
    let sizes = layer.geometry
    guard layer.movesWindow || layer.inputPool != nil else { return [] }
    var lines = ["input      \(sizes.input.text) (rows x columns x channels)"]
    if let pool = layer.inputPool {
      let meaning =
        switch pool {
        case .sum: "sum, 0...\(sizes.inputWindow.area)"
        case .average:
          "average: sums 0...\(sizes.inputWindow.area), scale 1/\(sizes.inputWindow.area)"
        case .max: "max: a spike if any"
        }
      lines.append(
        "pooling    of spikes, \(sizes.inputWindow.text), \(meaning); \(sizes.pooled.text)"
      )
    }
    if sizes.isDense {
      lines.append("dense      \(sizes.pooled.count) inputs to each of \(sizes.channels) neurons")
    } else {
      lines.append(
        "kernel     \(sizes.kernel.text), stride \(sizes.stride.text), padding \(sizes.padding.text), "
          + (sizes.groups == 1 ? "one group" : "\(sizes.groups) groups of channels")
      )
    }
    if sizes.currentWindow.area > 1 {
      lines.append("pooling    of currents, \(sizes.currentWindow.text), max")
    }
    return lines + ["neurons    \(sizes.neurons.text)"]
  }

  /// The windows of a layer as the runtime takes them.
  func writeWindow(_ plan: DeviceLayer, _ window: tinysnn_window_t, _ writer: inout CWriter) {
    writer.line(
      """

      static const tinysnn_window_t \(object(plan, "window")) = {
          /* input: columns before pooling, pool, rows, columns, channels */
          \(window.input_width)U, \(window.pool_height)U, \(window.pool_width)U, \(window.height)U, \(window.width)U, \(window.channels)U,
          /* kernel, stride, padding */
          \(window.kernel_height)U, \(window.kernel_width)U, \(window.stride_height)U, \(window.stride_width)U, \(window.padding_height)U, \(window.padding_width)U,
          /* group: inputs, outputs; channels, rows and columns of neurons, pool of currents */
          \(window.group_inputs)U, \(window.group_outputs)U, \(macro(plan, "CHANNELS")), \(window.rows)U, \(window.columns)U, \(window.max_height)U, \(window.max_width)U
      };
      """
    )
  }

  /// The call that pools the spikes of the layer before by OR, or nothing.
  func poolCall(_ layer: DeviceLayer, source: String) -> String? {
    guard layer.layer.poolsByOr else { return nil }
    let sizes = layer.layer.geometry
    let numbers = [
      sizes.input.width, sizes.input.channels, sizes.inputWindow.height, sizes.inputWindow.width,
      sizes.pooled.height, sizes.pooled.width,
    ]
    return """
          tinysnn_pool_spikes(
              \(source), \(numbers.map { "\($0)U" }.joined(separator: ", ")), state->pooled_spikes);
      """
  }
}

extension QuantizedLayer {
  /// What owns a parameter: in a dense layer every neuron is a channel.
  var channelText: String { geometry.isDense ? "neuron" : "channel" }

  /// The structure in a few words: inputs x neurons, or kernel and neurons, with the pools around them.
  var structureText: String {
    let sizes = geometry
    var parts = inputPool.map { ["\($0.rawValue) of \(sizes.inputWindow.text)"] } ?? []
    if sizes.isDense {
      parts.append("\(sizes.pooled.count) x \(sizes.channels)")
    } else {
      parts.append(
        "kernel \(sizes.kernel.text), \(sizes.pooled.channels) to \(sizes.channels) channels"
      )
      if sizes.groups > 1 { parts.append("\(sizes.groups) groups") }
      if sizes.currentWindow.area > 1 { parts.append("max of \(sizes.currentWindow.text)") }
      parts.append("\(sizes.neurons.text) neurons")
    }
    return parts.joined(separator: ", ")
  }
}

extension Extent {
  /// The extent in words.
  var text: String { "\(height) x \(width)" }
}

extension SampleShape {
  /// The shape in words.
  var text: String { "\(height) x \(width) x \(channels)" }
}
