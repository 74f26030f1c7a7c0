import SpikingNetworks

extension NetworkBuilder {
  /// Reports the first layer that does not fit the layer before it, or the sample.
  func checkSizes() {
    guard !hasErrors else { return }
    // Where sizes left all bounds, the layers behind are not looked at.
    let count = measuredCount
    let network = NetworkSpec(
      input: input,
      layers: count == layers.count ? layers : Array(layers.prefix(count)),
      readout: count == layers.count ? readout : .spikeCount
    )
    do {
      try network.validate()
    } catch .invalidNetwork(let text) {
      guard let index = layers.firstIndex(where: { text.hasPrefix($0.name + ": ") }) else {
        reader.diagnostics.report(
          "the network is not possible: \(text)",
          at: reader.origin,
          path: "network"
        )
        return
      }
      let reason = text.dropFirst(layers[index].name.count + 2)
      places[index].report("layer \(layers[index].name) at \(places[index].path): \(reason)")
    } catch {
      reader.diagnostics.report("\(error)", at: reader.origin, path: "network")
    }
  }

  /// Reports a last layer that has not one output for each class.
  func checkClasses(_ classes: (count: Int, dataset: String)) {
    guard let layer = layers.last, let place = places.last else { return }
    switch layer.connection {
    case .dense(let units, _):
      guard units != classes.count else { return }
      reader.diagnostics.report(
        "expected \(classes.count) units (the classes of \(classes.dataset)) "
          + "at \(place.path).units, found \(units)",
        at: place.entry.value["units"]?.origin ?? place.entry.origin,
        path: place.path + ".units"
      )
    case .convolution:
      // The sizes were refused already: a readout needs dense synapses.
      break
    }
  }
}
