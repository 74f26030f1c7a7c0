import FixedPoint
import SpikingNetworks

@testable import Quantization

extension RandomNetworks {
  /// A network with convolutions and pools of every kind.
  mutating func imageNetwork() -> QuantizedNetwork {
    let coding = pick(InputCoding.allCases)
    let isFlat = integer(0...3) == 0
    let shape = SampleShape(
      channels: integer(1...3),
      height: isFlat ? 1 : integer(1...7),
      width: integer(2...8)
    )
    let layerCount = integer(1...3)
    let readout = pick([Readout.spikeCount, .membrane(.sum), .membrane(.last)])
    var layers: [QuantizedLayer] = []
    var input = shape
    for index in 0..<layerCount {
      let (geometry, inputPool) = geometry(input, isFirst: index == 0)
      let isDirect = index == 0 && coding == .direct
      layers.append(
        layer(
          "layer\(index + 1)",
          geometry,
          inputPool,
          fires: index + 1 < layerCount || readout == .spikeCount,
          guardRange: isDirect ? -6...1 : -2...4
        )
      )
      input = geometry.neurons
    }
    return QuantizedNetwork(
      input: InputSpec(
        shape: shape,
        coding: coding,
        bits: integer(1...8),
        timesteps: integer(1...6)
      ),
      encodingSeed: UInt64(integer(0...1_000_000)),
      layers: layers,
      readout: readout
    )
  }

  /// A random layer behind `input`: dense, convolution, grouped or depthwise, with or without pools.
  mutating func geometry(
    _ input: SampleShape,
    isFirst: Bool
  ) -> (LayerGeometry, PoolKind?) {
    while true {
      let pools = !isFirst && integer(0...3) > 0
      let inputPool = PoolSpec(
        kind: pick(PoolKind.allCases),
        size: Extent(height: integer(1...2), width: integer(1...3))
      )
      let kernel = Extent(height: integer(1...4), width: integer(1...4))
      let hasCurrentPool = integer(0...2) == 0
      let filters: FilterSpec =
        switch integer(0...2) {
        case 0: .depthwise(multiplier: integer(1...3))
        case 1: .grouped(channels: input.channels * integer(1...3), groups: input.channels)
        default: .grouped(channels: integer(1...6), groups: 1)
        }
      let connection: ConnectionSpec =
        integer(0...3) == 0
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
