import SpikingNetworks

/// The synapses of a layer in the form that loops read: for each pooled input, runs of weights.
///
/// All channels of one place share their runs up to two offsets, so the table has a list for each
/// place only. `LayerGeometry.forEachRun(from:)` says what the runs are.
public struct SynapseTable: Sendable {
  /// The pooled input that each input belongs to, or -1; empty if nothing is pooled.
  public let pooledInputs: [Int32]
  /// The index of the first run of each place, and the number of runs at the end.
  public let firstRun: [Int32]
  /// The first current of each run, for channel 0.
  public let currents: [Int32]
  /// The first weight of each run, for channel 0.
  public let weights: [Int32]
  /// The number of channels of the pooled input.
  public let channels: Int32
  /// The number of input channels that share their currents.
  public let groupInputs: Int32
  /// The length of every run.
  public let groupOutputs: Int32

  /// Lists the synapses of `geometry`.
  public init(_ geometry: LayerGeometry) {
    let pooled = geometry.pooled
    let window = geometry.inputWindow
    var firstRun: [Int32] = [0]
    var currents: [Int32] = []
    var weights: [Int32] = []
    for y in 0..<pooled.height {
      for x in 0..<pooled.width {
        let place = y * window.height * geometry.input.width + x * window.width
        geometry.forEachRun(from: place * pooled.channels) { run in
          currents.append(Int32(run.firstCurrent))
          weights.append(Int32(run.firstWeight))
        }
        firstRun.append(Int32(currents.count))
      }
    }
    self.firstRun = firstRun
    self.currents = currents
    self.weights = weights
    channels = Int32(pooled.channels)
    groupInputs = Int32(geometry.groupInputs)
    groupOutputs = Int32(geometry.groupOutputs)
    pooledInputs = window.area == 1 ? [] : Self.pooledInputs(geometry)
  }

  private static func pooledInputs(_ geometry: LayerGeometry) -> [Int32] {
    let (input, pooled) = (geometry.input, geometry.pooled)
    return (0..<input.count).map { index in
      let place = index / input.channels
      let y = place / input.width / geometry.inputWindow.height
      let x = place % input.width / geometry.inputWindow.width
      guard y < pooled.height, x < pooled.width else { return -1 }
      return Int32((y * pooled.width + x) * pooled.channels + index % input.channels)
    }
  }

  /// Calls `body` with the first current and the first weight of each run of pooled input `index`.
  @inlinable @inline(__always)
  public func forEachRun(from index: Int32, _ body: (Int, Int) -> Void) {
    let (place, channel) = index.quotientAndRemainder(dividingBy: channels)
    let currentOffset = channel / groupInputs * groupOutputs
    let weightOffset = channel * groupOutputs
    for run in Int(firstRun[Int(place)])..<Int(firstRun[Int(place) + 1]) {
      body(Int(currents[run] + currentOffset), Int(weights[run] + weightOffset))
    }
  }

  /// The number of synapses that leave each input, exact at the borders.
  public var fanOuts: [Int] {
    let counts = firstRun.indices.dropLast().map {
      Int(firstRun[$0 + 1] - firstRun[$0]) * Int(groupOutputs)
    }
    guard !pooledInputs.isEmpty else {
      return counts.flatMap { Array(repeating: $0, count: Int(channels)) }
    }
    return pooledInputs.map { $0 < 0 ? 0 : counts[Int($0 / channels)] }
  }
}
