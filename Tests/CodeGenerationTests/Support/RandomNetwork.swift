import FixedPoint
import Quantization
import SpikingNetworks

/// Networks of random integers that cover every format the runtime has.
struct RandomNetwork {
  var generator: SplitMix

  init(seed: UInt64) {
    generator = SplitMix(state: seed)
  }

  /// A network in which every choice is random.
  static func make(seed: UInt64) -> QuantizedNetwork {
    var random = RandomNetwork(seed: seed)
    return random.network()
  }

  /// A network of images, with convolutions and pools of every kind.
  static func makeOfImages(seed: UInt64) -> QuantizedNetwork {
    var random = RandomNetwork(seed: seed)
    return random.imageNetwork()
  }

  private mutating func network() -> QuantizedNetwork {
    let coding = pick(InputCoding.allCases)
    let counts = [int(1...21)] + (0..<int(1...3)).map { _ in int(1...19) }
    let readout = pick([
      Readout.spikeCount, .membrane(.sum), .membrane(.last),
    ])
    let bits = int(1...8)
    let layers = (1..<counts.count).map { index in
      layer(
        name: "layer\(index)",
        .dense(inputs: counts[index - 1], units: counts[index]),
        largestInput: index == 1 && coding == .direct ? (1 << bits) - 1 : 1,
        fires: index < counts.count - 1 || readout == .spikeCount
      )
    }
    return QuantizedNetwork(
      input: InputSpec(
        shape: SampleShape(height: 1, width: counts[0]),
        coding: coding,
        bits: bits,
        timesteps: int(1...7)
      ),
      encodingSeed: generator.next(),
      layers: layers,
      readout: readout
    )
  }

  mutating func layer(
    name: String,
    _ geometry: LayerGeometry,
    inputPool: PoolKind? = nil,
    largestInput: Int,
    fires: Bool
  ) -> QuantizedLayer {
    let weightBits = pick(WeightQuantization.legalBits)
    let limit = (1 << (weightBits - 1)) - 1
    let isPerChannel = int(0...1) == 1
    let channels = geometry.channels
    let scale = max(1, limit * largestInput)
    // Membranes from far too narrow to comfortable, within the simulator's 32-bit products.
    let membraneBits = int(4...20)
    let guardBits = int(-6...4)
    let decayBits = int(1...max(1, min(10, 30 - membraneBits)))
    let span = max(2, min((1 << (membraneBits - 1)) - 1, scale * 2 << max(0, guardBits)))
    let exponent = min(int(0...3), bitWidth(span) - 1)
    let mantissa = max(1, min(65_535, span >> exponent))
    let firing = IntegerFiring(
      threshold: ScaledIntegers(
        bits: max(2, bitWidth(mantissa)),
        exponent: exponent,
        mantissas: (0..<(isPerChannel ? channels : 1)).map { _ in Int32(int(1...mantissa)) }
      ),
      reset: pick(ResetMode.allCases),
      resetValue: 0
    )
    var adjusted = firing
    if firing.reset == .zero { adjusted.resetValue = int(-2...0) }
    return QuantizedLayer(
      name: name,
      geometry: geometry,
      inputPool: inputPool,
      weights: QuantizedWeights(
        grid: .symmetric,
        bits: weightBits,
        values: (0..<geometry.weightCount).map { _ in Int16(int(-limit...limit)) },
        scales: isPerChannel ? (0..<channels).map { 0.01 * Double($0 + 1) } : [0.0123]
      ),
      guardBits: guardBits,
      guardRounding: pick(RoundingMode.deterministic),
      bias: int(0...2) == 0 ? nil : bias(channels: channels, isPerChannel: isPerChannel),
      decay: decay(bits: decayBits, count: pick([1, channels])),
      firing: fires ? adjusted : nil,
      membraneBits: membraneBits,
      overflow: pick(OverflowMode.allCases)
    )
  }

  private mutating func bias(channels: Int, isPerChannel: Bool) -> ScaledIntegers {
    let bits = int(2...12)
    let limit = 1 << (bits - 1)
    return ScaledIntegers(
      bits: bits,
      exponent: int(0...3),
      mantissas: (0..<(isPerChannel ? channels : 1)).map { _ in Int32(int(-limit...limit - 1)) }
    )
  }

  private mutating func decay(bits: Int, count: Int) -> IntegerDecay {
    let rounding = pick(RoundingMode.deterministic)
    switch int(0...4) {
    case 0: return .none
    case 1, 2:
      return .shift(
        distances: (0..<count).map { _ in int(0...9) },
        bits: 4,
        rounding: rounding
      )
    default:
      return .multiplier(
        factors: (0..<count).map { _ in int(0...(1 << bits) - 1) },
        fractionBits: int(bits...bits + 4),
        bits: bits,
        rounding: rounding
      )
    }
  }

  private func bitWidth(_ value: Int) -> Int { Int.bitWidth - value.leadingZeroBitCount }

  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[int(0...elements.count - 1)]
  }

  /// A random input of `network`, some values at 0 and some at the maximum.
  mutating func input(of network: QuantizedNetwork) -> [UInt8] {
    (0..<network.input.shape.count).map { _ in
      switch int(0...3) {
      case 0: 0
      case 1: UInt8(network.input.maximum)
      default: UInt8(int(0...network.input.maximum))
      }
    }
  }
}
