import SpikingNetworks

extension NetworkBuilder {
  private enum ReadoutKind: String, CaseIterable {
    case spikeCount = "spike_count"
    case membrane
  }

  /// Reads neurons that fire.
  mutating func addNeurons(_ kind: NeuronItem.Kind, _ place: ItemPlace) {
    let item = NeuronItem(kind, place.section())
    items.append(.neurons(item))
    guard let synapses = pending else { return reportNoSynapses(before: place) }
    append(synapses, item.neuron)
  }

  /// Reads `relu`.
  mutating func addRectifiers(_ place: ItemPlace) {
    let section = place.section()
    let rectifier: Rectifier = section.word("quantize", default: .none)
    section.finish()
    items.append(.rectifiers(rectifier))
    guard let synapses = pending else { return reportNoSynapses(before: place) }
    append(synapses, NeuronSpec(rectifier: rectifier))
  }

  private func reportNoSynapses(before place: ItemPlace) {
    place.report("expected synapses (dense, conv, depthwise, conv1d) before \(place.path)")
  }

  /// Reads `readout`: a kind, or a mapping.
  mutating func addReadout(_ place: ItemPlace) {
    let kind: ReadoutKind
    var (beta, score) = (1.0, MembraneScore.sum)
    if case .mapping = place.entry.value.content {
      let section = place.section()
      kind = section.word("kind", required: .spikeCount)
      if kind == .membrane {
        beta = section.double("beta", in: .closed(0...1), default: beta)
        score = section.word("score", default: score)
      } else {
        section.dropGenerated(["beta", "score"])
      }
      section.finish()
    } else {
      kind = place.parent.word(place.entry.value, place.key, default: .spikeCount)
    }
    if pending == nil, let last = front.last {
      place.report(
        "expected synapses (dense, conv, depthwise, conv1d) behind \(last.path), found 'readout'"
      )
      return
    }
    switch (kind, pending) {
    case (.membrane, let synapses?) where synapses.isRecurrent:
      place.report(
        "expected neurons (\(NeuronItem.Kind.names)) behind recurrent synapses at \(place.path): "
          + "a membrane that is read out never fires"
      )
    case (.membrane, let synapses?):
      append(synapses, NeuronSpec(beta: beta, firing: nil))
      readout = .membrane(score)
      items.append(.membrane(beta: beta, score: score))
    case (.membrane, nil):
      place.report(
        "expected synapses (dense, conv, depthwise, conv1d) before the membrane readout "
          + "at \(place.path)"
      )
    case (.spikeCount, nil) where !layers.isEmpty:
      items.append(.spikeCount)
    case (.spikeCount, _):
      place.report(
        "expected neurons (\(NeuronItem.Kind.names)) before the spike_count readout "
          + "at \(place.path)"
      )
    }
  }
}
