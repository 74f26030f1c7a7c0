import ContractSupport
import SpikingNetworks
import Testing

/// A network with training options, and draws of everything else that a gradient needs.
struct ReferenceCase: Sendable, CustomTestStringConvertible {
  var name: String
  var spec: NetworkSpec
  var options = TrainingOptions(surrogate: .arctan(slope: 2), detachReset: false)
  var sampleCount = 3
  /// The network to learn from, where the options say how.
  var teacherSpec: NetworkSpec?
  /// Picks parameters, samples and masks; the rate coding too.
  var seed: UInt64 = 1
  /// The factor of weights and normalisations.
  var gain = 1.0

  var testDescription: String { name }

  /// The options of one step of plain gradient descent over all samples.
  func options(rate: Double) -> TrainingOptions {
    var result = options
    result.epochs = 1
    result.batch = sampleCount
    result.optimizer = .sgd(learningRate: rate, momentum: 0)
    result.schedule = .constant(warmup: 0)
    result.augmentation = AugmentationSpec()
    result.seed = seed
    return result
  }

  var network: ReferenceNetwork { ReferenceNetwork(spec, options: options) }

  var samples: SampleSet {
    var draws = Draws(seed &* 1000 + 1)
    // Of events, the spikes are drawn of such values.
    let maximum = spec.input.coding == .events ? 15 : spec.input.maximum
    let classes = spec.classCount
    return SampleSet(
      shape: spec.input.shape,
      classCount: classes,
      maximum: maximum,
      inputs: (0..<spec.input.shape.count * sampleCount).map { _ in
        // Seldom dark, so that small networks fire.
        UInt8((maximum + 2) / 4 + draws.integer(below: maximum + 1 - (maximum + 2) / 4))
      },
      labels: (0..<sampleCount).map { _ in UInt8(draws.integer(below: classes)) }
    ).entering(spec.input)
  }

  /// The samples as a shard, with masks where the network has dropout, and what a teacher answers.
  var batch: ReferenceBatch {
    var batch = ReferenceBatch(samples, of: spec, seed: seed)
    batch.answers = teacher?.answers(samples, seed: seed) ?? []
    return batch
  }

  /// Parameters with which neurons of every layer fire in some steps.
  var parameters: NetworkParameters {
    var draws = Draws(seed &* 1000 + 3)
    func uniform(_ middle: Double, _ range: Double, like values: [Float]) -> [Float] {
      values.map { _ in Float(middle + (2 * draws.uniform() - 1) * range) }
    }
    var result = NetworkParameters(initializing: spec, seed: seed)
    for (index, geometry) in spec.geometries.enumerated() {
      let bound = 1.3 / Double(geometry.fanIn).squareRoot()
      var layer = result.layers[index]
      layer.weights = uniform(0.35 * bound * gain, bound * gain, like: layer.weights)
      layer.bias = uniform(0, 0.2, like: layer.bias)
      layer.recurrentWeights = uniform(
        0,
        1 / Double(geometry.channels).squareRoot(),
        like: layer.recurrentWeights
      )
      layer.betas = layer.betas.map { min(0.95, $0 + Float(0.1 * draws.uniform())) }
      layer.thresholds = layer.thresholds.map { $0 * Float(0.9 + 0.2 * draws.uniform()) }
      if var norm = layer.norm {
        // A negative scale turns the order of what is pooled.
        norm.scale = uniform(0.4 * gain, 0.8 * gain, like: norm.scale)
        norm.shift = uniform(0.5 * gain, 0.4 * gain, like: norm.shift)
        layer.norm = norm
      }
      result.layers[index] = layer
    }
    return result
  }
}
