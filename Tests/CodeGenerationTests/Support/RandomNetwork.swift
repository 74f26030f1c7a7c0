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
    // Long rows now and then: sparse storage does not pay for short ones.
    let counts =
      [int(1...21)] + (0..<int(1...3)).map { _ in int(0...3) == 0 ? int(60...120) : int(1...19) }
    let readout = pick([
      Readout.spikeCount, .membrane(.sum), .membrane(.last),
    ])
    let bits = int(1...8)
    let layers = (1..<counts.count).map { index in
      layer(
        name: "layer\(index)",
        .dense(inputs: counts[index - 1], units: counts[index]),
        largestInput: index == 1 && coding == .direct ? (1 << bits) - 1 : 1,
        fires: index < counts.count - 1 || readout == .spikeCount,
        isLast: index == counts.count - 1
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
    fires: Bool,
    isLast: Bool
  ) -> QuantizedLayer {
    let grid = pick(WeightGrid.allCases + [.symmetric])
    let weightBits = pick(grid.legalBits)
    let isPerChannel = int(0...1) == 1
    let channels = geometry.channels
    let scale = max(1, grid.largest(bits: weightBits) * largestInput)
    // Membranes from far too narrow to comfortable, within the simulator's 32-bit products.
    let membraneBits = int(4...20)
    let guardBits = int(-6...4)
    let span = max(2, min((1 << (membraneBits - 1)) - 1, scale * 2 << max(0, guardBits)))
    let zeros = grid.hasZero && int(0...1) == 0 ? 92 : 0
    let isRecurrent = geometry.isDense && fires && int(0...1) == 0
    return QuantizedLayer(
      name: name,
      geometry: geometry,
      inputPool: inputPool,
      weights: QuantizedWeights(
        grid: grid,
        bits: weightBits,
        values: weights(grid, bits: weightBits, count: geometry.weightCount, percentZero: zeros),
        // Membranes that are compared have one scale; some grids want powers of two.
        scales: isPerChannel && !isLast
          ? (0..<channels).map { grid.hasPowerOfTwoScale ? 0.25 : 0.01 * Double($0 + 1) }
          : [grid.hasPowerOfTwoScale ? 0.5 : 0.0123]
      ),
      recurrence: isRecurrent
        ? IntegerRecurrence(
          values: weights(
            grid,
            bits: weightBits,
            count: channels * channels,
            percentZero: zeros
          ),
          factor: inputPool == .average ? geometry.inputWindow.area : largestInput
        ) : nil,
      accumulatorBits: int(0...1) == 0 ? 32 : int(8...24),
      accumulatorOverflow: pick(OverflowMode.allCases),
      guardBits: guardBits,
      guardRounding: pick(RoundingMode.deterministic),
      bias: int(0...2) == 0 ? nil : bias(channels: channels, isPerChannel: isPerChannel),
      synapse: int(0...2) == 0 ? synapse(channels: channels) : nil,
      decay: decay(stateBits: membraneBits, channels: channels),
      firing: fires ? firing(largest: span, isPerChannel ? channels : 1, channels: channels) : nil,
      membraneBits: membraneBits,
      overflow: pick(OverflowMode.allCases)
    )
  }

  private mutating func weights(
    _ grid: WeightGrid,
    bits: Int,
    count: Int,
    percentZero: Int
  ) -> [Int16] {
    let codes = grid.codes(bits: bits)
    return (0..<count).map { _ in
      int(0...99) < percentZero ? 0 : Int16(grid.point(int(codes)))
    }
  }

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
