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
  /// How `run` goes through the steps of a sample.
  let order: WindowOrder

  /// The members of the state struct.
  var members: [StateMember] { layout.members }
  /// The storage of the classes' scores, or nil if the last membranes are the scores.
  var scoreType: StorageType? { layout.scoreType }
  /// The bytes of the state struct on every target.
  var stateBytes: Int { layout.bytes }

  /// The last layer.
  var last: DeviceLayer { layers[layers.count - 1] }

  /// Plans `network`, with dense rows of weights padded from `leastPaddedBytes` on.
  ///
  /// - Throws: `ExportError` if a name or a number has no place in C.
  init(
    _ network: QuantizedNetwork,
    paddedFrom leastPaddedBytes: Int = WeightStorage.leastPaddedBytes,
    longestTable: Int = DeviceWeights.longestTable
  ) throws(ExportError) {
    let ranges: [LayerRanges]
    do { ranges = try network.validate() } catch { throw .illegalNetwork(error) }
    try self.init(
      network,
      ranges: ranges,
      paddedFrom: leastPaddedBytes,
      longestTable: longestTable
    )
  }

  /// Plans `network`, whose layers have the ranges `ranges`, without a look at its numbers.
  ///
  /// - Throws: `ExportError` if a name has no place in C.
  init(
    _ network: QuantizedNetwork,
    ranges: [LayerRanges],
    paddedFrom leastPaddedBytes: Int = WeightStorage.leastPaddedBytes,
    longestTable: Int = DeviceWeights.longestTable
  ) throws(ExportError) {
    var names: Set<String> = []
    for layer in network.layers where !names.insert(layer.name.uppercased()).inserted {
      throw .duplicateLayer(name: layer.name)
    }
    let layout = StateLayout(of: network, ranges: ranges)
    var layers: [DeviceLayer] = []
    for (index, layer) in network.layers.enumerated() {
      let tables = [layer.weightStorage, layer.recurrentStorage].compactMap { $0?.tableBytes }
      for bytes in tables where bytes > longestTable {
        throw .tableTooLong(layer: layer.name, bytes: bytes)
      }
      layers.append(
        DeviceLayer(
          layer,
          ranges: ranges[index],
          identifier: try Self.identifier(layer.name),
          loads: index == 0 && network.input.coding == .direct ? network.input : nil,
          layout,
          paddedFrom: leastPaddedBytes
        )
      )
    }
    self.network = network
    self.layers = layers
    self.layout = layout
    order = WindowOrder(layers, timesteps: network.input.timesteps)
  }

  private static func identifier(_ name: String) throws(ExportError) -> CIdentifier {
    let identifier = try CIdentifier(name)
    guard !["input", "pooled"].contains(name) else {
      throw .invalidIdentifier(name: name, reason: "the state has spikes of this name")
    }
    return identifier
  }
}
