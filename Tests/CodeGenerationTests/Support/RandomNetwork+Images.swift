import FixedPoint
import Quantization
import SpikingNetworks

extension RandomNetwork {
  mutating func imageNetwork() -> QuantizedNetwork {
    let coding = pick(InputCoding.allCases)
    let shape = SampleShape(
      channels: int(1...10),
      height: int(0...3) == 0 ? 1 : int(1...7),
      width: int(2...8)
    )
    let layerCount = int(2...3)
    let readout = pick([Readout.spikeCount, .membrane(.sum), .membrane(.last)])
    let bits = int(1...8)
    var layers: [QuantizedLayer] = []
    var input = shape
    for index in 0..<layerCount {
      let (geometry, inputPool) = geometry(input, isFirst: index == 0)
      layers.append(
        layer(
          name: "layer\(index + 1)",
          geometry,
          inputPool: inputPool,
          largestInput: index == 0 && coding == .direct ? (1 << bits) - 1 : 1,
          fires: index + 1 < layerCount || readout == .spikeCount,
          isLast: index + 1 == layerCount
        )
      )
      input = geometry.neurons
    }
    return QuantizedNetwork(
      input: InputSpec(shape: shape, coding: coding, bits: bits, timesteps: int(1...5)),
      encodingSeed: generator.next(),
      layers: layers,
      readout: readout
    )
  }

  /// A random layer behind `input`, of at most 400 neurons.
  private mutating func geometry(
    _ input: SampleShape,
    isFirst: Bool
  ) -> (LayerGeometry, PoolKind?) {
    while true {
      let pools = !isFirst && int(0...3) > 0
      let window = pools ? Extent(height: int(1...2), width: int(1...3)) : Extent(1)
      let pooled = input.pooled(by: window)
      let isDense = int(0...2) == 0
      let kernel =
        isDense
        ? Extent(height: pooled.height, width: pooled.width)
        : Extent(height: int(1...4), width: int(1...4))
      guard pooled.count > 0 else { continue }
      let groups = isDense || int(0...1) == 0 ? 1 : pick([1, input.channels])
      let geometry = LayerGeometry(
        input: input,
        inputWindow: window,
        kernel: kernel,
        stride: isDense ? Extent(1) : Extent(height: int(1...3), width: int(1...2)),
        padding: isDense
          ? Extent(0)
          : Extent(height: int(0...kernel.height - 1), width: int(0...kernel.width - 1)),
        groups: groups,
        channels: groups * int(1...(groups > 1 ? 3 : 11)),
        currentWindow: isDense || int(0...2) > 0
          ? Extent(1) : Extent(height: int(1...2), width: int(1...3))
      )
      guard (1...400).contains(geometry.neurons.count) else { continue }
      return (geometry, window.area > 1 ? pick(PoolKind.allCases) : nil)
    }
  }
}
