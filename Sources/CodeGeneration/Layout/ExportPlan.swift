import FixedPoint
import Quantization
import SpikingNetworks

/// A network checked against what the runtime can do, with every decision about its C taken.
///
/// The exporter writes a plan as text, `DeviceRuntime` runs the same plan in process.
struct ExportPlan: Sendable {
  let network: QuantizedNetwork
  let layers: [LayerPlan]
  /// The members of the state struct, widest first: nothing is padded implicitly.
  let members: [StateMember]
  /// The storage of the accumulators that all layers driven by spikes share, or nil without any.
  let accumulatorType: StorageType?
  /// The storage of the classes' scores, or nil if the last membranes are the scores.
  let scoreType: StorageType?

  /// The bytes of the state struct on every target.
  var stateBytes: Int { members.reduce(0) { $0 + $1.bytes } }

  /// The last layer.
  var last: LayerPlan { layers[layers.count - 1] }

  /// Plans `network`.
  ///
  /// - Throws: `ExportError` if a name or a number has no place in C.
  init(_ network: QuantizedNetwork) throws(ExportError) {
    try network.checkExportable()
    for layer in network.layers { try layer.checkExportable() }
    let ranges = BoundsAnalysis.ranges(of: network)
    let isDirect = network.input.coding == .direct
    let spikeDriven = ranges.indices.filter { $0 > 0 || !isDirect }
    let accumulators = spikeDriven.map { ranges[$0].accumulator }.reduce(
      IntegerRange(0, 0)
    ) { $0.union($1) }
    let accumulatorType = StorageType(sum: accumulators)
    var layers: [LayerPlan] = []
    for (index, layer) in network.layers.enumerated() {
      guard ranges[index].fits32Bits else {
        throw .unsupported(layer: layer.name, reason: "a current or membrane can leave 32 bits")
      }
      let isLoaded = index == 0 && isDirect
      // A loaded layer sums up and converts in place: the same array holds both.
      let loadedType = StorageType(sum: ranges[index].accumulator.union(ranges[index].current))
      layers.append(
        LayerPlan(
          layer: layer,
          ranges: ranges[index],
          identifier: try CIdentifier(layer.name),
          isLoaded: isLoaded,
          valueType: isLoaded ? loadedType : accumulatorType,
          membraneType: StorageType(bits: layer.membraneBits),
          weights: PackedTables.weights(of: layer),
          biases: PackedTables.mantissas(of: layer.bias),
          thresholds: PackedTables.mantissas(of: layer.firing?.threshold)
        )
      )
    }
    self.network = network
    self.layers = layers
    self.accumulatorType = spikeDriven.isEmpty ? nil : accumulatorType
    switch network.readout {
    case .spikeCount: scoreType = .uint8
    case .membrane(.last): scoreType = nil
    case .membrane(.sum):
      let membrane = IntegerRange.signed(bits: network.layers[layers.count - 1].membraneBits)
      let timesteps = network.input.timesteps
      scoreType = StorageType(
        sum: IntegerRange(membrane.lower * timesteps, membrane.upper * timesteps)
      )
    }
    members = ExportPlan.members(
      layers: layers,
      accumulators: self.accumulatorType,
      scores: scoreType
    )
  }

  private static func members(
    layers: [LayerPlan],
    accumulators: StorageType?,
    scores: StorageType?
  ) -> [StateMember] {
    var members: [StateMember] = []
    if let accumulators {
      members.append(
        StateMember(
          name: "accumulators",
          type: accumulators,
          count: layers.filter { !$0.isLoaded }.map(\.layer.outputCount).max(),
          purpose: "scratch, shared by the layers",
          isScratch: true
        )
      )
    }
    for plan in layers where plan.isLoaded {
      members.append(
        StateMember(
          name: "\(plan.identifier.text)_currents",
          type: plan.valueType,
          count: plan.layer.outputCount,
          purpose: "computed once per sample",
          isScratch: true
        )
      )
    }
    members += layers.map {
      StateMember(
        name: "\($0.identifier.text)_membranes",
        type: $0.membraneType,
        count: $0.layer.outputCount,
        purpose: "after the last step"
      )
    }
    if let scores, let last = layers.last {
      members.append(
        StateMember(
          name: "scores",
          type: scores,
          count: last.layer.outputCount,
          purpose: scores == .uint8 ? "spikes of each class" : "membrane sum of each class"
        )
      )
    }
    members += layers.filter(\.fires).map {
      StateMember(
        name: "\($0.identifier.text)_spikes",
        type: .uint8,
        count: $0.spikeBytes,
        purpose: "of the last step, one bit per neuron"
      )
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
