extension RegularizerSpec {
  /// Throws `NetworkError.invalidOptions` where a number is out of range.
  func validate() throws(NetworkError) {
    try require(
      strength >= 0 && Float(strength).isFinite,
      "the strength of a regularizer must be finite and not negative"
    )
    if case .linear(let from, let to) = ramp {
      try require(
        from >= 0 && from < to && to <= 1,
        "the ramp of a regularizer must go from 0 or later to a later part of the epochs, at most 1"
      )
    }
    try require(layers?.isEmpty != true, "a regularizer must have layers, or nil for all")
    switch penalty {
    case .synaptic(let p), .spikes(let p, _):
      try require(p == 1 || p == 2, "p of a regularizer must be 1 or 2")
    case .operations(.fraction(let fraction), _, _):
      try require(
        fraction > 0 && fraction <= 1,
        "the fraction of operations must be above 0, at most 1"
      )
    case .operations(.operations(let operations), _, _):
      try require(
        operations > 0 && operations.isFinite,
        "the target of operations must be finite and above 0"
      )
    case .firingRate(let target, _):
      try require((0...1).contains(target), "the target of the firing rate must be in 0...1")
    case .membrane(let lower, let upper):
      try require(
        lower <= 0 && upper >= 0 && Float(lower).isFinite && Float(upper).isFinite,
        "the bounds of membranes must be finite, the lower at most 0, the upper at least 0"
      )
    case .logits:
      try require(layers == nil, "the regularizer of logits has no layers")
    case .hoyer, .hoyerSquare, .weightDecay: break
    }
  }

  private func require(_ condition: Bool, _ text: String) throws(NetworkError) {
    guard condition else { throw .invalidOptions(text) }
  }
}

extension NetworkSpec {
  /// Throws `NetworkError.invalidOptions` where `regularizers` name layers that are not there, that they are not
  /// about, or whose membranes have a penalty already.
  public func check(_ regularizers: [RegularizerSpec]) throws(NetworkError) {
    var bounded: Set<Int> = []
    for regularizer in regularizers {
      try regularizer.validate()
      for name in regularizer.layers ?? [] {
        guard let index = layers.firstIndex(where: { $0.name == name }) else {
          let known = layers.map(\.name).joined(separator: ", ")
          throw .invalidOptions("a regularizer names layer \(name); there are \(known)")
        }
        guard isPunished(index, by: regularizer.penalty) else {
          throw .invalidOptions(
            "a regularizer names layer \(name), which has nothing that it is about: it is the last layer"
          )
        }
      }
      guard case .membrane = regularizer.penalty else { continue }
      guard !isRectified else {
        throw .invalidOptions("rectifiers (relu) have no membranes that a regularizer could bound")
      }
      for index in layers(of: regularizer) where !bounded.insert(index).inserted {
        throw .invalidOptions(
          "the membranes of layer \(layers[index].name) have two regularizers; there may be one"
        )
      }
    }
  }

  /// The indices of the layers that `regularizer` punishes.
  func layers(of regularizer: RegularizerSpec) -> [Int] {
    layers.indices.filter { index in
      isPunished(index, by: regularizer.penalty)
        && regularizer.layers?.contains(layers[index].name) ?? true
    }
  }

  private func isPunished(_ index: Int, by penalty: Penalty) -> Bool {
    let neuron = layers[index].neuron
    let fires = neuron.firing != nil
    let emits = fires || neuron.rectifier != nil
    let isHidden = index + 1 < layers.count
    return switch penalty {
    case .synaptic, .operations: emits && (isHidden || layers[index].isRecurrent)
    case .spikes, .hoyer, .hoyerSquare, .firingRate: emits && isHidden
    case .membrane: fires && isHidden
    case .weightDecay: true
    case .logits: false
    }
  }
}
