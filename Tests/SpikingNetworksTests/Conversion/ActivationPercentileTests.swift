import Testing

@testable import SpikingNetworks

@Suite struct ActivationPercentileTests {
  /// Two rectifiers whose activations are the weights of the one lit input: 1, 2, 3, 0.5, 7 and 10 are above 0.
  private static let spec = ConversionCase.network(
    inputs: 4,
    [
      ConversionCase.dense("dense1", 2, bias: false, NeuronSpec(rectifier: .none)),
      ConversionCase.dense("out", 2, bias: false, ConversionCase.readout),
    ]
  )
  private static let parameters = NetworkParameters(layers: [
    LayerParameters(weights: [1, 0.5, 2, 0, 3, 7, -4, 10], bias: []),
    LayerParameters(weights: [1, -1, 0, -2], bias: []),
  ])

  @Test(
    "A percentile is the activation of its nearest rank, of those above 0",
    arguments: [
      (100.0, 10.0), (99.9, 10), (84, 10), (83.3, 7), (66.6, 3), (50.1, 3), (50, 2), (33.3, 1),
      (17, 1), (16.6, 0.5), (0.1, 0.5),
    ]
  )
  func ranks(percentile: Double, expected: Double) throws {
    for workers in [1, 3] {
      for times in [1, 25] {
        let levels = try TinyProblem.engine(workers: workers).activationPercentiles(
          Self.spec,
          Self.parameters,
          percentile,
          on: ConversionCase.oneHot(4, classes: 2, times: times)
        )
        #expect(levels[0] == expected)
      }
    }
  }

  @Test("Whole ranks are exact, and parts go up to the next")
  func nearestRanks() {
    for thousands in 1...300 {
      let total = 1000 * thousands
      #expect(nearestRank(99.9, of: total) == 999 * thousands)
      #expect(nearestRank(99.9, of: total + 1) == 999 * thousands + 1)
      #expect(nearestRank(100, of: total) == total)
    }
    #expect(nearestRank(0.001, of: 10) == 1)
  }

  @Test("Membranes that are read out count above 0, and a layer without such numbers has 0")
  func readout() throws {
    let engine = TinyProblem.engine()
    let samples = ConversionCase.oneHot(4, classes: 2)
    let levels = try engine.activationPercentiles(Self.spec, Self.parameters, 100, on: samples)
    // The logits of class 0 are 1, 2, 3 and 0; those of class 1 lie below 0.
    #expect(levels[1] == 3)
    var dark = Self.parameters
    dark.layers[0].weights = dark.layers[0].weights.map { -abs($0) }
    #expect(try engine.activationPercentiles(Self.spec, dark, 50, on: samples) == [0, 0])
  }

  @Test("Numbers that differ in their lower bits only are told apart")
  func exact() throws {
    var parameters = Self.parameters
    let values = (0..<4).map { (index: Int) -> Float in
      Float(bitPattern: Float(1).bitPattern + UInt32(index))
    }
    parameters.layers[0].weights = values.flatMap { [$0, 0] }
    for (index, value) in values.enumerated() {
      let levels = try TinyProblem.engine().activationPercentiles(
        Self.spec,
        parameters,
        25 * Double(index + 1),
        on: ConversionCase.oneHot(4, classes: 2)
      )
      #expect(levels[0] == Double(value))
    }
  }
}
