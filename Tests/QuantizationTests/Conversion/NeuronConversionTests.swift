import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

/// Recurrent weights, synaptic currents, adaptive thresholds and reset values on their way to
/// integers.
@Suite struct NeuronConversionTests {
  /// One recurrent layer of one input and two neurons, and a readout.
  private func model(
    _ change: (inout NetworkSpec, inout NetworkParameters) -> Void = { _, _ in }
  ) -> TrainedModel {
    var spec = NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 1, width: 1),
        coding: .direct,
        bits: 2,
        timesteps: 3
      ),
      layers: [
        LayerSpec(
          name: "dense1",
          connection: .dense(units: 2, bias: true),
          isRecurrent: true,
          neuron: NeuronSpec(
            beta: 0.5,
            firing: FiringSpec(
              threshold: 1,
              reset: .zero,
              resetValue: -0.5,
              adaptation: AdaptationSpec(decay: 0.75, step: 0.25)
            ),
            synapticDecay: 0.9
          )
        ),
        LayerSpec(
          name: "dense2",
          connection: .dense(units: 2, bias: false),
          neuron: NeuronSpec(beta: 1, firing: nil)
        ),
      ],
      readout: .membrane(.sum)
    )
    var parameters = NetworkParameters(layers: [
      LayerParameters(
        weights: [0.75, 0.375],
        bias: [0.1, 0.2],
        recurrentWeights: [0.25, -0.75, 1.5, 0.5]
      ),
      LayerParameters(weights: [1, -1, 0.5, 0.25], bias: []),
    ])
    change(&spec, &parameters)
    return TrainedModel(
      spec: spec,
      parameters: parameters,
      history: [],
      activity: spec.layers.map { _ in LayerActivity(spikesPerSample: 1, membranePeak: 1) }
    )
  }

  private func precision(
    _ scale: ScaleGranularity = .tensor,
    _ mode: RoundingMode = .halfUp
  ) -> LayerQuantization {
    let parameter = ParameterQuantization(bits: 6, rounding: mode)
    let decay = DecayQuantization(kind: .multiplier, bits: 4, conversion: mode, rounding: .floor)
    return LayerQuantization(
      weights: WeightQuantization(bits: 3, scale: scale, clip: .max, rounding: mode),
      bias: parameter,
      threshold: parameter,
      decay: decay,
      membrane: MembraneQuantization(
        bits: 12,
        guardBits: .exactly(0),
        guardRounding: .halfUp,
        overflow: .saturate
      ),
      accumulator: AccumulatorQuantization(bits: 9, overflow: .wrap),
      reset: ParameterQuantization(bits: 5, rounding: mode),
      synapse: SynapseQuantization(decay: decay, bits: 10, overflow: .wrap),
      adaptation: AdaptationQuantization(decay: decay, step: parameter, bits: 7)
    )
  }

  private func convert(
    _ model: TrainedModel,
    _ hidden: LayerQuantization,
    seed: UInt64 = 1
  ) throws -> QuantizedLayer {
    try Quantizer(seed: seed).quantize(model, QuantizationSpec(layers: [hidden, precision()]))
      .layers[0]
  }

  @Test("One scale for all weights, the recurrent ones among them")
  func tensor() throws {
    let layer = try convert(model(), precision())
    // s = 1.5 / 3; a unit is 0.5 / 3.
    #expect(layer.weights.scales == [0.5])
    #expect(layer.weights.values == [2, 1])
    #expect(layer.recurrence == IntegerRecurrence(values: [1, -1, 3, 1], factor: 3))
    #expect(layer.firing?.threshold.mantissas == [6])
    #expect(layer.firing?.resetValue == ScaledIntegers(bits: 5, exponent: 0, mantissas: [-3]))
    #expect(layer.bias?.mantissas == [1, 1])
    #expect(layer.accumulatorBits == 9 && layer.accumulatorOverflow == .wrap)
    // 0.1 * 2^7 = 12.8, 0.25 * 2^5 = 8: one bit more would leave 4 bits.
    #expect(
      layer.synapse
        == IntegerSynapse(
          decay: .multiplier(factors: [13], fractionBits: 7, bits: 4, rounding: .floor),
          bits: 10,
          overflow: .wrap
        )
    )
    #expect(
      layer.firing?.adaptation
        == IntegerAdaptation(
          decay: .multiplier(factors: [8], fractionBits: 5, bits: 4, rounding: .floor),
          step: ScaledIntegers(bits: 6, exponent: 0, mantissas: [2]),
          bits: 7
        )
    )
  }

  @Test("A scale per channel reaches everything that is on the membrane's scale")
  func channel() throws {
    let layer = try convert(model(), precision(.channel))
    // Channel 0 receives 0.75, 0.25 and 1.5, channel 1 0.375, -0.75 and 0.5: s = 0.5 and 0.25.
    #expect(layer.weights.scales == [0.5, 0.25])
    #expect(layer.weights.values == [2, 2])
    #expect(layer.recurrence?.values == [1, -3, 3, 2])
    #expect(layer.firing?.threshold.mantissas == [6, 12])
    #expect(layer.firing?.resetValue?.mantissas == [-3, -6])
    #expect(layer.firing?.adaptation?.step.mantissas == [2, 3])
    #expect(layer.bias?.mantissas == [1, 2])
  }

  @Test("Every draw has the address of the contract")
  func draws() throws {
    let seed: UInt64 = 77
    let random = Philox(seed: seed, stream: .stochasticRounding)
    func rounded(_ value: Double, _ kind: Int, _ index: Int) -> Int {
      let floor = value.rounded(.down)
      return Int(floor) + (random.uniform(index, step: kind, sample: 0) < value - floor ? 1 : 0)
    }
    let tuned = model { spec, parameters in
      spec.layers[0].neuron.betaTuning = ParameterTuning(
        sharing: .channel,
        spread: 0,
        isTrained: true
      )
      parameters.layers[0].betas = [0.53125, 0.71875]
      parameters.layers[0].weights = [0.8125, 0.4375]
      parameters.layers[0].recurrentWeights = [0.3125, -0.75, 1.5, 0.4375]
      spec.layers[0].neuron.firing?.resetValue = -0.40625
      spec.layers[0].neuron.firing?.threshold = 1.15625
      spec.layers[0].neuron.firing?.adaptation = AdaptationSpec(decay: 0.78125, step: 0.21875)
      spec.layers[0].neuron.synapticDecay = 0.890625
    }
    let layer = try convert(tuned, precision(.channel, .stochastic), seed: seed)
    let scales = [0.5, 0.25]
    let units = scales.map { $0 * (1 / 3.0) }
    func each(_ values: [Double], over units: [Double], _ kind: Int) -> [Int] {
      zip(values, units).enumerated().map { rounded($1.0 / $1.1, kind, $0) }
    }
    #expect(layer.weights.scales == scales)
    #expect(layer.weights.values.map(Int.init) == each([0.8125, 0.4375], over: scales, 0))
    #expect(
      layer.bias?.mantissas.map(Int.init)
        == each([Double(Float(0.1)), Double(Float(0.2))], over: units, 1)
    )
    let firing = try #require(layer.firing)
    #expect(firing.threshold.mantissas.map(Int.init) == each([1.15625, 1.15625], over: units, 2))
    // The largest f for which both factors fit 4 bits.
    guard case .multiplier(let factors, let fraction, _, _) = layer.decay else {
      Issue.record("the membrane has no factors")
      return
    }
    #expect(
      factors == each([0.46875, 0.28125].map { $0 * Double(1 << fraction) }, over: [1, 1], 3)
    )
    #expect(
      layer.recurrence?.values.map(Int.init)
        == each([0.3125, -0.75, 1.5, 0.4375], over: scales + scales, 4)
    )
    #expect(
      firing.resetValue?.mantissas.map(Int.init) == each([-0.40625, -0.40625], over: units, 5)
    )
    func expect(_ decay: IntegerDecay?, of leak: Double, _ kind: Int) {
      guard case .multiplier(let factors, let fraction, _, _) = decay else {
        Issue.record("a decay has no factors")
        return
      }
      #expect(factors == [rounded(leak * Double(1 << fraction), kind, 0)])
      #expect(rounded(leak * Double(2 << fraction), kind, 0) > 15)
    }
    expect(layer.synapse?.decay, of: 0.109375, 6)
    let adaptation = try #require(firing.adaptation)
    expect(adaptation.decay, of: 0.21875, 7)
    #expect(adaptation.step.mantissas.map(Int.init) == each([0.21875, 0.21875], over: units, 8))
  }

  @Test("A positive step that becomes 0 fails, a step of 0 does not")
  func vanishingStep() throws {
    func step(_ step: Double) throws -> ScaledIntegers? {
      let changed = model { spec, _ in
        spec.layers[0].neuron.firing?.adaptation?.step = step
      }
      return try convert(changed, precision()).firing?.adaptation?.step
    }
    #expect(throws: QuantizationFailure.adaptationStepIsZero(layer: "dense1")) { try step(0.05) }
    #expect(try step(0)?.mantissas == [0])
    #expect(try step(0.1)?.mantissas == [1])
    #expect(
      QuantizationFailure.adaptationStepIsZero(layer: "dense1").description
        == "dense1: the step of an adaptive threshold became 0"
    )
  }

  @Test("A reset value must stay below the threshold of its channel")
  func resetOutOfRange() {
    let changed = model { spec, parameters in
      spec.layers[0].neuron.firing?.resetValue = 0.9
      spec.layers[0].neuron.firing?.thresholdTuning = ParameterTuning(
        sharing: .channel,
        spread: 0,
        isTrained: true
      )
      parameters.layers[0].thresholds = [1, 0.95]
    }
    // The reset value of 5.4 units becomes 5; the threshold of 5.7 becomes 6, or 5 if it is cut
    // off.
    #expect(throws: Never.self) { try convert(changed, precision()) }
    #expect(throws: QuantizationFailure.resetOutOfRange(layer: "dense1", value: 5)) {
      try convert(changed, precision(.tensor, .floor))
    }
  }

  @Test("Precisions of parts that a layer has must be legal, those of others do not matter")
  func legality() throws {
    func refuse(
      _ reason: String,
      sourceLocation: SourceLocation = #_sourceLocation,
      _ change: (inout LayerQuantization) -> Void
    ) {
      var changed = precision()
      change(&changed)
      expectRefusal("dense1: " + reason, sourceLocation: sourceLocation) {
        try convert(model(), changed)
      }
    }
    #expect(throws: Never.self) { try convert(model(), precision()) }
    refuse("an accumulator of 7 bits; legal are 8...32") { $0.accumulator.bits = 7 }
    refuse("an accumulator of 33 bits; legal are 8...32") { $0.accumulator.bits = 33 }
    refuse("threshold, bias and reset value take 2...16 bits") { $0.reset.bits = 1 }
    refuse("guard bits -25; legal are -24...16") { $0.membrane.guardBits = .exactly(-25) }
    refuse("a decay factor of 17 bits; legal are 1...16") { $0.decay.bits = 17 }
    refuse("the leak of the membrane cannot be rounded stochastically at run time") {
      $0.decay.rounding = .stochastic
    }
    refuse("a synaptic current of 3 bits; legal are 4...24") { $0.synapse.bits = 3 }
    refuse("the leak of the synaptic current cannot be rounded stochastically at run time") {
      $0.synapse.decay.rounding = .stochastic
    }
    refuse("a decay distance of 5 bits; legal are 1...4") {
      $0.synapse.decay.kind = .shift
      $0.synapse.decay.bits = 5
    }
    refuse(
      "synaptic current (24) and decay (8) bits exceed 31, so their product could leave 32 bits"
    ) {
      $0.synapse.bits = 24
      $0.synapse.decay.bits = 8
    }
    refuse("a rise of the threshold of 25 bits; legal are 4...24") { $0.adaptation.bits = 25 }
    refuse("the step of an adaptive threshold takes 2...16 bits") { $0.adaptation.step.bits = 17 }
    // A rise has no sign, so its product has one bit less than that of a current of the same widths.
    refuse(
      "rise of the threshold (20) and decay (11) bits exceed 30, so their product could leave 32 bits"
    ) {
      $0.adaptation.bits = 20
      $0.adaptation.decay.bits = 11
    }
    // The last legal widths.
    var widest = precision()
    (widest.synapse.bits, widest.synapse.decay.bits) = (24, 7)
    (widest.adaptation.bits, widest.adaptation.decay.bits) = (20, 10)
    #expect(try convert(model(), widest).synapse?.bits == 24)
    let plain = model { spec, _ in
      spec.layers[0].neuron.synapticDecay = nil
      spec.layers[0].neuron.firing?.adaptation = nil
    }
    var unused = precision()
    unused.synapse.bits = 3
    unused.adaptation.bits = 25
    let layer = try convert(plain, unused)
    #expect(layer.synapse == nil && layer.firing?.adaptation == nil)
  }
}
