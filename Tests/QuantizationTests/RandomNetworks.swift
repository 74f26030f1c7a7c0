import FixedPoint
import SpikingNetworks

@testable import Quantization

/// Random integer networks that cover every case of the contract.
struct RandomNetworks {
  private var state: UInt32
  private let random = Philox(seed: 2026, stream: .testVectors)

  init(number: Int) { state = UInt32(number) << 12 }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    state += 1
    return range.lowerBound + random.integer(below: range.count, Int(state))
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[integer(0...elements.count - 1)]
  }

  mutating func network() -> QuantizedNetwork {
    let coding = pick(InputCoding.allCases)
    let inputCount = integer(1...20)
    let layerCount = integer(1...3)
    let readout = pick([Readout.spikeCount, .membrane(.sum), .membrane(.last)])
    var layers: [QuantizedLayer] = []
    var previous = inputCount
    let bits = coding == .direct ? integer(1...8) : integer(2...8)
    for index in 0..<layerCount {
      let outputs = integer(1...13)
      let fires = index + 1 < layerCount || readout == .spikeCount
      let isDirect = index == 0 && coding == .direct
      layers.append(
        layer(
          "dense\(index + 1)",
          inputs: previous,
          outputs: outputs,
          fires: fires,
          guardRange: isDirect ? -6...1 : -2...4
        )
      )
      previous = outputs
    }
    return QuantizedNetwork(
      input: InputSpec(
        shape: SampleShape(height: 1, width: inputCount),
        coding: coding,
        bits: bits,
        timesteps: integer(1...9)
      ),
      encodingSeed: UInt64(integer(0...1_000_000)),
      layers: layers,
      readout: readout
    )
  }

  mutating func layer(
    _ name: String,
    inputs: Int,
    outputs: Int,
    fires: Bool,
    guardRange: ClosedRange<Int>
  ) -> QuantizedLayer {
    layer(
      name,
      .dense(inputs: inputs, units: outputs),
      nil,
      fires: fires,
      guardRange: guardRange
    )
  }

  mutating func layer(
    _ name: String,
    _ geometry: LayerGeometry,
    _ inputPool: PoolKind?,
    fires: Bool,
    guardRange: ClosedRange<Int>
  ) -> QuantizedLayer {
    let channels = geometry.channels
    let weightBits = pick([2, 3, 4, 5, 6, 7, 8])
    let limit = (1 << (weightBits - 1)) - 1
    let membraneBits = pick([6, 8, 11, 14, 16, 20])
    let upper = (1 << (membraneBits - 1)) - 1
    let values = (0..<geometry.weightCount).map { _ in Int16(integer(-limit...limit)) }
    let biasBits = integer(2...8)
    let bias =
      integer(0...2) == 0
      ? nil
      : ScaledIntegers(
        bits: biasBits,
        exponent: integer(0...2),
        mantissas: (0..<pick([1, channels])).map { _ in
          let limit = (1 << (biasBits - 1)) - 1
          return Int32(integer(-limit...limit))
        }
      )
    let firing =
      fires
      ? IntegerFiring(
        threshold: ScaledIntegers(
          bits: 16,
          exponent: 0,
          mantissas: (0..<pick([1, channels])).map { _ in
            Int32(integer(1...min(upper, 12 * limit)))
          }
        ),
        reset: .subtract,
        resetValue: 0
      ) : nil
    var layer = QuantizedLayer(
      name: name,
      geometry: geometry,
      inputPool: inputPool,
      weights: QuantizedWeights(
        grid: .symmetric,
        bits: weightBits,
        values: values,
        scales: [0.1]
      ),
      guardBits: integer(guardRange),
      guardRounding: pick(RoundingMode.deterministic),
      bias: bias,
      decay: decay(membraneBits: membraneBits, count: pick([1, channels])),
      firing: firing,
      membraneBits: membraneBits,
      overflow: pick(OverflowMode.allCases)
    )
    if layer.firing != nil && integer(0...1) == 0 {
      layer.firing?.reset = .zero
      layer.firing?.resetValue = integer(-8...0)
    }
    return layer
  }

  private mutating func decay(membraneBits: Int, count: Int) -> IntegerDecay {
    let rounding = pick(RoundingMode.deterministic)
    switch integer(0...2) {
    case 0: return .none
    case 1:
      return .shift(
        distances: (0..<count).map { _ in integer(0...6) },
        bits: 3,
        rounding: rounding
      )
    default:
      let bits = integer(2...min(8, 31 - membraneBits))
      let fractionBits = integer(bits...12)
      return .multiplier(
        factors: (0..<count).map { _ in integer((count == 1 ? 1 : 0)...(1 << bits) - 1) },
        fractionBits: fractionBits,
        bits: bits,
        rounding: rounding
      )
    }
  }

  mutating func input(_ network: QuantizedNetwork) -> [UInt8] {
    (0..<network.input.shape.count).map { _ in
      integer(0...2) == 0 ? 0 : UInt8(integer(0...network.input.maximum))
    }
  }
}
