import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct ConvolutionQuantizerTests {
  /// Two groups of one channel, kernel 1 x 2, behind 1 x 3 inputs of two channels; then a pooled
  /// readout.
  private func model(
    _ change: (inout NetworkSpec, inout NetworkParameters) -> Void = { _, _ in }
  ) -> TrainedModel {
    let convolution = ConvolutionSpec(
      filters: .grouped(channels: 2, groups: 2),
      kernel: Extent(height: 1, width: 2),
      bias: true
    )
    var spec = NetworkSpec(
      input: InputSpec(
        shape: SampleShape(channels: 2, height: 1, width: 3),
        coding: .direct,
        bits: 1,
        timesteps: 2
      ),
      layers: [
        LayerSpec(
          name: "conv1",
          connection: .convolution(convolution),
          neuron: NeuronSpec(beta: 0.5, firing: FiringSpec(threshold: 1, reset: .subtract))
        ),
        LayerSpec(
          name: "dense1",
          inputPool: PoolSpec(kind: .average, size: Extent(height: 1, width: 2)),
          connection: .dense(units: 2, bias: true),
          neuron: NeuronSpec(beta: 1, firing: nil)
        ),
      ],
      readout: .membrane(.sum)
    )
    // [column][input channel]: 0.7 and 0.35 belong to channel 0, 0.14 and -0.07 to channel 1.
    var parameters = NetworkParameters(layers: [
      LayerParameters(weights: [0.7, 0.14, 0.35, -0.07], bias: [0.1, 0.1]),
      LayerParameters(weights: [0.7, 0.1, 0.1, 0.7], bias: [0.35, 0]),
    ])
    change(&spec, &parameters)
    return TrainedModel(
      spec: spec,
      parameters: parameters,
      history: [],
      activity: spec.layers.map { _ in LayerActivity(spikesPerSample: 1, membranePeak: 1) }
    )
  }

  private func precision(_ scale: ScaleGranularity, decay: DecayKind = .multiplier)
    -> LayerQuantization
  {
    LayerQuantization(
      weights: WeightQuantization(bits: 4, scale: scale, clip: .max, rounding: .halfEven),
      bias: ParameterQuantization(bits: 8, rounding: .halfEven),
      threshold: ParameterQuantization(bits: 8, rounding: .halfEven),
      decay: DecayQuantization(
        kind: decay,
        bits: 3,
        conversion: .halfEven,
        rounding: .halfUp
      ),
      membrane: MembraneQuantization(
        bits: 12,
        guardBits: .exactly(0),
        guardRounding: .halfEven,
        overflow: .saturate
      )
    )
  }

  private func convert(
    _ model: TrainedModel,
    _ scale: ScaleGranularity = .tensor,
    decay: DecayKind = .multiplier
  ) throws -> QuantizedNetwork {
    try Quantizer(seed: 1).quantize(
      model,
      QuantizationSpec(layers: [precision(scale, decay: decay), precision(.tensor)])
    )
  }

  @Test("A scale per channel is that of the weights of its group")
  func grouped() throws {
    let tensor = try convert(model()).layers[0]
    #expect(tensor.weights.values == [7, 1, 4, -1])
    let channel = try convert(model(), .channel).layers[0]
    #expect(channel.weights.values == [7, 7, 4, -4])
    // 0.1 and 0.02 a unit.
    #expect(channel.firing?.threshold.mantissas == [10, 50])
    #expect(channel.bias?.mantissas == [1, 5])
  }

  @Test("Average pooling divides the unit of what follows")
  func average() throws {
    let network = try convert(model())
    #expect(network.layers[1].inputPool == .average)
    // 0.1 / 2 a unit.
    #expect(network.layers[1].bias?.mantissas == [7, 0])
    #expect(network.layers[1].largestPooledSpikes == 2)
  }

  @Test("Decays and thresholds that differ by channel become tables")
  func perChannel() throws {
    let tuned = model { spec, parameters in
      let tuning = ParameterTuning(sharing: .channel, spread: 0.1, isTrained: true)
      spec.layers[0].neuron.betaTuning = tuning
      spec.layers[0].neuron.firing?.thresholdTuning = tuning
      parameters.layers[0].betas = [1, 0.75]
      parameters.layers[0].thresholds = [1, 2]
    }
    let multiplier = try convert(tuned).layers[0]
    // 0.25 * 2^4 = 4 fits three bits, one more would not.
    #expect(
      multiplier.decay
        == .multiplier(factors: [0, 4], fractionBits: 4, bits: 3, rounding: .halfUp)
    )
    #expect(multiplier.firing?.threshold.mantissas == [10, 20])
    // The channel without leak gets the longest distance.
    let shift = try convert(tuned, decay: .shift).layers[0]
    #expect(shift.decay == .shift(distances: [7, 2], bits: 3, rounding: .halfUp))
  }

  @Test("A normalisation that is not folded is refused")
  func unfolded() {
    let unfolded = model { spec, parameters in
      spec.layers[0].norm = BatchNormSpec()
      parameters.layers[0].norm = BatchNormParameters(channels: 2)
    }
    expectRefusal("conv1: its normalisation is not folded into its weights") {
      try convert(unfolded)
    }
    var folded = unfolded
    folded.parameters = unfolded.spec.folding(unfolded.parameters)
    folded.spec = unfolded.spec.folded
    #expect(throws: Never.self) { try convert(folded) }
  }
}
