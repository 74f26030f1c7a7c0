import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct IntegerClassifierTests {
  @Test("All figures are the simulator's, whatever the workers", arguments: [1, 2])
  func simulator(workerCount: Int) throws {
    let workers = WorkerPool(workers: workerCount)
    var vectors = 0
    for number in 0..<160 {
      guard let random = try EngineCases.make(number) else { continue }
      let classifier = IntegerClassifier(random.network, kernels: .best, workers: workers)
      vectors += classifier.usesVectorKernels ? 1 : 0
      let samples = try EncodedSamples(
        random.samples,
        input: random.network.input,
        seed: random.network.encodingSeed,
        kernels: .best,
        workers: workers
      )
      let expected = IntegerSimulator(random.network).evaluate(random.samples)
      // Twice: nothing of a call is left for the next one.
      for _ in 0..<2 {
        #expect(classifier.evaluate(samples) == expected, "case \(number)")
      }
    }
    #expect(vectors > 80)
  }

  @Test(
    "In another order the same samples do the same, and a part of them what a set of this part does"
  )
  func orders() throws {
    let workers = WorkerPool(workers: 2)
    var stopped = 0
    for number in 0..<60 {
      guard let random = try EngineCases.make(number) else { continue }
      // Enough samples for several looks.
      let count = random.samples.count
      let many = random.samples.selecting((0..<100).map { $0 % count })
      let order = Philox(seed: 5, stream: .search).permutation(100)
      func encoded(_ samples: SampleSet, in order: [Int]? = nil) throws -> EncodedSamples {
        try EncodedSamples(
          samples,
          in: order,
          input: random.network.input,
          seed: random.network.encodingSeed,
          kernels: .best,
          workers: workers
        )
      }
      let classifier = IntegerClassifier(random.network, kernels: .best, workers: workers)
      let plain = classifier.evaluate(try encoded(many))
      let mixed = classifier.evaluate(try encoded(many, in: order))
      #expect(mixed.predictions == order.map { plain.predictions[$0] })
      #expect(mixed.layerSpikes == plain.layerSpikes && mixed.synops == plain.synops)
      #expect(mixed.accuracy == plain.accuracy)
      // The same as the winner's test of the packaged model.
      let simulator = IntegerSimulator(random.network)
      #expect(simulator.evaluate(many.selecting(order), order: order) == mixed)
      guard classifier.usesVectorKernels else { continue }

      var looks: [Int] = []
      let whole = classifier.evaluate(try encoded(many, in: order)) { correct, seen in
        looks.append(seen)
        let right = (0..<seen).count { mixed.predictions[$0] == Int(many.labels[order[$0]]) }
        #expect(correct == right)
        return false
      }
      #expect(whole == mixed)
      #expect(looks == [32, 64, 96, 100])
      let part = classifier.evaluate(try encoded(many, in: order)) { _, seen in seen == 64 }
      #expect(part.predictions == Array(mixed.predictions.prefix(64)))
      #expect(part.silentNeurons.count == mixed.silentNeurons.count)
      stopped += 1
    }
    #expect(stopped > 20)
  }

  @Test("A network with sums beyond 24 bits is evaluated by the simulator, with the same figures")
  func wideSums() throws {
    let shape = SampleShape(height: 1, width: 600)
    let spec = NetworkSpec(
      input: InputSpec(shape: shape, coding: .direct, bits: 4, timesteps: 2),
      layers: [
        LayerSpec(
          name: "dense1",
          connection: .dense(units: 3, bias: true),
          neuron: NeuronSpec(beta: 0.9, firing: nil)
        )
      ],
      readout: .membrane(.last)
    )
    let samples = SampleSet(
      shape: shape,
      classCount: 3,
      maximum: 15,
      inputs: (0..<600 * 5).map { UInt8($0 * 7919 % 16) },
      labels: [0, 1, 2, 0, 1]
    )
    for (bits, isVector) in [(16, false), (8, true)] {
      let network = try Quantizer(seed: 1).quantize(
        TrainedModel(
          spec: spec,
          parameters: NetworkParameters(initializing: spec, seed: 3),
          history: [],
          activity: [LayerActivity(spikesPerSample: 0, membranePeak: 4)]
        ),
        QuantizationSpec(layers: [.plain(weightBits: bits)])
      )
      let workers = WorkerPool(workers: 1)
      let classifier = IntegerClassifier(network, kernels: .best, workers: workers)
      #expect(classifier.usesVectorKernels == isVector)
      let encoded = try EncodedSamples(
        samples,
        input: spec.input,
        seed: 1,
        kernels: .best,
        workers: workers
      )
      #expect(classifier.evaluate(encoded) == IntegerSimulator(network).evaluate(samples))
    }
  }
}
