import FixedPoint
import SpikingNetworks

@testable import Quantization

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
    let grid = pick(WeightGrid.allCases)
    let bits = pick(grid.legalBits)
    let membraneBits = pick([4, 6, 8, 11, 14, 16, 20, 24])
    let weights = QuantizedWeights(
      grid: grid,
      bits: bits,
      values: values(grid, bits, count: geometry.weightCount),
      scales: (0..<(isLast ? 1 : pick([1, channels]))).map { 0.25 / Double(1 << ($0 % 8)) }
    )
    var layer = QuantizedLayer(
      name: name,
      geometry: geometry,
      inputPool: inputPool,
      weights: weights,
      accumulatorBits: happens(onceIn: 2) ? 32 : pick([8, 10, 12, 16, 24, 31]),
      accumulatorOverflow: pick(OverflowMode.allCases),
      guardBits: 0,
      guardRounding: pick(RoundingMode.deterministic),
      bias: happens(onceIn: 3) ? nil : signed(bits: integer(2...8), channels),
      synapse: happens(onceIn: 3) ? synapse(channels) : nil,
      decay: decay(stateBits: membraneBits, channels),
      firing: fires ? firing(membraneBits: membraneBits, channels) : nil,
      membraneBits: membraneBits,
      overflow: pick(OverflowMode.allCases)
    )
    let largestInput =
      input.map { $0.coding == .direct ? $0.maximum : 1 } ?? layer.largestPooledSpikes
    if fires && geometry.isDense && geometry.currentWindow.area == 1 && happens(onceIn: 2) {
      layer.recurrence = IntegerRecurrence(
        values: values(grid, bits, count: channels * channels),
        factor: input.map { $0.coding == .direct ? $0.maximum : 1 }
          ?? (inputPool == .average ? geometry.inputWindow.area : 1)
      )
    }
    // Two large weights come near the end of the membrane, give or take some bits.
    let reach = max(1, 2 * grid.largest(bits: bits) * largestInput)
    let room = membraneBits - 1 - (Int.bitWidth - reach.leadingZeroBitCount)
    layer.guardBits = min(max(room + integer(-4...2), -24), 16)
    return layer
  }

  private mutating func values(_ grid: WeightGrid, _ bits: Int, count: Int) -> [Int16] {
    let codes = grid.codes(bits: bits)
    return (0..<count).map { _ in Int16(grid.point(integer(codes))) }
  }

  private mutating func signed(bits: Int, _ channels: Int) -> ScaledIntegers {
    let limit = (1 << (bits - 1)) - 1
    return ScaledIntegers(
      bits: bits,
      exponent: integer(0...2),
      mantissas: (0..<pick([1, channels])).map { _ in Int32(integer(-limit...limit)) }
    )
  }

  /// A decay of a state of `stateBits` bits, of one number or one per channel.
  mutating func decay(stateBits: Int, _ channels: Int) -> IntegerDecay {
    let rounding = pick(RoundingMode.deterministic)
    let count = pick([1, channels])
    switch integer(0...2) {
    case 0: return .none
    case 1:
      return .shift(
        distances: (0..<count).map { _ in integer(0...7) },
        bits: 3,
        rounding: rounding
      )
    default:
      let bits = integer(1...min(8, 31 - stateBits))
      let fractionBits = integer(bits...12)
      return .multiplier(
        factors: (0..<count).map { _ in integer(0...(1 << bits) - 1) },
        fractionBits: fractionBits,
        bits: bits,
        rounding: rounding
      )
    }
  }

  private mutating func synapse(_ channels: Int) -> IntegerSynapse {
    let bits = pick([4, 6, 8, 12, 16, 24])
    return IntegerSynapse(
      decay: decay(stateBits: bits, channels),
      bits: bits,
      overflow: pick(OverflowMode.allCases)
    )
  }

  private mutating func firing(membraneBits: Int, _ channels: Int) -> IntegerFiring {
    let exponent = integer(0...2)
    // From thresholds that every spike reaches to the end of the membrane.
    let limit = (min((1 << (membraneBits - 1)) - 1, 65_535) >> exponent) / pick([1, 2, 4])
    var result = IntegerFiring(
      threshold: ScaledIntegers(
        bits: 16,
        exponent: exponent,
        mantissas: (0..<pick([1, channels])).map { _ in Int32(integer(1...max(1, limit))) }
      ),
      reset: pick([.subtract, .zero])
    )
    if result.reset == .zero && !happens(onceIn: 3) {
      result.resetValue = ScaledIntegers(
        bits: 4,
        exponent: integer(0...1),
        mantissas: (0..<pick([1, channels])).map { _ in Int32(integer(-4...0)) }
      )
    }
    if happens(onceIn: 3) {
      let bits = pick([4, 6, 10, 16, 24])
      result.adaptation = IntegerAdaptation(
        // The rise has no sign: one bit more.
        decay: decay(stateBits: bits + 1, channels),
        step: ScaledIntegers(
          bits: 6,
          exponent: integer(0...3),
          mantissas: (0..<pick([1, channels])).map { _ in Int32(integer(0...63)) }
        ),
        bits: bits
      )
    }
    return result
  }
}
