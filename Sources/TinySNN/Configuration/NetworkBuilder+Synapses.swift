import SpikingNetworks

extension NetworkBuilder {
  /// Reads `dense`.
  mutating func addDense(_ place: ItemPlace) {
    let section = place.section()
    let units = section.int("units", in: 1...4096)
    let bias = section.bool("bias", default: true)
    let recurrent = section.bool("recurrent", default: false)
    section.finish()
    items.append(.dense(units: units, bias: bias, recurrent: recurrent))
    begin(
      PendingSynapses(
        place: place,
        connection: .dense(units: units, bias: bias),
        isRecurrent: recurrent
      )
    )
  }

  /// Reads `conv`, `depthwise` or `conv1d`.
  mutating func addConvolution(_ kind: ConvolutionItem.Kind, _ place: ItemPlace) {
    let shape = pooledShape
    let item = ConvolutionItem(kind, place.section(), shape: shape)
    if kind == .conv1d, let shape, shape.height != 1 {
      place.report(
        "expected activations of height 1 in front of \(place.path), "
          + "found \(shape.height) x \(shape.width); conv takes images"
      )
    }
    if let flatten = front.last, front.isFlat {
      flatten.report(
        "expected dense behind \(flatten.path), found '\(place.key)', "
          + "which needs rows and columns"
      )
    }
    items.append(.convolution(item))
    begin(PendingSynapses(place: place, connection: .convolution(item.spec(shape: shape))))
  }

  /// What the synapses of the next layer see.
  var pooledShape: SampleShape? {
    guard let pool = front.pool else { return shape }
    return shape.map { $0.pooled(by: pool.size) }
  }

  private mutating func begin(_ synapses: PendingSynapses) {
    if let former = pending {
      synapses.place.report(
        "expected neurons (\(NeuronItem.Kind.hiddenNames)) between \(former.place.key) and "
          + "\(synapses.place.key) at \(synapses.place.path)"
      )
    }
    pending = synapses
  }

  /// Reads `norm`: a kind, or a mapping.
  mutating func addNorm(_ place: ItemPlace) {
    var norm = BatchNormSpec()
    if case .mapping = place.entry.value.content {
      let section = place.section()
      _ = section.word("kind", default: NormKind.batch)
      norm.epsilon = section.double("epsilon", in: .positive(upTo: 1), default: norm.epsilon)
      norm.momentum = section.double("momentum", in: .positive(upTo: 1), default: norm.momentum)
      section.finish()
    } else {
      _ = place.parent.word(place.entry.value, place.key, default: NormKind.batch)
    }
    items.append(.norm(norm))
    guard let synapses = pending else {
      place.report(
        "expected synapses (dense, conv, depthwise, conv1d) directly before \(place.path)"
      )
      return
    }
    if synapses.norm != nil {
      place.report(
        "expected one norm behind \(synapses.place.path), found another at \(place.path)"
      )
    } else if synapses.currentPool != nil {
      place.report("expected the norm before the pool at \(place.path), directly behind synapses")
    } else if synapses.isRecurrent {
      place.report("expected no norm behind recurrent synapses at \(place.path)")
    }
    pending?.norm = norm
  }
}

private enum NormKind: String, CaseIterable { case batch }
