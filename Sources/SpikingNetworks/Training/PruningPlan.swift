/// The pruning of one network: its units, what they are worth, and which numbers go with them.
///
/// The units of a layer are its synapses, weights before recurrent weights in the order of `LayerParameters`, or
/// its channels.
struct PruningPlan: Sendable {
  let pruning: PruningSpec
  /// The number of units of each layer; 0 for a layer that keeps everything.
  let unitCounts: [Int]
  private let spec: NetworkSpec
  private let geometries: [LayerGeometry]

  /// Plans the pruning of `spec`.
  ///
  /// - Throws: `NetworkError.invalidOptions` for a layer that is not there or keeps all its channels, and where
  ///   nothing can be pruned.
  init(_ spec: NetworkSpec, _ pruning: PruningSpec) throws(NetworkError) {
    let geometries = spec.geometries
    for name in pruning.layers ?? [] {
      guard let index = spec.layers.firstIndex(where: { $0.name == name }) else {
        throw .invalidOptions(
          "pruning names layer \(name); there are \(spec.layers.map(\.name).joined(separator: ", "))"
        )
      }
      if pruning.kind == .channels && !spec.canLoseChannels(index, geometries) {
        throw .invalidOptions(
          "\(name) cannot lose channels: it is the last layer, or channels are grouped in it or behind it"
        )
      }
    }
    unitCounts = spec.layers.indices.map { index in
      guard pruning.layers?.contains(spec.layers[index].name) ?? true else { return 0 }
      let channels = geometries[index].channels
      switch pruning.kind {
      case .magnitude:
        return geometries[index].weightCount
          + (spec.layers[index].isRecurrent ? channels * channels : 0)
      case .channels:
        return spec.canLoseChannels(index, geometries) ? channels : 0
      }
    }
    guard unitCounts.contains(where: { $0 > 0 }) else {
      throw .invalidOptions("pruning finds no layer that can lose \(pruning.kind.rawValue)")
    }
    self.pruning = pruning
    self.spec = spec
    self.geometries = geometries
  }

  /// The number of units of each layer that are pruned in epoch `epoch`, from 0, of `epochs`.
  ///
  /// The sparsity times the number of units, to the nearest; one synapse or channel of a layer always stays.
  func prunedCounts(inEpoch epoch: Int, of epochs: Int) -> [Int] {
    let sparsity = pruning.sparsity(inEpoch: epoch, of: epochs)
    return unitCounts.map { units in
      let count = Int((sparsity * Double(units)).rounded())
      return max(0, min(count, units - 1))
    }
  }

  /// Returns `mask` with the units of least worth in `parameters` pruned until they are `counts`.
  func growing(
    _ mask: PruningMask,
    to counts: [Int],
    by parameters: NetworkParameters
  ) -> PruningMask {
    var result = mask
    // What is shared by all layers is computed once, and not at all where nothing changes.
    guard counts != mask.counts else { return mask }
    let folded = pruning.kind == .channels ? spec.folding(parameters) : parameters
    for (layer, count) in counts.enumerated() where unitCounts[layer] > 0 {
      result.grow(layer, to: count, scores: scores(layer, folded))
    }
    return result
  }

  /// What the units of layer `index` are worth.
  private func scores(_ index: Int, _ parameters: NetworkParameters) -> [Double] {
    let layer = parameters.layers[index]
    switch pruning.kind {
    case .magnitude:
      return (layer.weights + layer.recurrentWeights).map { Double(abs($0)) }
    case .channels:
      let channels = geometries[index].channels
      var (entering, leaving) = (layer.bias.map(square), [Double](repeating: 0, count: channels))
      if entering.isEmpty { entering = leaving }
      for (place, weight) in layer.weights.enumerated() {
        entering[geometries[index].channel(ofWeight: place)] += square(weight)
      }
      for (place, weight) in layer.recurrentWeights.enumerated() {
        leaving[place / channels] += square(weight)
        entering[place % channels] += square(weight)
      }
      for (place, weight) in parameters.layers[index + 1].weights.enumerated() {
        leaving[geometries[index + 1].inputChannel(ofWeight: place)] += square(weight)
      }
      return zip(entering, leaving).map { $0.squareRoot() * $1.squareRoot() }
    }
  }

  private func square(_ value: Float) -> Double { Double(value) * Double(value) }

  /// Returns the numbers of layer `index` that are 0 under `mask`.
  ///
  /// A pruned channel loses every synapse that enters or leaves it.
  func prunedNumbers(ofLayer index: Int, _ mask: PruningMask) -> PrunedNumbers {
    let geometry = geometries[index]
    let units = mask.layers[index]
    switch pruning.kind {
    case .magnitude:
      return PrunedNumbers(
        weights: Array(units.prefix(geometry.weightCount)),
        recurrentWeights: Array(units.dropFirst(geometry.weightCount)),
        channels: []
      )
    case .channels:
      let inputs = index > 0 ? mask.layers[index - 1] : []
      func isPruned(_ units: [Bool], _ unit: Int) -> Bool { !units.isEmpty && units[unit] }
      let channels = geometry.channels
      return PrunedNumbers(
        weights: (0..<geometry.weightCount).map {
          isPruned(units, geometry.channel(ofWeight: $0))
            || isPruned(inputs, geometry.inputChannel(ofWeight: $0))
        },
        recurrentWeights: spec.layers[index].isRecurrent
          ? (0..<channels * channels).map {
            isPruned(units, $0 / channels) || isPruned(units, $0 % channels)
          } : [],
        channels: units
      )
    }
  }
}

/// Which numbers of a layer are pruned, in the order of `LayerParameters`; empty where none is.
struct PrunedNumbers: Hashable, Sendable {
  var weights: [Bool]
  var recurrentWeights: [Bool]
  /// The biases, and the scales and shifts of a normalisation: without them nothing moves a membrane.
  var channels: [Bool]
}

extension NetworkSpec {
  /// Throws `NetworkError.invalidOptions` where a number of `pruning` is out of range, or it does not fit the layers.
  public func check(_ pruning: PruningSpec) throws(NetworkError) {
    try pruning.validate()
    _ = try PruningPlan(self, pruning)
  }

  /// Whether channels of layer `index` can go: nothing may number them in groups, and classes stay.
  fileprivate func canLoseChannels(_ index: Int, _ geometries: [LayerGeometry]) -> Bool {
    index + 1 < layers.count && geometries[index].groups == 1 && geometries[index + 1].groups == 1
  }
}
