import FixedPoint
import SpikingNetworks
import Testing

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

/// Expects that `body` is refused for `reason`, word for word: another refusal would prove nothing.
func expectRefusal<Result>(
  _ reason: String,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Result
) {
  let failure = #expect(throws: QuantizationFailure.self, sourceLocation: sourceLocation) {
    _ = try body()
  }
  #expect(failure?.description == reason, sourceLocation: sourceLocation)
}

/// Expects that one change makes a network illegal for `reason`, and that it is legal before.
func expectRefusal(
  of network: QuantizedNetwork,
  _ reason: String,
  sourceLocation: SourceLocation = #_sourceLocation,
  after change: (inout QuantizedNetwork) -> Void
) {
  #expect(throws: Never.self, sourceLocation: sourceLocation) { try network.validate() }
  var changed = network
  change(&changed)
  expectRefusal(reason, sourceLocation: sourceLocation) { try changed.validate() }
}
