import SpikingNetworks
import Testing

/// Every gradient in two steps: finite differences hold the smooth reference, the reference with the
/// hard step holds the engine.
@Suite struct GradientTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var coding: InputCoding
    var readout: Readout
    var reset: ResetMode
    var detach: Bool
    var surrogate: Surrogate
    var p: Int
    var threshold = 0.6
    var testDescription: String {
      "\(coding) \(readout) \(reset) detach=\(detach) \(surrogate) p=\(p) threshold=\(threshold)"
    }
  }

  static let cases: [Case] = {
    let surrogates: [Surrogate] = [
      .fastSigmoid(slope: 5), .arctan(slope: 2), .triangular(width: 0.8), .boxcar(width: 1.3),
    ]
    let readouts: [Readout] = [.spikeCount, .membrane(.sum), .membrane(.last)]
    var result: [Case] = []
    for coding in InputCoding.allCases {
      for (r, readout) in readouts.enumerated() {
        for reset in ResetMode.allCases {
          for detach in [false, true] {
            for (s, surrogate) in surrogates.enumerated() {
              result.append(
                Case(
                  coding: coding,
                  readout: readout,
                  reset: reset,
                  detach: detach,
                  surrogate: surrogate,
                  p: (r + s) % 3
                )
              )
            }
          }
        }
      }
    }
    // A low threshold: so many spikes that the engine takes its dense path.
    result.append(
      Case(
        coding: .rate,
        readout: .spikeCount,
        reset: .subtract,
        detach: false,
        surrogate: .arctan(slope: 2),
        p: 2,
        threshold: 0.05
      )
    )
    return result
  }()

  private let steps = 5
  private let labels = [0, 2, 1, 1, 0, 2]

  private func spec(_ test: Case) -> NetworkSpec {
    let firing = FiringSpec(
      threshold: test.threshold,
      reset: test.reset,
      resetValue: test.reset == .zero ? -0.1 : 0
    )
    let fires = test.readout == .spikeCount
    return NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 2, width: 3),
        coding: test.coding,
        bits: 4,
        timesteps: steps
      ),
      layers: [
        LayerSpec(
          name: "dense1",
          connection: .dense(units: 7, bias: true),
          neuron: NeuronSpec(beta: 0.8, firing: firing)
        ),
        LayerSpec(
          name: "dense2",
          connection: .dense(units: 5, bias: false),
          neuron: NeuronSpec(beta: 1, firing: firing)
        ),
        LayerSpec(
          name: "out",
          connection: .dense(units: 3, bias: true),
          neuron: NeuronSpec(beta: 0.9, firing: fires ? firing : nil)
        ),
      ],
      readout: test.readout
    )
  }

  private func samples(_ spec: NetworkSpec) -> SampleSet {
    var draws = Draws(41)
    return SampleSet(
      shape: spec.input.shape,
      classCount: 3,
      maximum: 15,
      inputs: (0..<6 * labels.count).map { _ in UInt8(4 + draws.integer(below: 12)) },
      labels: labels.map { UInt8($0) }
    )
  }

  private func parameters(_ spec: NetworkSpec) -> NetworkParameters {
    var draws = Draws(43)
    return NetworkParameters(
      layers: spec.layers.indices.map { l in
        let geometry = spec.geometries[l]
        return LayerParameters(
          weights: draws.floats(geometry.weightCount).map { $0 * 0.9 + 0.15 },
          bias: spec.layers[l].hasBias ? draws.floats(geometry.channels).map { $0 * 0.2 } : []
        )
      }
    )
  }

  /// What enters the first layer in each step, as the engine's encoding defines it for epoch 0.
  private func inputs(_ spec: NetworkSpec, _ samples: SampleSet) -> ReferenceNetwork.Inputs {
    let coding = RateCoding(seed: 9, stream: .trainingEncoding, maximum: samples.maximum)
    return (0..<samples.count).map { sample in
      (0..<steps).map { step in
        switch spec.input.coding {
        case .direct: samples.input(sample).map { Double($0) / 15 }
        case .rate:
          coding.spikes(of: samples.input(sample), step: step, sample: sample).map { $0 ? 1 : 0 }
        }
      }
    }
  }

  private func reference(_ test: Case, smooth: Bool) -> ReferenceNetwork {
    ReferenceNetwork(
      spec: spec(test),
      surrogate: test.surrogate,
      detachReset: test.detach,
      smooth: smooth,
      regularizers: test.p == 0 ? [] : [(strength: 3, p: test.p)]
    )
  }

  @Test("Finite differences confirm the reference gradient", arguments: cases)
  func finiteDifferences(test: Case) {
    let network = reference(test, smooth: true)
    let data = samples(network.spec)
    let inputs = inputs(network.spec, data)
    let values = parameters(network.spec).layers.map { ($0.weights + $0.bias).map(Double.init) }
    let gradient = network.gradient(values, inputs, labels)
    let frozen = inputs.map { network.trace(values, $0) }
    var draws = Draws(44)
    for layer in values.indices {
      let direction = draws.floats(values[layer].count).map(Double.init)
      let h = 1e-6
      func loss(_ sign: Double) -> Double {
        var moved = values
        for index in direction.indices { moved[layer][index] += sign * h * direction[index] }
        return network.loss(moved, inputs, labels, frozen: frozen)
      }
      let expected = (loss(1) - loss(-1)) / (2 * h)
      let found = zip(gradient[layer], direction).reduce(0) { $0 + $1.0 * $1.1 }
      let tolerance = 1e-6 + 1e-5 * abs(expected)
      #expect(abs(expected - found) < tolerance)
    }
  }

  @Test("The engine computes the reference gradient", arguments: cases)
  func engineGradient(test: Case) throws {
    let network = reference(test, smooth: false)
    let data = samples(network.spec)
    let start = parameters(network.spec)
    let values = start.layers.map { ($0.weights + $0.bias).map(Double.init) }
    let expected = network.gradient(values, inputs(network.spec, data), labels)
    #expect(expected.allSatisfy { $0.contains { abs($0) > 1e-3 } })
    // One step of plain gradient descent at rate 1 over the whole set shows the gradient.
    let options = TrainingOptions(
      epochs: 1,
      batch: labels.count,
      optimizer: .sgd(learningRate: 1, momentum: 0),
      schedule: .constant(warmup: 0),
      surrogate: test.surrogate,
      detachReset: test.detach,
      regularizers: test.p == 0 ? [] : [.synaptic(strength: 3, p: test.p, ramp: false)],
      augmentation: AugmentationSpec(shift: 0),
      seed: 9
    )
    for instructionSet in InstructionSet.available {
      let kernels = try #require(VectorKernels(instructionSet: instructionSet))
      let engine = TrainingEngine(kernels: kernels, workers: WorkerPool(workers: 1))
      let trained = try engine.train(network.spec, options: options, from: start, on: data)
      for layer in values.indices {
        let after = trained.parameters.layers[layer].weights + trained.parameters.layers[layer].bias
        for index in after.indices {
          let found = values[layer][index] - Double(after[index])
          let wanted = expected[layer][index]
          let tolerance = 2e-6 + 1e-4 * abs(wanted)
          #expect(abs(found - wanted) < tolerance, "layer \(layer) index \(index)")
        }
      }
      let loss = network.loss(values, inputs(network.spec, data), labels)
      let reported: Double = trained.history[0].loss + trained.history[0].penalty
      #expect(abs(reported - loss) < 1e-5)
    }
  }
}
