import FixedPoint
import SpikingNetworks

@testable import Quantization

/// A layer without bias and leak whose membrane is its current, summed up over the steps.
func plainLayer(
  _ geometry: LayerGeometry,
  _ inputPool: PoolKind? = nil,
  weights: [Int16],
  threshold: [Int32]? = nil
) -> QuantizedLayer {
  QuantizedLayer(
    name: "layer",
    geometry: geometry,
    inputPool: inputPool,
    weights: QuantizedWeights(grid: .symmetric, bits: 8, values: weights, scales: [1]),
    guardBits: 0,
    guardRounding: .floor,
    bias: nil,
    decay: .none,
    firing: threshold.map {
      IntegerFiring(
        threshold: ScaledIntegers(bits: 8, exponent: 0, mantissas: $0),
        reset: .zero
      )
    },
    membraneBits: 16,
    overflow: .saturate
  )
}

/// A network of `layers` that reads `shape` directly, values 0...15, and reports the last
/// membranes.
func plainNetwork(
  _ shape: SampleShape,
  _ layers: [QuantizedLayer],
  timesteps: Int = 1
) -> QuantizedNetwork {
  var layers = layers
  for index in layers.indices { layers[index].name = "layer\(index + 1)" }
  return QuantizedNetwork(
    input: InputSpec(shape: shape, coding: .direct, bits: 4, timesteps: timesteps),
    encodingSeed: 0,
    layers: layers,
    readout: .membrane(.last)
  )
}
