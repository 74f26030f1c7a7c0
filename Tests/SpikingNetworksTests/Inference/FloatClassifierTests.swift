import ContractSupport
import Testing

@testable import SpikingNetworks

@Suite struct FloatClassifierTests {
  /// Dense and convolutional networks of both codings.
  static let cases: [FeatureCase] =
    InputCoding.allCases.map { coding in
      FeatureCase("dense, \(coding)", coding) { _, _ in }
    } + FeatureCase.all.filter { !$0.name.hasPrefix("moving average") }

  static let samples = TinyProblem.samples(130, seed: 53)

  @Test(
    "The classes are those of an evaluation, whatever the capacity and the workers",
    arguments: InstructionSet.available,
    cases
  )
  func equalsEvaluation(instructionSet: InstructionSet, test: FeatureCase) throws {
    let kernels = try #require(VectorKernels(instructionSet: instructionSet))
    let parameters = try trained(test, kernels)
    let expected = try TinyProblem.engine(kernels).evaluate(
      test.spec.folded,
      test.spec.folding(parameters),
      on: Self.samples.entering(test.spec.input),
      seed: 9
    ).predictions
    #expect(Set(expected).count > 1, "the case shows nothing with one class")
    for workers in [1, 2, 3] {
      for capacity in [1, 17, 128] {
        let classes = try classes(test, parameters, kernels, workers: workers, capacity: capacity)
        #expect(classes == expected, "\(workers) workers, capacity \(capacity)")
      }
    }
  }

  /// What training left, normalisations unfolded: the classifier folds them itself.
  private func trained(_ test: FeatureCase, _ kernels: VectorKernels) throws -> NetworkParameters {
    var parameters: NetworkParameters?
    _ = try TinyProblem.engine(kernels).train(
      test.spec,
      options: test.options,
      on: test.data,
      checkpoint: { parameters = $0().parameters }
    )
    return try #require(parameters)
  }

  /// The classes of all samples, as many at a time as there is room for.
  private func classes(
    _ test: FeatureCase,
    _ parameters: NetworkParameters,
    _ kernels: VectorKernels,
    workers: Int,
    capacity: Int
  ) throws -> [Int] {
    let classifier = try FloatClassifier(
      test.spec,
      parameters,
      capacity: capacity,
      kernels: kernels,
      workers: WorkerPool(workers: workers)
    )
    var result: [Int] = []
    var classes = Array(repeating: -1, count: capacity)
    let samples = Self.samples.entering(test.spec.input)
    for first in stride(from: 0, to: samples.count, by: capacity) {
      let range = first..<min(first + capacity, samples.count)
      classifier.classify(samples, range, seed: 9, into: &classes)
      result += classes[..<range.count]
    }
    return result
  }

  /// Expects that single samples get the classes of an evaluation, whatever the number of workers that share them.
  private func expectSharedSamples(_ spec: NetworkSpec, _ parameters: NetworkParameters) throws {
    let samples = Self.samples.entering(spec.input)
    let expected = try TinyProblem.engine().evaluate(spec, parameters, on: samples, seed: 9)
    #expect(Set(expected.predictions).count > 1, "the case shows nothing with one class")
    for workers in [1, 2, 3, 40] {
      let classifier = try FloatClassifier(
        spec,
        parameters,
        capacity: 1,
        kernels: .best,
        workers: WorkerPool(workers: workers)
      )
      var classes = [0]
      for sample in 0..<samples.count {
        classifier.classify(samples, sample..<sample + 1, seed: 9, into: &classes)
        #expect(classes[0] == expected.predictions[sample], "\(workers) workers, sample \(sample)")
      }
    }
  }

  @Test(
    "Workers that share the neurons of one sample change no class",
    arguments: InputCoding.allCases,
    [3, 13]
  )
  func sharedSample(coding: InputCoding, steps: Int) throws {
    var spec = TinyProblem.spec(coding)
    spec.input.timesteps = steps
    // Wide enough to be divided, in panels of which the last is narrower.
    spec.layers[0].connection = .dense(units: 600, bias: true)
    spec.layers[0].neuron.betaTuning = ParameterTuning(
      sharing: .channel,
      spread: 0.1,
      isTrained: false
    )
    let parameters = NetworkParameters(initializing: spec, seed: 8)
    try expectSharedSamples(spec, parameters)
  }

