import ContractSupport
import FixedPoint
import SpikingNetworks

@testable import Quantization

extension RandomNetworks {
  /// An untrained network of any kind of layers, and precisions of any kind for it.
  mutating func model() -> (TrainedModel, QuantizationSpec) {
    let readout = pick([Readout.spikeCount, .membrane(.sum), .membrane(.last)])
    let isImage = happens(onceIn: 2)
    var layers: [LayerSpec] = []
    let count = integer(1...3)
    for index in 0..<count {
      let isLast = index + 1 == count
      let isDense = isLast || !isImage || layers.contains { $0.name.hasPrefix("dense") }
      var layer = LayerSpec(
        name: "\(isDense ? "dense" : "conv")\(index + 1)",
        connection: isDense
          ? .dense(units: integer(1...9), bias: happens(onceIn: 2))
          : .convolution(
            ConvolutionSpec(
              filters: happens(onceIn: 3)
                ? .depthwise(multiplier: 2) : .grouped(channels: integer(1...4), groups: 1),
              kernel: Extent(2),
              bias: happens(onceIn: 2)
            )
          ),
        neuron: neuron(fires: !isLast || readout == .spikeCount)
      )
      layer.isRecurrent = isDense && layer.neuron.firing != nil && happens(onceIn: 2)
      if index > 0 && isImage && layers[index - 1].name.hasPrefix("conv") {
        layer.inputPool = PoolSpec(kind: pick(PoolKind.allCases), size: Extent(2))
      }
      layers.append(layer)
    }
    let spec = NetworkSpec(
      input: InputSpec(
        shape: isImage
          ? SampleShape(channels: integer(1...2), height: 8, width: 9)
          : SampleShape(height: 1, width: integer(1...9)),
        coding: pick([.direct, .rate]),
        bits: integer(1...8),
        timesteps: integer(1...6)
      ).withEventsAmongRates,
      layers: layers,
      readout: readout
    )
    let parameters = NetworkParameters(initializing: spec, seed: UInt64(integer(0...1_000_000)))
    let activity = layers.map { _ in
      LayerActivity(spikesPerSample: 1, membranePeak: Double(integer(1...30)) / 10)
    }
    return (
      TrainedModel(spec: spec, parameters: parameters, history: [], activity: activity),
      QuantizationSpec(layers: layers.indices.map { precision(isLast: $0 + 1 == count) })
    )
  }

  private mutating func neuron(fires: Bool) -> NeuronSpec {
    let channels = ParameterTuning(sharing: .channel, spread: 0.05, isTrained: true)
    var neuron = NeuronSpec(
      beta: pick([1, 0.9, 0.5]),
      firing: nil,
      synapticDecay: happens(onceIn: 3) ? pick([0, 0.5, 0.9, 1]) : nil
    )
    if neuron.beta < 1 && happens(onceIn: 2) { neuron.betaTuning = channels }
    guard fires else { return neuron }
    let resetsToZero = happens(onceIn: 2)
    neuron.firing = FiringSpec(
      threshold: Double(integer(2...10)) / 10,
      reset: resetsToZero ? .zero : .subtract,
      resetValue: resetsToZero ? pick([0, -0.2, 0.1]) : 0,
      adaptation: happens(onceIn: 3)
        ? AdaptationSpec(decay: pick([0.5, 0.95]), step: pick([0, 0.1, 0.3])) : nil,
      thresholdTuning: happens(onceIn: 2) ? channels : .fixed
    )
    return neuron
  }

  private mutating func precision(isLast: Bool) -> LayerQuantization {
    let grid = pick(WeightGrid.allCases)
    func parameter(_ random: inout RandomNetworks) -> ParameterQuantization {
      ParameterQuantization(
        bits: random.integer(4...12),
        rounding: random.pick(RoundingMode.allCases)
      )
    }
    func decay(_ random: inout RandomNetworks) -> DecayQuantization {
      let kind = random.pick(DecayKind.allCases)
      return DecayQuantization(
        kind: kind,
        bits: kind == .shift ? random.integer(2...4) : random.integer(3...11),
        conversion: random.pick(RoundingMode.allCases),
        rounding: random.pick(RoundingMode.deterministic)
      )
    }
    return LayerQuantization(
      weights: WeightQuantization(
        grid: grid,
        bits: pick(grid.legalBits),
        scale: isLast ? .tensor : pick(ScaleGranularity.allCases),
        clip: pick([.max, .mse, .percentile(90)]),
        rounding: pick(RoundingMode.allCases)
      ),
      bias: parameter(&self),
      threshold: parameter(&self),
      decay: decay(&self),
      membrane: MembraneQuantization(
        bits: integer(12...20),
        guardBits: .automatic(headroom: integer(1...3)),
        guardRounding: pick(RoundingMode.deterministic),
        overflow: pick(OverflowMode.allCases)
      ),
      accumulator: AccumulatorQuantization(
        bits: pick([8, 16, 32]),
        overflow: pick(OverflowMode.allCases)
      ),
      reset: parameter(&self),
      synapse: SynapseQuantization(
        decay: decay(&self),
        bits: integer(8...20),
        overflow: pick(OverflowMode.allCases)
      ),
      adaptation: AdaptationQuantization(
        decay: decay(&self),
        step: parameter(&self),
        bits: integer(8...19)
      )
    )
  }
}
