import FixedPoint
import Quantization
import SpikingNetworks
import Testing

@testable import TinySNN

/// Training through integers on the embedded digits.
@Suite struct QuantizationAwareDigitsTests {
  private func network() -> NetworkSpec {
    NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 8, width: 8),
        coding: .direct,
        bits: 4,
        timesteps: 4
      ),
      layers: [
        LayerSpec(
          name: "dense1",
          connection: .dense(units: 32, bias: true),
          neuron: NeuronSpec(beta: 0.9, firing: FiringSpec(threshold: 1, reset: .subtract))
        ),
        LayerSpec(
          name: "dense2",
          connection: .dense(units: 10, bias: true),
          neuron: NeuronSpec(beta: 0.9, firing: nil)
        ),
      ],
      readout: .membrane(.sum)
    )
  }

  private func precisions(_ grid: WeightGrid) -> LayerQuantization {
    LayerQuantization(
      weights: WeightQuantization(
        grid: grid,
        bits: 2,
        scale: .tensor,
        clip: .mse,
        rounding: .halfEven
      ),
      bias: ParameterQuantization(bits: 8, rounding: .halfEven),
      threshold: ParameterQuantization(bits: 8, rounding: .halfEven),
      decay: .standard,
      membrane: MembraneQuantization(
        bits: 16,
        guardBits: .automatic(headroom: 2),
        guardRounding: .halfEven,
        overflow: .saturate
      )
    )
  }

  private func options(epochs: Int, rate: Double) -> TrainingOptions {
    TrainingOptions(
      epochs: epochs,
      batch: 64,
      optimizer: .adam(learningRate: rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
      selection: .best,
      seed: 11
    )
  }

  @Test(
    "Training through ternary weights is better than rounding to them",
    arguments: QuantizationAwareTraining.StepSize.allCases
  )
  func ternary(stepSize: QuantizationAwareTraining.StepSize) throws {
    let digits = try EmbeddedDigits.load().quantized(bits: 4)
    let train = digits.selecting(Array(0..<900))
    let validation = digits.selecting(Array(900..<1300))
    let test = digits.selecting(Array(1300..<digits.count))
    func engine(_ workers: Int) -> TrainingEngine {
      TrainingEngine(kernels: .best, workers: WorkerPool(workers: workers))
    }
    let float = try engine(2).train(
      network(),
      options: options(epochs: 8, rate: 0.01),
      on: train,
      validating: validation
    )
    let training = QuantizationAwareTraining(
      specification: QuantizationSpec(layers: [precisions(.ternary), precisions(.ternary)]),
      options: options(epochs: 6, rate: 0.004),
      stepSize: stepSize,
      quantizer: Quantizer(seed: 11)
    )
    let results = try [1, 2].map {
      try training.train(from: float, on: train, validating: validation, engine: engine($0))
    }
    #expect(results[0] == results[1])
    func accuracy(_ network: QuantizedNetwork) -> Double {
      IntegerSimulator(network).evaluate(test).accuracy
    }
    let rounded = accuracy(try training.quantizer.quantize(float, training.specification))
    let trained = accuracy(results[0].network)
    #expect(trained > rounded + 0.02, "\(rounded) became \(trained)")
    #expect(trained > 0.85)
  }
}
