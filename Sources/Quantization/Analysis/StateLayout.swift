import FixedPoint
import SpikingNetworks

/// The caller-owned state struct of an exported network: its members, widest first.
///
/// The proven ranges choose the storage of sums. Nothing is padded implicitly, so the struct has the
/// same size on every target; `bytes` is what the search minimises as RAM and what the header asserts.
public struct StateLayout: Hashable, Sendable {
  /// The members in the order of the struct.
  public let members: [StateMember]
  /// The storage of the accumulators that layers share, or nil without any.
  public let accumulatorType: StorageType?
  /// The storage of what a direct-coded first layer loads once per sample, or nil.
  public let currentType: StorageType?
  /// The storage of the classes' scores, or nil if the last membranes are the scores.
  public let scoreType: StorageType?

  /// The bytes of the struct.
  public var bytes: Int { members.reduce(0) { $0 + $1.bytes } }

  /// Lays out the state of `network`.
  ///
  /// - Parameter ranges: The ranges of its layers, as `BoundsAnalysis` proves them.
  public init(of network: QuantizedNetwork, ranges: [LayerRanges]) {
    let layers = network.layers
    let isDirect = network.input.coding == .direct
    // A direct-coded dense layer sums where its currents stay; all others share their accumulators.
    let sharing = layers.indices.filter { index in
      index > 0 || !isDirect || layers[index].movesWindow || layers[index].recurrence != nil
    }
    accumulatorType = sharing.map { layers[$0].sumStorage(ranges[$0]) }
      .max { $0.bytes < $1.bytes }
    if !isDirect {
      currentType = nil
    } else if layers[0].recurrence != nil {
      currentType = accumulatorType
    } else {
      let current = StorageType(holding: layers[0].loadedRange(ranges[0]))
      let sum = sharing.first == 0 ? current : layers[0].sumStorage(ranges[0])
      currentType = sum.bytes > current.bytes ? sum : current
    }
    switch network.readout {
    case .spikeCount: scoreType = .uint8
    case .membrane(.last): scoreType = nil
    case .membrane(.sum):
      let membrane = IntegerRange.signed(bits: layers.last?.membraneBits ?? 1)
      let steps = network.input.timesteps
      scoreType = StorageType(sum: IntegerRange(membrane.lower * steps, membrane.upper * steps))
    }
    members = Self.members(
      of: network,
      accumulators: sharing.map { layers[$0] },
      accumulatorType,
      currentType,
      scoreType
    )
  }

  private static func members(
    of network: QuantizedNetwork,
    accumulators sharing: [QuantizedLayer],
    _ accumulators: StorageType?,
    _ currents: StorageType?,
    _ scores: StorageType?
  ) -> [StateMember] {
    let layers = network.layers
    var members: [StateMember] = []
    func scratch(_ name: String, _ type: StorageType, _ count: Int, _ purpose: String) {
      members.append(
        StateMember(name: name, type: type, count: count, purpose: purpose, isScratch: true)
      )
    }
    if let accumulators, let widest = sharing.map(\.geometry.channels).max() {
      scratch("accumulators", accumulators, widest, "scratch, shared by the layers")
    }
    let maxima = layers.filter { $0.geometry.currentWindow.area > 1 }
    if let accumulators, let widest = maxima.map(\.geometry.channels).max() {
      scratch("maxima", accumulators, widest, "scratch, the largest of pooled accumulators")
    }
    if let currents, let first = layers.first {
      let purpose = "computed once per sample"
      scratch("\(first.name)_\(first.loadedName)", currents, first.outputCount, purpose)
    }
    for layer in layers { members += StateMember.neurons(of: layer) }
    if let scores, let last = layers.last {
      members.append(
        StateMember(
          name: "scores",
          type: scores,
          count: last.outputCount,
          purpose: scores == .uint8 ? "spikes of each class" : "membrane sum of each class"
        )
      )
    }
    members += layers.filter { $0.firing != nil }.map {
      StateMember(
        name: "\($0.name)_spikes",
        type: .uint8,
        count: ($0.outputCount + 7) / 8,
        purpose: "of the last step, one bit per neuron"
      )
    }
    if let widest = layers.filter(\.poolsByOr).map(\.geometry.pooled.count).max() {
      scratch("pooled_spikes", .uint8, (widest + 7) / 8, "scratch, inputs pooled by OR")
    }
    if network.input.coding == .rate, layers[0].movesWindow {
      scratch("input_spikes", .uint8, (layers[0].inputCount + 7) / 8, "scratch, drawn in each step")
    }
    members.append(
      StateMember(name: "step", type: .uint8, count: nil, purpose: "steps since the reset")
    )
    let alignment = members.map(\.type.bytes).max() ?? 1
    let padding = (alignment - members.reduce(0) { $0 + $1.bytes } % alignment) % alignment
    if padding > 0 {
      members.append(
        StateMember(
          name: "padding",
          type: .uint8,
          count: padding,
          purpose: "the same size on every target",
          isScratch: true
        )
      )
    }
    // A stable order: members of one width keep their places.
    return [4, 2, 1].flatMap { width in members.filter { $0.type.bytes == width } }
  }
}

extension QuantizedLayer {
  /// The storage of weighted sums that are not complete yet.
  ///
  /// A sum that wraps in the end may wrap on the way: 8 or 16 bits are enough for one of as many.
  func sumStorage(_ ranges: LayerRanges) -> StorageType {
    let exact = StorageType(holding: ranges.sum)
    let wrapped = StorageType(bits: accumulatorBits)
    return accumulatorOverflow == .wrap && wrapped.bytes < exact.bytes ? wrapped : exact
  }

  /// What a direct-coded layer without recurrence computes once per sample.
  ///
  /// A bias does not pass a synaptic current, so it is added in every step then.
  func loadedRange(_ ranges: LayerRanges) -> IntegerRange {
    synapse == nil ? ranges.current : ranges.scaled
  }

  /// What the state calls the numbers that a direct-coded layer computes once per sample.
  public var loadedName: String { recurrence == nil ? "currents" : "sums" }
}
