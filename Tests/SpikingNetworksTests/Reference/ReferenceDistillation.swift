import Foundation
import SpikingNetworks

/// What a teacher says of one sample.
struct ReferenceAnswer {
  /// Per class.
  var logits: [Double]
  /// [hidden layer][neuron]: spikes over steps.
  var rates: [[Double]]
}

/// The part of a teacher in the loss of one sample, with the C library's functions.
struct ReferenceDistillation {
  let spec: DistillationSpec
  /// The neurons of each hidden layer.
  let neurons: [Int]
  let steps: Int

  /// Joins the loss by the label and its gradient with the teacher's.
  func join(
    _ hard: (loss: Double, gradient: [Double]),
    _ logits: [Double],
    _ answer: ReferenceAnswer
  ) -> (loss: Double, gradient: [Double]) {
    func soften(_ logits: [Double]) -> [Double] {
      let powers = logits.map { exp($0 / spec.temperature) }
      return powers.map { $0 / powers.reduce(0, +) }
    }
    let (own, wanted) = (soften(logits), soften(answer.logits))
    let divergence = zip(own, wanted).reduce(0) { $0 + $1.1 * log($1.1 / $1.0) }
    let tau = spec.temperature
    return (
      (1 - spec.alpha) * hard.loss + spec.alpha * tau * tau * divergence,
      hard.gradient.indices.map { index in
        (1 - spec.alpha) * hard.gradient[index] + spec.alpha * tau * (own[index] - wanted[index])
      }
    )
  }

  /// The distance between hidden layer `layer`, whose neurons fire `counts` times, and the teacher's.
  func distance(layer: Int, counts: [Double], _ answer: ReferenceAnswer) -> Double {
    guard spec.features > 0, neurons.indices.contains(layer) else { return 0 }
    let squares = zip(counts, answer.rates[layer]).map { count, rate in
      (count / Double(steps) - rate) * (count / Double(steps) - rate)
    }
    return spec.features * squares.reduce(0, +) / Double(neurons[layer] * neurons.count)
  }

  /// The derivative of the distance by the count of each neuron.
  func derivative(layer: Int, counts: [Double], _ answer: ReferenceAnswer) -> [Double] {
    guard spec.features > 0, neurons.indices.contains(layer) else { return counts.map { _ in 0 } }
    return zip(counts, answer.rates[layer]).map { count, rate in
      2 * spec.features * (count / Double(steps) - rate)
        / Double(steps * neurons[layer] * neurons.count)
    }
  }
}

/// The teacher of a reference case.
struct ReferenceTeacher: Sendable {
  var spec: NetworkSpec
  var parameters: NetworkParameters

  private var network: ReferenceNetwork { ReferenceNetwork(spec, options: TrainingOptions()) }

  /// Runs `samples`, encoded as in epoch 0 of a training with `seed`.
  private func run(_ samples: SampleSet, seed: UInt64) -> ReferenceNetwork.Trace {
    network.run(
      ReferenceParameters(parameters),
      ReferenceBatch(samples, of: spec, seed: seed),
      smooth: false
    )
  }

  /// Whether a spike or a pooling of its own depends on rounding.
  func hasCloseCalls(_ samples: SampleSet, seed: UInt64) -> Bool {
    network.hasCloseCalls(run(samples, seed: seed), distance: 1e-4)
  }

  /// Answers each of `samples`.
  func answers(_ samples: SampleSet, seed: UInt64) -> [ReferenceAnswer] {
    let trace = run(samples, seed: seed)
    return (0..<samples.count).map { sample in
      ReferenceAnswer(
        logits: trace.logits[sample],
        rates: trace.layers.dropLast().map { layer in
          let steps = layer.neurons[sample]
          return steps[0].spikes.indices.map { neuron in
            steps.reduce(0) { $0 + $1.spikes[neuron] } / Double(steps.count)
          }
        }
      )
    }
  }
}

extension ReferenceCase {
  /// Networks that learn from a teacher with other parameters, another coding and more steps.
  static let distilled: [ReferenceCase] = features.filter {
    // A teacher has neither: its norms are folded, and nothing drops out.
    $0.parts.isDisjoint(with: [.norm, .dropout])
  }.enumerated().compactMap { index, test in
    guard index.isMultiple(of: 3) else { return nil }
    var test = test
    let distillations = [
      DistillationSpec(temperature: 2, alpha: 0.6, features: 0),
      DistillationSpec(temperature: 2, alpha: 0, features: 8),
      DistillationSpec(temperature: 0.5, alpha: 1, features: 5),
    ]
    test.options.distillation = distillations[index / 3 % 3]
    if index / 3 % 3 == 2 {
      // Other costs of the same spikes and logits.
      test.options.regularizers = [
        RegularizerSpec(.spikes(p: 2, scope: .network), strength: 3),
        RegularizerSpec(.firingRate(target: 0.2, sides: .both), strength: 2),
        RegularizerSpec(.logits, strength: 0.1),
      ]
    }
    var teacher = test.spec
    // Frames of spikes say themselves what is read of them.
    if teacher.input.coding != .events {
      teacher.input.timesteps += 2
      teacher.input.coding = index.isMultiple(of: 2) ? .rate : .direct
    }
    test.teacherSpec = teacher
    test.name = "distillation \(index / 3 % 3), \(test.name)"
    return test
  }

  /// The teacher, with draws of its own.
  var teacher: ReferenceTeacher? {
    teacherSpec.map { spec in
      let drawn = ReferenceCase(name: name, spec: spec, seed: seed &+ 17)
      return ReferenceTeacher(spec: spec, parameters: drawn.parameters)
    }
  }
}
