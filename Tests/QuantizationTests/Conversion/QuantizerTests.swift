import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct QuantizerTests {
  /// One layer of two inputs and two outputs, of which one leaves no rounding to chance.
  private func model(
    weights: [Float] = [0.7, -0.2, 0.35, 0.1],
    bias: [Float] = [0.05, -0.1],
    firing: FiringSpec? = FiringSpec(threshold: 1, reset: .subtract)
  ) -> TrainedModel {
    let hidden = LayerSpec(
      name: "dense1",
      connection: .dense(units: 2, bias: true),
      neuron: NeuronSpec(beta: 0.9, firing: firing)
    )
    let readout = LayerSpec(
      name: "dense2",
      connection: .dense(units: 2, bias: false),
      neuron: NeuronSpec(beta: 1, firing: nil)
    )
    return TrainedModel(
      spec: NetworkSpec(
        input: InputSpec(
          shape: SampleShape(height: 1, width: 2),
          coding: .direct,
          bits: 4,
          timesteps: 4
        ),
        layers: [hidden, readout],
        readout: .membrane(.sum)
      ),
      parameters: NetworkParameters(layers: [
        LayerParameters(weights: weights, bias: bias),
        LayerParameters(weights: [1, -1, 0.5, 0.25], bias: []),
      ]),
      history: [],
      activity: [
        LayerActivity(spikesPerSample: 2, membranePeak: 1.5),
        LayerActivity(spikesPerSample: 0, membranePeak: 3),
      ]
    )
  }

  private func precision(
    weightBits: Int = 4,
    scale: ScaleGranularity = .tensor,
    rounding: RoundingMode = .halfEven,
    guardBits: GuardBits = .automatic(headroom: 1),
    membraneBits: Int = 12,
    thresholdBits: Int = 8
  ) -> LayerQuantization {
    LayerQuantization(
      weights: WeightQuantization(bits: weightBits, scale: scale, clip: .max, rounding: rounding),
      bias: ParameterQuantization(bits: 8, rounding: .halfEven),
      threshold: ParameterQuantization(bits: thresholdBits, rounding: .halfEven),
      decay: DecayQuantization(
        kind: .multiplier,
        bits: 4,
        conversion: .halfEven,
        rounding: .halfUp
      ),
      membrane: MembraneQuantization(
        bits: membraneBits,
        guardBits: guardBits,
        guardRounding: .halfEven,
        overflow: .saturate
      )
    )
  }

  private func convert(
    _ model: TrainedModel,
    _ hidden: LayerQuantization,
    _ readout: LayerQuantization? = nil
  ) throws -> QuantizedNetwork {
    try Quantizer(seed: 1).quantize(
      model,
      QuantizationSpec(layers: [hidden, readout ?? precision()])
    )
  }

  @Test("Weights, threshold, bias and decay become the integers computed by hand")
  func byHand() throws {
    let layer = try convert(model(), precision()).layers[0]
    // s = 0.7 / 7 = 0.1: 7, -2, 3.5 -> 4 (even), 1.
    #expect(layer.weights.values == [7, -2, 4, 1])
    // s * s_x = 0.1 / 15, theta = 150 units at g = 0; 2^(12 - 1 - 1) = 1024 leaves room for g = 2.
    #expect(layer.guardBits == 2)
    // 600 needs e = 2 for 8 unsigned bits; biases of 30 and -60 units need none.
    #expect(layer.firing?.threshold == ScaledIntegers(bits: 8, exponent: 2, mantissas: [150]))
    #expect(layer.bias == ScaledIntegers(bits: 8, exponent: 0, mantissas: [30, -60]))
    // 0.1 * 2^7 = 12.8 -> 13, one bit more would leave 4 bits.
    #expect(
      layer.decay == .multiplier(factors: [13], fractionBits: 7, bits: 4, rounding: .halfUp)
    )
  }

  @Test("Guard bits are the most that leave the threshold its headroom, which it may fill")
  func guardBits() throws {
    func found(_ threshold: Double, headroom: Int) throws -> Int {
      var model = model(
        weights: [0.875, 0, 0, 0],
        firing: FiringSpec(threshold: threshold, reset: .subtract)
      )
      model.spec.input.coding = .rate
      return try convert(model, precision(guardBits: .automatic(headroom: headroom))).layers[0]
        .guardBits
    }
    // Units of 1/8: a threshold of 8 << g fits 2^10, 2^9.
    #expect(try found(1, headroom: 1) == 7)
    #expect(try found(1, headroom: 2) == 6)
    #expect(try found(1.000_001, headroom: 1) == 6)
    #expect(try found(0.999_999, headroom: 1) == 7)
  }

  @Test("A scale per channel disappears into that channel's threshold")
  func perChannel() throws {
    let layer = try convert(model(), precision(scale: .channel, guardBits: .exactly(0))).layers[0]
    #expect(layer.weights.values == [7, -7, 4, 4])
    // s_1 = 0.2 / 7 makes 525 units, so e = 2 for both: m = 38 (37.5, even) and 131 (131.25).
    #expect(layer.firing?.threshold.value(at: 0) == 152)
    #expect(layer.firing?.threshold.value(at: 1) == 524)
  }

  @Test("Integers stay on their grid for every width and mode", arguments: RoundingMode.allCases)
  func onGrid(mode: RoundingMode) throws {
    for bits in WeightGrid.symmetric.legalBits {
      let layer = try convert(
        model(weights: [0.7, -0.7, 0.31, -0.13]),
        precision(weightBits: bits, rounding: mode, membraneBits: 20)
      ).layers[0]
      let limit = (1 << (bits - 1)) - 1
      #expect(layer.weights.values.allSatisfy { abs(Int($0)) <= limit })
      #expect(layer.weights.values[0] == limit)
    }
  }

  @Test("Stochastic rounding is unbiased, seeded, and addressed by the weight")
  func stochastic() throws {
    var sums = [0.0, 0.0]
    for seed in 0..<400 {
      let network = try Quantizer(seed: UInt64(seed)).quantize(
        model(),
        QuantizationSpec(layers: [precision(rounding: .stochastic), precision()])
      )
      let again = try Quantizer(seed: UInt64(seed)).quantize(
        model(),
        QuantizationSpec(layers: [precision(rounding: .stochastic), precision()])
      )
      #expect(network == again)
      sums[0] += Double(network.layers[0].weights.values[2])
      sums[1] += Double(network.layers[0].weights.values[1])
    }
    #expect(abs(sums[0] / 400 - 3.5) < 0.1)
    #expect(abs(sums[1] / 400 + 2) < 0.1)
  }

  @Test("Hopeless precisions fail with their reason")
  func failures() {
    #expect(throws: QuantizationFailure.noWeights(layer: "dense1")) {
      try convert(model(weights: [0, 0, 0, 0]), precision())
    }
    #expect(
      throws: QuantizationFailure.thresholdBeyondMembrane(
        layer: "dense1",
        threshold: 150,
        limit: 127
      )
    ) { try convert(model(), precision(guardBits: .exactly(0), membraneBits: 8)) }
    #expect(throws: QuantizationFailure.thresholdIsZero(layer: "dense1")) {
      try convert(model(), precision(guardBits: .exactly(-9)))
    }
    #expect(throws: QuantizationFailure.comparedMembranesNeedOneScale(layer: "dense2")) {
      try convert(model(), precision(), precision(scale: .channel))
    }
    expectRefusal("dense1: symmetric weights of 9 bits; legal are 2, 3, 4, 5, 6, 7, 8, 16") {
      try convert(model(), precision(weightBits: 9))
    }
    // Numbers that are none, or too few.
    let diverged = "the network: \(NetworkError.diverged(layer: "dense1").description)"
    for weights: [Float] in [[.nan, 1, 1, 1], [1, 1, -.infinity, 1]] {
      expectRefusal(diverged) { try convert(model(weights: weights), precision()) }
    }
    expectRefusal(diverged) { try convert(model(bias: [.nan, 0]), precision()) }
    expectRefusal("the network: \(NetworkError.parameterMismatch(layer: "dense1").description)") {
      try convert(model(weights: [1, 1, 1]), precision())
    }
  }

  @Test("With many bits the integers follow the float network")
  func converges() throws {
    let fine = precision(weightBits: 16, membraneBits: 24, thresholdBits: 16)
    var layer = fine
    layer.decay.bits = 7
    let network = try convert(model(), layer, layer)
    let trace = IntegerSimulator(network).trace([15, 8], sample: 0)
    // Float: I = 0.7 + 0.35 * 8/15 + 0.05, -0.2 + 0.1 * 8/15 - 0.1.
    let current = 0.7 + 0.35 * 8 / 15 + 0.05
    let unit =
      network.layers[0].weights.scales[0] / 15
      / Double(1 << max(network.layers[0].guardBits, 0))
      * Double(1 << max(-network.layers[0].guardBits, 0))
    #expect(abs(Double(trace.steps[0][0].membranes[0]) * unit - current) < 1e-3)
    #expect(trace.steps[1][0].spikes == [true, false])
  }
}
