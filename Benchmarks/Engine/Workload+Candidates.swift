import FixedPoint
import Quantization
import SpikingNetworks

extension Workload {
  /// Returns the speed of one candidate of a search: conversion of a trained model, encoding of `size` samples,
  /// and their evaluation in integers.
  func candidateTiming(samples size: Int, _ patience: Patience) throws -> Timing {
    let model = try engine.train(spec, options: options(epochs: 4), on: samples)
    let set = samples.selecting((0..<size).map { $0 % samples.count })
    let specification = QuantizationSpec(
      layers: spec.layers.map { _ in Workload.candidate }
    )
    var repetitions = patience.repetitions(samplesPerUnit: size)
    repeat {
      let network = try Quantizer(seed: seed).quantize(model, specification)
      let encoded = try EncodedSamples(
        set,
        input: spec.input,
        seed: seed,
        kernels: engine.kernels,
        workers: engine.workers
      )
      _ = IntegerClassifier(network, kernels: engine.kernels, workers: engine.workers)
        .evaluate(encoded)
    } while repetitions.unitEnded()
    return repetitions.timing(stepsPerUnit: 1)
  }

  private static let candidate = LayerQuantization(
    weights: WeightQuantization(bits: 4, scale: .tensor, clip: .max, rounding: .halfUp),
    bias: ParameterQuantization(bits: 8, rounding: .halfUp),
    threshold: ParameterQuantization(bits: 8, rounding: .halfUp),
    decay: .standard,
    membrane: MembraneQuantization(
      bits: 12,
      guardBits: .automatic(headroom: 1),
      guardRounding: .halfUp,
      overflow: .saturate
    )
  )
}
