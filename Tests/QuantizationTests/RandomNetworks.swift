import FixedPoint
import SpikingNetworks

@testable import Quantization

/// Random legal networks of integers that between them have every case of the contract.
struct RandomNetworks {
  private var state: UInt32
  private let random = Philox(seed: 2026, stream: .testVectors)

  init(number: Int) { state = UInt32(number) << 16 }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    state += 1
    return range.lowerBound + random.integer(below: range.count, Int(state))
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[integer(0...elements.count - 1)]
  }

  /// True once in `count` times.
  mutating func happens(onceIn count: Int) -> Bool { integer(1...count) == 1 }

  /// A network of one to three dense layers.
  mutating func network() -> QuantizedNetwork {
    legal { random in
      let inputs = random.integer(1...20)
      return random.network(SampleShape(height: 1, width: inputs), timesteps: 1...9) {
        random,
        shape in
        (.dense(inputs: shape.count, units: random.integer(1...13)), nil)
      }
    }
  }

  /// A network of one to three layers that `geometry` makes: from the shape in front to sizes and
  /// pool.
  mutating func network(
    _ shape: SampleShape,
    timesteps: ClosedRange<Int>,
    geometry: (inout RandomNetworks, SampleShape) -> (LayerGeometry, PoolKind?)
  ) -> QuantizedNetwork {
    let input = InputSpec(
      shape: shape,
      coding: pick(InputCoding.allCases),
      bits: integer(1...8),
      timesteps: integer(timesteps)
    )
    let readout = pick([Readout.spikeCount, .membrane(.sum), .membrane(.last)])
    let count = integer(1...3)
    var network = QuantizedNetwork(
      input: input,
      encodingSeed: UInt64(integer(0...1_000_000)),
      layers: [],
      readout: readout
    )
    var entering = shape
    for index in 0..<count {
      let (sizes, pool) = geometry(&self, entering)
      let isLast = index + 1 == count
      network.layers.append(
        layer(
          "layer\(index + 1)",
          sizes,
          index == 0 ? nil : pool,
          input: index == 0 ? input : nil,
          fires: !isLast || readout == .spikeCount,
          isLast: isLast
        )
      )
      entering = sizes.neurons
    }
    return network
  }

  /// The first network of `make` that is legal: sums of wide weights may leave 31 bits.
  mutating func legal(_ make: (inout RandomNetworks) -> QuantizedNetwork) -> QuantizedNetwork {
    while true {
      let network = make(&self)
      if (try? network.validate()) != nil { return network }
    }
  }

  /// Integers for the inputs of `network`.
  mutating func input(_ network: QuantizedNetwork) -> [UInt8] {
    (0..<network.input.shape.count).map { _ in
      integer(0...2) == 0 ? 0 : UInt8(integer(0...network.input.maximum))
    }
  }
}
