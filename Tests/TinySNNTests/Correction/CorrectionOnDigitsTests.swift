import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization
@testable import TinySNN

/// Diagnosis and corrections of a network that was trained on the embedded digits.
@Suite struct CorrectionOnDigitsTests {
  /// A model of two layers that fire, trained once.
  private static let trained: Result<(model: TrainedModel, samples: SampleSet), any Error> =
    Result {
      let samples = try EmbeddedDigits.load().quantized(bits: 4).selecting(Array(0..<600))
      let firing = FiringSpec(threshold: 1, reset: .subtract)
      let spec = NetworkSpec(
        input: InputSpec(shape: samples.shape, coding: .direct, bits: 4, timesteps: 6),
        layers: [
          LayerSpec(
            name: "dense1",
            connection: .dense(units: 24, bias: true),
            neuron: NeuronSpec(beta: 0.9, firing: firing)
          ),
          LayerSpec(
            name: "dense2",
            connection: .dense(units: 10, bias: true),
            neuron: NeuronSpec(beta: 0.8, firing: firing)
          ),
        ],
        readout: .spikeCount
      )
      let options = TrainingOptions(
        epochs: 4,
        batch: 32,
        optimizer: .adam(learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
      )
      let engine = TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1))
      return (try engine.train(spec, options: options, on: samples), samples)
    }

  private func network(
    _ model: TrainedModel,
    bits: Int,
    rounding: RoundingMode = .floor
  ) throws -> QuantizedNetwork {
    let parameter = ParameterQuantization(bits: 8, rounding: rounding)
    let layer = LayerQuantization(
      weights: WeightQuantization(bits: bits, scale: .tensor, clip: .max, rounding: rounding),
      bias: parameter,
      threshold: parameter,
      decay: .standard,
      membrane: MembraneQuantization(
        bits: 16,
        guardBits: .automatic(headroom: 2),
        guardRounding: .halfEven,
        overflow: .saturate
      )
    )
    return try Quantizer(seed: 1).quantize(model, QuantizationSpec(layers: [layer, layer]))
  }

  private func corrector(
    _ trained: (model: TrainedModel, samples: SampleSet)
  ) -> QuantizationCorrector {
    QuantizationCorrector(trained.model, calibratingOn: 40, of: trained.samples, seed: 1)
  }

  @Test("Corrected biases leave no more of the mean error than their rounding")
  func biases() throws {
    let trained = try Self.trained.get()
    let corrector = corrector(trained)
    let before = try network(trained.model, bits: 4)
    let after = try corrector.correctingBiases(of: before)
    func errors(_ network: QuantizedNetwork, _ layer: Int) -> [Double] {
      let unit = network.membraneUnits(ofLayer: layer)[0]
      return corrector.currentErrors(ofLayer: layer, network).enumerated().map { channel, error in
        error + Double(trained.model.parameters.layers[layer].bias[channel])
          - unit * Double(network.layers[layer].bias?.value(at: channel) ?? 0)
      }
    }
    for layer in 0..<2 {
      let exponent = try #require(after.layers[layer].bias).exponent
      let step = after.membraneUnits(ofLayer: layer)[0] * Double(1 << exponent)
      #expect(errors(after, layer).allSatisfy { abs($0) <= step * 0.500001 })
      // Floor makes all weights smaller.
      #expect(errors(before, layer).allSatisfy { $0 > step })
    }
  }

  @Test("Corrected thresholds bring the firing rates closer to those of the float model")
  func thresholds() throws {
    let trained = try Self.trained.get()
    let corrector = corrector(trained)
    let before = try network(trained.model, bits: 3)
    let after = corrector.correctingThresholds(of: before)
    var first = before
    first.layers[0] = after.layers[0]
    for (layer, network) in [before, first].enumerated() {
      let wanted = corrector.activity.layers[layer].rate
      let (old, new) = (
        abs(corrector.rate(ofLayer: layer, network) - wanted),
        abs(corrector.rate(ofLayer: layer, after) - wanted)
      )
      #expect(new < old)
    }
  }

  @Test("The corrections of both kinds follow each other, and the network stays legal")
  func both() throws {
    let trained = try Self.trained.get()
    let corrector = corrector(trained)
    let network = try network(trained.model, bits: 3)
    let both = try corrector.apply(.both, to: network)
    let biases = try corrector.apply(.bias, to: network)
    #expect(both == (try corrector.apply(.threshold, to: biases)))
    #expect(both != biases && biases != network)
    try both.validate()
  }

  @Test("More bits make every difference to the float model smaller")
  func diagnosis() throws {
    let (model, samples) = try Self.trained.get()
    let (few, many) = (
      QuantizationDiagnosis(
        of: try network(model, bits: 3, rounding: .halfEven),
        from: model,
        on: samples
      ),
      QuantizationDiagnosis(
        of: try network(model, bits: 8, rounding: .halfEven),
        from: model,
        on: samples
      )
    )
    #expect(few.samples == 64 && many.failures.isEmpty)
    for (coarse, fine) in zip(few.layers, many.layers) {
      #expect(fine.weights.error < coarse.weights.error / 8)
      #expect(fine.weights.zeroed < coarse.weights.zeroed)
      #expect(fine.membraneDifference < coarse.membraneDifference)
      #expect(fine.spikeDifference < coarse.spikeDifference)
      #expect(fine.spikeDifference < 0.05)
      #expect(fine.floatFiring == coarse.floatFiring)
      #expect(fine.overflows.membranes == 0)
    }
  }

  @Test("The float side is what training measured")
  func floatRates() throws {
    let (model, samples) = try Self.trained.get()
    let activity = CalibrationActivity(of: model, on: samples, seed: 1)
    for (index, layer) in activity.layers.enumerated() {
      let measured = model.activity[index].spikesPerSample
      let neurons = Double(model.spec.geometries[index].neurons.count)
      // 32-bit sums and double ones part where a membrane meets its threshold.
      #expect(abs(layer.rate * neurons * 6 - measured) < 1e-3 * measured)
    }
  }
}
