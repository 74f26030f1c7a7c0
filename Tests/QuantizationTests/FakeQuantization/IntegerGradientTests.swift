import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

/// Gradients through integers against those of the float network.
@Suite struct IntegerGradientTests {
  /// Every kind of penalty that is not synaptic.
  private static let penalties: [RegularizerSpec] = [
    RegularizerSpec(.spikes(p: 2, scope: .layer), strength: 0.5),
    RegularizerSpec(.hoyerSquare, strength: 0.2),
    RegularizerSpec(
      .operations(target: .fraction(0.3), scope: .network, sides: .both),
      strength: 0.1
    ),
    RegularizerSpec(.firingRate(target: 0.4, sides: .both), strength: 0.5),
    RegularizerSpec(.logits, strength: 0.1), RegularizerSpec(.weightDecay, strength: 0.1),
    RegularizerSpec(.membrane(lower: -0.5, upper: 1), strength: 0.3),
  ]

  @Test(
    "Fine integers reproduce the step of the float network, all layers and neurons",
    arguments: [[], penalties]
  )
  func fineGrids(penalties: [RegularizerSpec]) throws {
    var compared = 0
    for number in 1000..<1060 {
      var models = EngineCases(number: number)
      let (model, samples) = try models.model()
      var options = TrainingOptions(
        epochs: 1,
        batch: samples.count,
        optimizer: .sgd(learningRate: 0.01, momentum: 0),
        schedule: .constant(warmup: 0),
        seed: 3
      )
      options.detachReset = models.integer(0...1) == 0
      options.regularizers = [.synaptic(strength: 0.2, p: models.integer(1...2))] + penalties
      let engine = TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1))
      let training = QuantizationAwareTraining(
        specification: QuantizationSpec(layers: model.spec.layers.map { _ in .fine }),
        options: options,
        quantizer: Quantizer(seed: 3)
      )
      guard let integer = try? training.train(from: model, on: samples, engine: engine).model
      else { continue }
      let float = try engine.train(
        model.spec,
        options: options,
        from: model.parameters,
        on: samples
      )
      // A neuron so close to its threshold that one of the two fires shows in the loss.
      let losses = [integer, float].map { $0.history[0].loss }
      guard abs(losses[0] - losses[1]) < 1e-3 else { continue }
      compared += 1
      for index in model.spec.layers.indices {
        let before = model.parameters.layers[index]
        let (left, right) = (integer.parameters.layers[index], float.parameters.layers[index])
        for numbers: KeyPath<LayerParameters, [Float]> in [
          \.weights, \.bias, \.recurrentWeights, \.betas, \.thresholds,
        ] {
          let start = before[keyPath: numbers]
          let error = distance(left[keyPath: numbers], right[keyPath: numbers])
          let size = distance(right[keyPath: numbers], start)
          #expect(error <= 0.1 * size + 2e-6, "case \(number), layer \(index), \(numbers)")
        }
      }
    }
    #expect(compared > 30)
  }

  private func distance(_ left: [Float], _ right: [Float]) -> Double {
    zip(left, right).reduce(0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1)
      return sum + difference * difference
    }.squareRoot()
  }
}

extension LayerQuantization {
  /// Integers so fine that few spikes differ from those of the float network.
  fileprivate static var fine: LayerQuantization {
    let decay = DecayQuantization(
      kind: .multiplier,
      bits: 11,
      conversion: .halfEven,
      rounding: .halfEven
    )
    var result = LayerQuantization.plain(weightBits: 16)
    // Room for membranes that recurrence drives far from the threshold.
    result.membrane.guardBits = .automatic(headroom: 6)
    result.decay = decay
    result.reset = ParameterQuantization(bits: 16, rounding: .halfEven)
    result.synapse = SynapseQuantization(decay: decay, bits: 20, overflow: .saturate)
    result.adaptation = AdaptationQuantization(
      decay: decay,
      step: ParameterQuantization(bits: 16, rounding: .halfEven),
      bits: 19
    )
    return result
  }
}
