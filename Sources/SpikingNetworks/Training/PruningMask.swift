import Foundation

/// What is pruned of every layer: its synapses or its channels, as the kind of the pruning says.
struct PruningMask: Hashable, Sendable {
  /// Whether a unit is pruned, [layer][unit]; empty for a layer that keeps everything.
  private(set) var layers: [[Bool]]

  /// Creates a mask that prunes nothing of `unitCounts` units per layer.
  init(unitCounts: [Int]) {
    layers = unitCounts.map { Array(repeating: false, count: $0) }
  }

  private init(layers: [[Bool]]) {
    self.layers = layers
  }

  /// The number of pruned units of each layer.
  var counts: [Int] { layers.map { $0.count { $0 } } }

  /// Prunes units of `layer` until they are `count`: those of the lowest score, on ties the lower index.
  ///
  /// - Parameter scores: What each unit is worth; NaN counts as infinite.
  mutating func grow(_ layer: Int, to count: Int, scores: [Double]) {
    let missing = count - layers[layer].count { $0 }
    guard missing > 0 else { return }
    let rest = layers[layer].indices.filter { !layers[layer][$0] }
      .map { (score: scores[$0].isNaN ? .infinity : scores[$0], unit: $0) }
      .sorted { $0 < $1 }
    for (_, unit) in rest.prefix(missing) { layers[layer][unit] = true }
  }
}

extension PruningMask: Codable {
  /// A layer as the number of its units and one bit each, the first unit the lowest bit of the first byte.
  private struct Packed: Codable {
    var count: Int
    var bits: Data
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let layers = try container.decode([Packed].self).map { packed -> [Bool] in
      let bytes = [UInt8](packed.bits)
      guard packed.count >= 0, bytes.count == (packed.count + 7) / 8 else {
        throw DecodingError.dataCorruptedError(
          in: container,
          debugDescription: "expected a bit for each of \(packed.count) units"
        )
      }
      return (0..<packed.count).map { bytes[$0 / 8] >> UInt8($0 % 8) & 1 != 0 }
    }
    self.init(layers: layers)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      layers.map { units in
        var bytes = [UInt8](repeating: 0, count: (units.count + 7) / 8)
        for (unit, isPruned) in units.enumerated() where isPruned {
          bytes[unit / 8] |= 1 << UInt8(unit % 8)
        }
        return Packed(count: units.count, bits: Data(bytes))
      }
    )
  }
}
