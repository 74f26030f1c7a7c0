import FixedPoint
import Quantization
import SpikingNetworks

/// Random legal networks of integers that between them have every case of the contract and every format of the
/// runtime.
///
/// One number is one sequence of draws: the same networks in every run and on every system.
public struct RandomNetworks {
  var generator: SplitMix

  /// Starts sequence `number`.
  public init(number: Int) {
    generator = SplitMix(state: UInt64(bitPattern: Int64(number)))
  }

  /// Returns the first network of sequence `number`: of dense layers, or with convolutions and pools.
  public static func network(_ number: Int, ofImages: Bool = false) -> QuantizedNetwork {
    var random = RandomNetworks(number: number)
    return ofImages ? random.imageNetwork() : random.network()
  }

  /// Draws a uniform integer of `range`.
  public mutating func integer(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  /// Draws one of `elements`.
  public mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[integer(0...elements.count - 1)]
  }

  /// Draws true once in `count` times.
  public mutating func happens(onceIn count: Int) -> Bool { integer(1...count) == 1 }

  /// Draws a network of one to three dense layers.
  public mutating func network() -> QuantizedNetwork {
    legal { random in
      let shape = SampleShape(height: 1, width: random.integer(1...21))
      return random.network(shape, timesteps: 1...9) { random, shape in
        // Long rows now and then: sparse storage does not pay for short ones.
        let units = random.happens(onceIn: 5) ? random.integer(60...120) : random.integer(1...19)
        return (.dense(inputs: shape.count, units: units), nil)
      }
    }
  }

  /// Draws integers for the inputs of `network`: some 0, some at the maximum; of events the spikes of each step.
  public mutating func input(of network: QuantizedNetwork) -> [UInt8] {
    if let frames = network.input.frames {
      return frames.sample { _, _ in happens(onceIn: 2) }
    }
    return (0..<network.input.shape.count).map { _ in
      switch integer(0...3) {
      case 0: 0
      case 1: UInt8(network.input.maximum)
      default: UInt8(integer(0...network.input.maximum))
      }
    }
  }

  /// Draws a network of one to three layers that `geometry` makes: from the shape in front to sizes and pool.
  mutating func network(
    _ shape: SampleShape,
    timesteps: ClosedRange<Int>,
    geometry: (inout RandomNetworks, SampleShape) -> (LayerGeometry, PoolKind?)
  ) -> QuantizedNetwork {
    let input = InputSpec(
      shape: shape,
      coding: pick([.direct, .rate]),
      bits: integer(1...8),
      timesteps: integer(timesteps)
    ).withEventsAmongRates
    let readout = pick([Readout.spikeCount, .membrane(.sum), .membrane(.last)])
    let count = integer(1...3)
    var network = QuantizedNetwork(
      input: input,
      encodingSeed: generator.next(),
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

  /// Returns the first network of `make` that is legal: sums of wide weights may leave 31 bits.
  mutating func legal(_ make: (inout RandomNetworks) -> QuantizedNetwork) -> QuantizedNetwork {
    while true {
      let network = make(&self)
      if (try? network.validate()) != nil { return network }
    }
  }
}
