import SpikingNetworks

extension ReferenceCase {
  /// What a network can have beyond dense layers of leaky neurons.
  enum Part: String, CaseIterable, Sendable {
    case convolution, sumPool, averagePool, maxPool, dropout, currentPool, norm, recurrence
    case synapticCurrent, adaptation, tuning, labelSmoothing
  }

  /// The pairs that no layer can have: see `NetworkSpec.validate`.
  static let impossible: Set<Set<Part>> = [
    [.sumPool, .averagePool], [.sumPool, .maxPool], [.averagePool, .maxPool],
    [.recurrence, .convolution], [.recurrence, .currentPool], [.recurrence, .norm],
  ]

  /// The pairs that a layer can have.
  static let possible = pairs(of: Set(Part.allCases)).subtracting(impossible)

  /// The pairs that meet in one layer of this network.
  var pairs: Set<Set<Part>> {
    partsOfLayers.reduce([]) { $0.union(ReferenceCase.pairs(of: $1)) }
  }

  private static func pairs(of parts: Set<Part>) -> Set<Set<Part>> {
    Set(parts.flatMap { first in parts.subtracting([first]).map { [first, $0] } })
  }

  /// The parts of each layer; what belongs to the loss stands beside those of every layer.
  private var partsOfLayers: [Set<Part>] {
    spec.layers.map { layer in
      options.labelSmoothing > 0 ? layer.parts.union([.labelSmoothing]) : layer.parts
    }
  }

  /// The parts this network has.
  var parts: Set<Part> { partsOfLayers.reduce([]) { $0.union($1) } }
}

extension LayerSpec {
  /// The parts this layer has.
  fileprivate var parts: Set<ReferenceCase.Part> {
    var result: Set<ReferenceCase.Part> = []
    if case .convolution = connection { result.insert(.convolution) }
    switch inputPool?.kind {
    case .sum: result.insert(.sumPool)
    case .average: result.insert(.averagePool)
    case .max: result.insert(.maxPool)
    case nil: break
    }
    if dropout > 0 { result.insert(.dropout) }
    if currentPool != nil { result.insert(.currentPool) }
    if norm != nil { result.insert(.norm) }
    if isRecurrent { result.insert(.recurrence) }
    if neuron.synapticDecay != nil { result.insert(.synapticCurrent) }
    if neuron.firing?.adaptation != nil { result.insert(.adaptation) }
    let tunings = [neuron.betaTuning, neuron.firing?.thresholdTuning ?? .fixed]
    if tunings.contains(where: { $0 != .fixed }) { result.insert(.tuning) }
    return result
  }
}
