import FixedPoint
import Quantization
import SpikingNetworks

/// A network checked against what the runtime can do, with every decision about its C taken.
///
/// The exporter writes a plan as text, `DeviceRuntime` runs the same plan in process.
struct DevicePlan: Sendable {
  let network: QuantizedNetwork
  let layers: [DeviceLayer]
  /// The state struct.
  let layout: StateLayout

  /// The members of the state struct.
  var members: [StateMember] { layout.members }
  /// The storage of the classes' scores, or nil if the last membranes are the scores.
  var scoreType: StorageType? { layout.scoreType }
  /// The bytes of the state struct on every target.
  var stateBytes: Int { layout.bytes }

  /// The last layer.
  var last: DeviceLayer { layers[layers.count - 1] }

  /// Plans `network`.
  ///
  /// - Throws: `ExportError` if a name or a number has no place in C.
  init(_ network: QuantizedNetwork) throws(ExportError) {
    let ranges: [LayerRanges]
    do { ranges = try network.validate() } catch { throw .illegalNetwork(error) }
    try self.init(network, ranges: ranges)
  }

  /// Plans `network`, whose layers have the ranges `ranges`, without a look at its numbers.
  ///
  /// - Throws: `ExportError` if a name has no place in C.
  init(_ network: QuantizedNetwork, ranges: [LayerRanges]) throws(ExportError) {
    var names: Set<String> = []
    for layer in network.layers where !names.insert(layer.name.uppercased()).inserted {
      throw .duplicateLayer(name: layer.name)
    }
    let layout = StateLayout(of: network, ranges: ranges)
    var layers: [DeviceLayer] = []
    for (index, layer) in network.layers.enumerated() {
      layers.append(
        DeviceLayer(
          layer,
          ranges: ranges[index],
          identifier: try Self.identifier(layer.name),
          isLoaded: index == 0 && network.input.coding == .direct,
          layout
        )
      )
    }
    self.network = network
    self.layers = layers
    self.layout = layout
  }

  private static func identifier(_ name: String) throws(ExportError) -> CIdentifier {
    let identifier = try CIdentifier(name)
    guard !["input", "pooled"].contains(name) else {
      throw .invalidIdentifier(name: name, reason: "the state has spikes of this name")
    }
    return identifier
  }
}
