import ContractSupport
import FixedPoint
import Foundation
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct QuantizationPointTests {
  @Test("At the point of a converted network, the model becomes that very network")
  func sameNetwork() throws {
    var converted = 0
    for number in 0..<300 {
      var random = RandomNetworks(number: number)
      let (model, specification) = random.model()
      try model.spec.validate()
      let quantizer = Quantizer(seed: UInt64(number))
      guard let network = try? quantizer.quantize(model, specification) else { continue }
      converted += 1
      let again = try quantizer.quantize(
        spec: model.spec,
        parameters: model.parameters,
        specification: specification,
        at: network.point
      )
      #expect(again == network)
      #expect(try quantizer.point(of: model, specification) == network.point)
      let data = try JSONEncoder().encode(network.point)
      #expect(try JSONDecoder().decode(QuantizationPoint.self, from: data) == network.point)
      // What was made is legal, and what runs is what the contract says.
      #expect(try network.validate().count == network.layers.count)
      let input = random.input(of: network)
      #expect(
        IntegerSimulator(network).trace(input[...], sample: 0)
          == ContractInterpreter(network).trace(input[...], sample: 0)
      )
    }
    // The others have precisions too coarse for their thresholds.
    #expect(converted > 200)
  }

  /// Two dense layers of two neurons, each with the weights 0.7, -0.2, 0.35, 0.1.
  private func convert(
    _ grid: WeightGrid,
    _ scale: ScaleGranularity,
    at point: QuantizationPoint
  ) throws -> QuantizedNetwork {
    let layer = LayerSpec(
      name: "dense1",
      connection: .dense(units: 2, bias: true),
      neuron: NeuronSpec(beta: 0.5, firing: FiringSpec(threshold: 1, reset: .subtract))
    )
    var last = layer
    last.name = "dense2"
    let parameter = ParameterQuantization(bits: 8, rounding: .halfUp)
    let precision = { (granularity: ScaleGranularity) in
      LayerQuantization(
        weights: WeightQuantization(
          grid: grid,
          bits: 4,
          scale: granularity,
          clip: .mse,
          rounding: .halfUp
        ),
        bias: parameter,
        threshold: parameter,
        decay: .standard,
        membrane: MembraneQuantization(
          bits: 12,
          guardBits: .automatic(headroom: 1),
          guardRounding: .halfUp,
          overflow: .saturate
        )
      )
    }
    let numbers = LayerParameters(weights: [0.7, -0.2, 0.35, 0.1], bias: [0.25, -0.5])
    return try Quantizer(seed: 1).quantize(
      spec: NetworkSpec(
        input: InputSpec(
          shape: SampleShape(height: 1, width: 2),
          coding: .rate,
          bits: 4,
          timesteps: 3
        ),
        layers: [layer, last],
        readout: .spikeCount
      ),
      parameters: NetworkParameters(layers: [numbers, numbers]),
      specification: QuantizationSpec(layers: [precision(scale), precision(.tensor)]),
      at: point
    )
  }

  @Test("Given scales and guard bits are used as they are")
  func given() throws {
    let point = QuantizationPoint(scales: [[0.25, 0.1], [0.125]], guardBits: [3, -1])
    let network = try convert(.symmetric, .channel, at: point)
    #expect(network.point == point)
    // 2.8, -2, 1.4, 1; units of 1/32 and 1/80.
    #expect(network.layers[0].weights.values == [3, -2, 1, 1])
    #expect(network.layers[0].firing?.threshold.mantissas == [32, 80])
    #expect(network.layers[0].bias?.mantissas == [8, -40])
    // 5.6, -1.6, 2.8, 0.8; units of 1/4.
    #expect(network.layers[1].weights.values == [6, -2, 3, 1])
    #expect(network.layers[1].firing?.threshold.mantissas == [4])
  }

  @Test("A point that is not one of the network is refused")
  func refusals() throws {
    func refuse(
      _ reason: String,
      _ scales: [[Double]],
      _ guardBits: [Int],
      _ grid: WeightGrid = .symmetric,
      _ scale: ScaleGranularity = .tensor,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectRefusal(reason, sourceLocation: sourceLocation) {
        try convert(grid, scale, at: QuantizationPoint(scales: scales, guardBits: guardBits))
      }
    }
    func use(
      _ scales: [[Double]],
      _ guardBits: [Int],
      _ grid: WeightGrid = .symmetric,
      _ scale: ScaleGranularity = .tensor
    ) throws {
      let point = QuantizationPoint(scales: scales, guardBits: guardBits)
      #expect(try convert(grid, scale, at: point).point == point)
    }
    // Each is one change away from a point that is used as it is.
    try use([[0.1], [0.1]], [0, 0])
    refuse("the network: scales of 1 and guard bits of 2 layers; it has 2", [[0.1]], [0, 0])
    refuse("the network: scales of 2 and guard bits of 1 layers; it has 2", [[0.1], [0.1]], [0])
    let first = "dense1: 1 weight scales, or illegal ones; 2 are needed"
    let second = "dense2: 1 weight scales, or illegal ones; 1 are needed"
    refuse("dense1: 2 weight scales, or illegal ones; 1 are needed", [[0.1, 0.1], [0.1]], [0, 0])
    try use([[0.1, 0.1], [0.1]], [0, 0], .symmetric, .channel)
    refuse(first, [[0.1], [0.1]], [0, 0], .symmetric, .channel)
    refuse(second, [[0.1], [-0.1]], [0, 0])
    refuse(second, [[0.1], [.nan]], [0, 0])
    try use([[0.125], [0.125]], [0, 0], .twosComplement)
    refuse(second, [[0.125], [0.1]], [0, 0], .twosComplement)
    refuse("dense2: guard bits 17; legal are -24...16", [[0.1], [0.1]], [0, 17])
    refuse("dense2: guard bits -25; legal are -24...16", [[0.1], [0.1]], [0, -25])
  }
}
