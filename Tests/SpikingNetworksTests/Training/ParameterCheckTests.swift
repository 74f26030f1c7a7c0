import Testing

@testable import SpikingNetworks

@Suite struct ParameterCheckTests {
  private let spec = NetworkSpec(
    input: InputSpec(
      shape: SampleShape(height: 1, width: 2),
      coding: .direct,
      bits: 4,
      timesteps: 1
    ),
    layers: [
      LayerSpec(
        name: "dense1",
        connection: .dense(units: 2, bias: true),
        neuron: NeuronSpec(beta: 1, firing: nil)
      )
    ],
    readout: .membrane(.sum)
  )

  @Test(
    "Parameters that are no finite numbers are refused: a training that diverged, a damaged file",
    arguments: [Float.nan, .infinity, -.infinity]
  )
  func notFinite(value: Float) {
    for isBias in [false, true] {
      var layer = LayerParameters(weights: [1, 2, 3, 4], bias: [0, 0])
      if isBias { layer.bias[1] = value } else { layer.weights[3] = value }
      #expect(throws: NetworkError.diverged(layer: "dense1")) {
        try spec.check(NetworkParameters(layers: [layer]))
      }
    }
  }

  @Test("Extents whose product overflows are refused")
  func hugeShape() {
    var huge = spec
    huge.input.shape = SampleShape(channels: 1 << 40, height: 1 << 40, width: 1 << 40)
    #expect(throws: NetworkError.self) { try huge.validate() }
  }
}
