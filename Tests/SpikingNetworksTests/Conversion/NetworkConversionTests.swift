import Testing

@testable import SpikingNetworks

@Suite struct NetworkConversionTests {
  private static let source = ConversionCase.network(
    inputs: 2,
    [
      ConversionCase.dense("dense1", 2, NeuronSpec(rectifier: .none)),
      ConversionCase.dense("dense2", 1, NeuronSpec(rectifier: .none)),
      ConversionCase.dense("out", 2, ConversionCase.readout),
    ]
  )
  private static let parameters = NetworkParameters(layers: [
    LayerParameters(weights: [1, 2, 3, 4], bias: [0.5, -0.5]),
    LayerParameters(weights: [6, -8], bias: [2]),
    LayerParameters(weights: [5, -5], bias: [1, 0.5]),
  ])

  @Test("Weights by hand: thresholds 2 and 4, levels 4 and 8, a readout that scores 2.5")
  func weights() throws {
    var target = ConversionCase.spiking(Self.source, timesteps: 4)
    target.layers[0].neuron = ConversionCase.fire(threshold: 2)
    target.layers[1].neuron = ConversionCase.fire(threshold: 4)
    let conversion = try NetworkConversion(from: Self.source, to: target, .max)
    let result = conversion.convert(Self.parameters, levels: [4, 8, 1])
    #expect(result.layers[0].weights == [0.5, 1, 1.5, 2])
    #expect(result.layers[0].bias == [0.25, -0.25])
    // times 4 / 8 for the threshold, times 4 for the spikes before.
    #expect(result.layers[1].weights == [12, -16])
    #expect(result.layers[1].bias == [1])
    // The membrane of a current of 1 is 1, 2, 3, 4; spikes before stand for 8.
    #expect(result.layers[2].weights == [16, -16])
    #expect(result.layers[2].bias == [0.4, 0.2])
  }

  @Test(
    "A readout keeps the scale of its logits",
    arguments: [(1.0, MembraneScore.last, 4.0), (0.5, .last, 1.875), (0, .sum, 1)]
  )
  func readout(beta: Double, score: MembraneScore, factor: Double) throws {
    var target = ConversionCase.spiking(Self.source, timesteps: 4)
    target.layers[2].neuron.beta = beta
    target.readout = .membrane(score)
    let conversion = try NetworkConversion(from: Self.source, to: target, .max)
    let result = conversion.convert(Self.parameters, levels: [1, 1, 1])
    #expect(result.layers[2].weights == [Float(5 / factor), Float(-5 / factor)])
  }

  @Test("Thresholds of channels scale the weights of their channels")
  func channels() throws {
    var target = ConversionCase.spiking(Self.source, timesteps: 4)
    target.layers[0].neuron.firing?.thresholdTuning = ParameterTuning(
      sharing: .channel,
      spread: 0.5,
      isTrained: true
    )
    let conversion = try NetworkConversion(from: Self.source, to: target, .max)
    let result = conversion.convert(Self.parameters, levels: [1, 1, 1])
    #expect(result.layers[0].thresholds == [0.5, 1.5])
    #expect(result.layers[0].weights == [0.5, 3, 1.5, 6])
    #expect(result.layers[0].bias == [0.25, -0.75])
  }

  @Test("Levels: the largest activation, a percentile of it, or the number of steps")
  func levels() throws {
    let samples = ConversionCase.oneHot(2, classes: 2)
    let target = ConversionCase.spiking(Self.source, timesteps: 7)
    func levels(_ balance: ThresholdBalance) throws -> [Double] {
      try NetworkConversion(from: Self.source, to: target, balance).levels(
        Self.parameters,
        on: samples,
        engine: TinyProblem.engine()
      )
    }
    // Activations: (1.5, 1.5) and (3.5, 3.5), then 2 + 6 * 1.5 - 8 * 1.5 < 0 and as little.
    #expect(throws: NetworkError.self) { try levels(.max) }
    #expect(try levels(.unit) == [7, 7, 1])
    var parameters = Self.parameters
    parameters.layers[1].weights = [6, 8]
    let conversion = try NetworkConversion(from: Self.source, to: target, .max)
    let engine = TinyProblem.engine()
    #expect(try conversion.levels(parameters, on: samples, engine: engine) == [3.5, 51, 1])
    let half = try NetworkConversion(from: Self.source, to: target, .percentile(50))
    #expect(try half.levels(parameters, on: samples, engine: engine) == [1.5, 23, 1])
  }

  @Test("What spikes cannot do is refused")
  func refusals() throws {
    let target = ConversionCase.spiking(Self.source, timesteps: 4)
    func refused(_ change: (inout NetworkSpec) -> Void) -> String {
      var spec = target
      change(&spec)
      do {
        _ = try NetworkConversion(from: Self.source, to: spec, .max)
        return ""
      } catch { return error.description }
    }
    #expect(refused { _ in } == "")
    let pool = refused { $0.layers[1].inputPool = PoolSpec(kind: .max, size: Extent(1)) }
    #expect(pool.contains("in front of dense2"))
    let synaptic = refused { $0.layers[0].neuron.synapticDecay = 0.5 }
    #expect(synaptic.contains("dense1"))
    let adaptive = refused {
      $0.layers[1].neuron.firing?.adaptation = AdaptationSpec(decay: 0.9, step: 0.1)
    }
    #expect(adaptive.contains("dense2"))
  }
}
