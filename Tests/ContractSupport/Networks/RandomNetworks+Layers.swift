import FixedPoint
import Quantization
import SpikingNetworks

extension RandomNetworks {
  /// A layer of any grid, width, rounding and overflow, with any of the parts that it can have.
  ///
  /// - Parameters:
  ///   - input: What enters the network, for its first layer.
  ///   - isLast: Whether its membranes are compared, so that it has one scale.
  mutating func layer(
    _ name: String,
    _ geometry: LayerGeometry,
    _ inputPool: PoolKind?,
    input: InputSpec?,
    fires: Bool,
    isLast: Bool
  ) -> QuantizedLayer {
    let channels = geometry.channels
    let grid = pick(WeightGrid.allCases + [.symmetric])
    let bits = pick(grid.legalBits)
    let membraneBits = integer(4...24)
    let percentZero = grid.hasZero && happens(onceIn: 3) ? 92 : 0
    var layer = QuantizedLayer(
      name: name,
      geometry: geometry,
      inputPool: inputPool,
      weights: QuantizedWeights(
        grid: grid,
        bits: bits,
        values: values(grid, bits, count: geometry.weightCount, percentZero: percentZero),
        // Powers of two, which some grids want.
        scales: (0..<(isLast ? 1 : pick([1, channels]))).map { 0.25 / Double(1 << ($0 % 8)) }
      ),
      accumulatorBits: happens(onceIn: 2) ? 32 : integer(8...31),
      accumulatorOverflow: pick(OverflowMode.allCases),
      guardBits: 0,
      guardRounding: pick(RoundingMode.deterministic),
      bias: happens(onceIn: 3) ? nil : bias(membraneBits: membraneBits, channels),
      synapse: happens(onceIn: 3) ? synapse(channels) : nil,
      decay: decay(stateBits: membraneBits, channels),
      firing: fires ? firing(membraneBits: membraneBits, channels) : nil,
      membraneBits: membraneBits,
      overflow: pick(OverflowMode.allCases)
    )
    let direct = input.flatMap { $0.coding == .direct ? $0.maximum : nil }
    if fires && geometry.isDense && geometry.currentWindow.area == 1 && happens(onceIn: 2) {
      layer.recurrence = IntegerRecurrence(
        values: values(grid, bits, count: channels * channels, percentZero: percentZero),
        factor: direct ?? (inputPool == .average ? geometry.inputWindow.area : 1)
      )
    }
    // Two large weights come near the end of the membrane, give or take some bits.
    let reach = max(1, 2 * grid.largest(bits: bits) * (direct ?? layer.largestPooledSpikes))
    let room = membraneBits - 1 - (Int.bitWidth - reach.leadingZeroBitCount)
    layer.guardBits = min(max(room + integer(-4...2), -24), 16)
    return layer
  }

  private mutating func values(
    _ grid: WeightGrid,
    _ bits: Int,
    count: Int,
    percentZero: Int
  ) -> [Int16] {
    let codes = grid.codes(bits: bits)
    return (0..<count).map { _ in
      integer(0...99) < percentZero ? 0 : Int16(grid.point(integer(codes)))
    }
  }
}
