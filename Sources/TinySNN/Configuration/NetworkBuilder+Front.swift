import SpikingNetworks

extension NetworkBuilder {
  /// Reads `pool`: of the spikes of the layer before, or of the currents of pending synapses.
  mutating func addPool(_ place: ItemPlace) {
    let section = place.section()
    let kind = section.word("kind", required: PoolKind.max)
    let spelling: WindowSpelling = currentShape?.height == 1 ? .row : .square
    let size = section.sides("size", spelling, default: .equal(2))
    section.finish()
    items.append(.pool(kind: kind, size: size))
    var pool = PoolSpec(kind: kind, size: size.extent(lineRows: spelling.lineRows(1)))
    checkSize(&pool, place)
    guard let synapses = pending else {
      addInputPool(pool, place)
      return
    }
    if case .dense = synapses.connection {
      place.report(
        "expected neurons (\(NeuronItem.Kind.hiddenNames)) behind dense at \(place.path): "
          + "only the currents of a convolution can be pooled"
      )
    } else if synapses.currentPool != nil {
      reportSecondPool(place)
    } else if kind != .max {
      section.report(
        "expected max at \(section.path("kind")), found '\(kind.rawValue)': behind synapses a pool "
          + "takes the largest current; put it behind the neurons to pool spikes",
        at: section.peek("kind")?.origin ?? section.origin,
        key: "kind"
      )
    }
    pending?.currentPool = pool
  }

  /// Reports a window that is larger than what it pools, and makes it legal for what follows.
  private func checkSize(_ pool: inout PoolSpec, _ place: ItemPlace) {
    // What cannot be pooled at all is reported as that; an empty shape is an error of its synapses.
    guard pending != nil || !layers.isEmpty, let seen = currentShape, seen.positions > 0,
      pool.size.height > seen.height || pool.size.width > seen.width
    else { return }
    if case .dense? = pending?.connection { return }
    place.report(
      "the pool of \(pool.size.height) x \(pool.size.width) at \(place.path) is larger than the "
        + "\(seen.height) x \(seen.width) that it pools"
    )
    pool.size.height = min(pool.size.height, seen.height)
    pool.size.width = min(pool.size.width, seen.width)
  }

  private mutating func addInputPool(_ pool: PoolSpec, _ place: ItemPlace) {
    if layers.isEmpty {
      place.report("expected neurons before \(place.path): the sample itself cannot be pooled")
    } else if front.pool != nil {
      reportSecondPool(place)
    } else if let last = front.last {
      place.report("expected \(last.key) behind the pool at \(place.path), found it before")
    }
    front.pool = pool
    front.last = place
  }

  private func reportSecondPool(_ place: ItemPlace) {
    place.report("expected one pool between synapses and neurons, found another at \(place.path)")
  }

  /// What a pool at this place sees.
  private var currentShape: SampleShape? {
    guard let synapses = pending else { return shape }
    let layer = LayerSpec(
      name: "",
      inputPool: front.pool,
      connection: synapses.connection,
      neuron: NeuronSpec(beta: 1, firing: nil)
    )
    return shape.map { LayerGeometry(layer, input: $0).currents }
  }

  /// Reads `dropout`: a rate, or a mapping.
  mutating func addDropout(_ place: ItemPlace) {
    let range = NumberRange.belowOne
    let rate: Double
    if case .mapping = place.entry.value.content {
      let section = place.section()
      rate = section.double("rate", in: range)
      section.finish()
    } else {
      if case .scalar(let value) = place.entry.value.content, let number = value.number,
        range.contains(number)
      {
        rate = number
      } else {
        rate = place.parent.wrong(place.entry.value, place.key, "a number \(range)", 0)
      }
    }
    items.append(.dropout(rate: rate))
    if let synapses = pending {
      place.report(
        "expected neurons (\(NeuronItem.Kind.hiddenNames)) behind \(synapses.place.key) "
          + "at \(place.path): spikes drop out, currents do not"
      )
    } else if layers.isEmpty {
      place.report("expected neurons before \(place.path): the sample itself cannot drop out")
    } else if front.dropout != nil {
      place.report("expected one dropout in front of synapses, found another at \(place.path)")
    } else if front.isFlat {
      place.report("expected flatten behind the dropout at \(place.path), found it before")
    }
    front.dropout = rate
    front.last = place
  }

  /// Reads `flatten`.
  mutating func addFlatten(_ place: ItemPlace) {
    place.section().finish()
    items.append(.flatten)
    if let synapses = pending {
      place.report(
        "expected neurons (\(NeuronItem.Kind.hiddenNames)) behind \(synapses.place.key) at \(place.path)"
      )
    } else if front.isFlat {
      place.report("expected one flatten in front of dense, found another at \(place.path)")
    }
    front.isFlat = true
    front.last = place
  }
}