  @Test(
    "Workers that share the images of a sample change no class",
    arguments: InputCoding.allCases,
    [nil, PoolSpec(kind: .max, size: Extent(2))]
  )
  func sharedImages(coding: InputCoding, pool: PoolSpec?) throws {
    var spec = TinyProblem.spec(coding)
    spec.input.timesteps = 7
    func convolution(_ name: String, _ channels: Int, _ pool: PoolSpec?) -> LayerSpec {
      LayerSpec(
        name: name,
        connection: .convolution(
          ConvolutionSpec(
            filters: .grouped(channels: channels, groups: 1),
            kernel: Extent(3),
            padding: Extent(2)
          )
        ),
        currentPool: pool,
        neuron: NeuronSpec(beta: 0.9, firing: FiringSpec(threshold: 0.3, reset: .subtract))
      )
    }
    // Wide enough to be divided; the second convolution sees the spikes of the first.
    spec.layers = [convolution("conv1", 80, pool), convolution("conv2", 64, nil), spec.layers[1]]
    let parameters = NetworkParameters(initializing: spec, seed: 8)
    let plan = ExecutionPlan(spec, kernels: .best)
    #expect(plan.layers[1].dividesImages(7))
    #expect(coding == .direct || plan.layers[0].dividesImages(7))
    try expectSharedSamples(spec, parameters)
  }

  @Test("Only the classes of the range are written, and a call leaves nothing to the next one")
  func ranges() throws {
    let test = FeatureCase("rate coding", .rate) { _, _ in }
    let classifier = try FloatClassifier(
      test.spec,
      try trained(test, .best),
      capacity: 40,
      kernels: .best,
      workers: WorkerPool(workers: 2)
    )
    func classes(_ range: Range<Int>, seed: UInt64 = 9) -> [Int] {
      var result = Array(repeating: -1, count: 41)
      classifier.classify(Self.samples, range, seed: seed, into: &result)
      #expect(result[..<range.count].allSatisfy { (0..<3).contains($0) })
      #expect(result[range.count...].allSatisfy { $0 == -1 })
      return Array(result[..<range.count])
    }
    let whole = classes(50..<90)
    #expect(classes(53..<61) == Array(whole[3..<11]))
    #expect(classes(70..<70).isEmpty)
    #expect(classes(50..<90) == whole)
    #expect(classes(50..<90, seed: 10) != whole)
  }

  @Test(
    "A sample draws at its place in the set, in every step",
    arguments: InstructionSet.available
  )
  func draws(instructionSet: InstructionSet) throws {
    let kernels = try #require(VectorKernels(instructionSet: instructionSet))
    // The membrane of a neuron is the number of spikes of its only input.
    let spec = NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 1, width: 3),
        coding: .rate,
        bits: 4,
        timesteps: 20
      ),
      layers: [
        LayerSpec(
          name: "out",
          connection: .dense(units: 3, bias: false),
          neuron: NeuronSpec(beta: 1, firing: nil)
        )
      ],
      readout: .membrane(.last)
    )
    let weights: [Float] = [1, 0, 0, 0, 1, 0, 0, 0, 1]
    let samples = SampleSet(
      shape: spec.input.shape,
      classCount: 3,
      maximum: 15,
      inputs: Array(repeating: 7, count: 3 * 40),
      labels: Array(repeating: 0, count: 40)
    )
    let coding = RateCoding(seed: 9, stream: .encoding, maximum: 15)
    let expected = (0..<40).map { sample in
      let steps = (0..<20).map {
        coding.spikes(of: samples.input(sample), step: $0, sample: sample)
      }
      let counts = (0..<3).map { input in steps.count { $0[input] } }
      return counts.indices.first { counts[$0] == counts.max() } ?? -1
    }
    let classifier = try FloatClassifier(
      spec,
      NetworkParameters(layers: [LayerParameters(weights: weights, bias: [])]),
      capacity: 35,
      kernels: kernels,
      workers: WorkerPool(workers: 2)
    )
    var classes = Array(repeating: -1, count: 35)
    classifier.classify(samples, 5..<40, seed: 9, into: &classes)
    #expect(classes == Array(expected[5...]))
    #expect(Set(classes).count == 3)
  }

  @Test("Structures and parameters that do not fit are refused")
  func refusals() {
    let spec = TinyProblem.spec()
    #expect(throws: NetworkError.parameterMismatch(layer: "out")) {
      try FloatClassifier(
        spec,
        NetworkParameters(layers: []),
        capacity: 1,
        kernels: .best,
        workers: WorkerPool(workers: 1)
      )
    }
  }
}
