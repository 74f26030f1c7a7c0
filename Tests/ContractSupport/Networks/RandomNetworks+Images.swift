import FixedPoint
import Quantization
import SpikingNetworks

extension RandomNetworks {
  /// Draws a network of one to three layers with convolutions and pools of every kind.
  public mutating func imageNetwork() -> QuantizedNetwork {
    legal { random in
      let isFlat = random.happens(onceIn: 4)
      let shape = SampleShape(
        channels: random.happens(onceIn: 3) ? random.integer(4...10) : random.integer(1...3),
        height: isFlat ? 1 : random.integer(1...7),
        width: random.integer(2...8)
      )
      var isFirst = true
      return random.network(shape, timesteps: 1...6) { random, input in
        defer { isFirst = false }
        return random.geometry(input, isFirst: isFirst)
      }
    }
  }

  /// The sizes of a random layer behind `input`: dense, convolution, grouped or depthwise, with or
  /// without pools.
  mutating func geometry(
    _ input: SampleShape,
    isFirst: Bool
  ) -> (LayerGeometry, PoolKind?) {
    while true {
      let pools = !isFirst && !happens(onceIn: 4)
      let inputPool = PoolSpec(
        kind: pick(PoolKind.allCases),
        size: Extent(height: integer(1...2), width: integer(1...3))
      )
      let kernel = Extent(height: integer(1...4), width: integer(1...4))
      let hasCurrentPool = happens(onceIn: 3)
      let filters: FilterSpec =
        switch integer(0...2) {
        case 0: .depthwise(multiplier: integer(1...3))
        case 1: .grouped(channels: input.channels * integer(1...3), groups: input.channels)
        default: .grouped(channels: integer(1...11), groups: 1)
        }
      let connection: ConnectionSpec =
        happens(onceIn: 3)
        ? .dense(units: integer(1...11), bias: false)
        : .convolution(
          ConvolutionSpec(
            filters: filters,
            kernel: kernel,
            stride: Extent(height: integer(1...3), width: integer(1...2)),
            padding: Extent(
              height: integer(0...kernel.height - 1),
              width: integer(0...kernel.width - 1)
            )
          )
        )
      var spec = LayerSpec(
        name: "layer",
        inputPool: pools ? inputPool : nil,
        connection: connection,
        neuron: NeuronSpec(beta: 1, firing: nil)
      )
      if hasCurrentPool, case .convolution = connection {
        spec.currentPool = PoolSpec(
          kind: .max,
          size: Extent(height: integer(1...2), width: integer(1...3))
        )
      }
      let geometry = LayerGeometry(spec, input: input)
      guard (1...400).contains(geometry.neurons.count), geometry.pooled.count > 0 else { continue }
      return (geometry, geometry.inputWindow.area > 1 ? inputPool.kind : nil)
    }
  }
}
