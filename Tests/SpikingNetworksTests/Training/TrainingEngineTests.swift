import ContractSupport
import SpikingNetworks
import Testing

@Suite struct TrainingEngineTests {
  private func samples(_ count: Int, seed: UInt64 = 51) -> SampleSet {
    TinyProblem.brightSamples(count, seed: seed)
  }

  private func spec(_ coding: InputCoding, _ readout: Readout) -> NetworkSpec {
    let firing = FiringSpec(threshold: 1, reset: .subtract)
    return NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 4, width: 4),
        coding: coding,
        bits: coding.bits(4),
        timesteps: 6
      ),
      layers: [
        LayerSpec(
          name: "dense1",
          connection: .dense(units: 20, bias: true),
          neuron: NeuronSpec(beta: 0.9, firing: firing)
        ),
        LayerSpec(
          name: "out",
          connection: .dense(units: 3, bias: true),
          neuron: NeuronSpec(beta: 0.9, firing: readout == .spikeCount ? firing : nil)
        ),
      ],
      readout: readout
    )
  }

  private func options(seed: UInt64 = 1, epochs: Int = 3, shift: Int = 1) -> TrainingOptions {
    TrainingOptions(
      epochs: epochs,
      batch: 64,
      optimizer: .adam(learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
      schedule: .cosine(warmup: 1),
      regularizers: [.synaptic(strength: 0.01, p: 1, ramp: true)],
      augmentation: AugmentationSpec(shift: shift),
      seed: seed
    )
  }

  private func engine(_ workers: Int, _ kernels: VectorKernels = .best) -> TrainingEngine {
    TrainingEngine(kernels: kernels, workers: WorkerPool(workers: workers))
  }

  @Test("One, two and three workers give identical bytes", arguments: InputCoding.allCases)
  func workersDoNotShow(coding: InputCoding) throws {
    let (spec, data) = (
      spec(coding, .spikeCount), samples(150).entering(spec(coding, .spikeCount).input)
    )
    let models = try [1, 2, 3].map { try engine($0).train(spec, options: options(), on: data) }
    #expect(models[0] == models[1])
    #expect(models[0] == models[2])
    let evaluations = try [1, 2, 3].map {
      try engine($0).evaluate(spec, models[0].parameters, on: data, seed: 4)
    }
    #expect(evaluations[0] == evaluations[1])
    #expect(evaluations[0] == evaluations[2])
  }

  @Test("A seed gives one model, another seed another")
  func seeds() throws {
    let (spec, data) = (spec(.rate, .membrane(.sum)), samples(100))
    let first = try engine(2).train(spec, options: options(), on: data)
    #expect(try engine(2).train(spec, options: options(), on: data) == first)
    #expect(try engine(2).train(spec, options: options(seed: 2), on: data) != first)
  }

  @Test("A simple problem is learnt", arguments: InputCoding.allCases)
  func learns(coding: InputCoding) throws {
    for readout in [Readout.spikeCount, .membrane(.sum), .membrane(.last)] {
      for instructionSet in InstructionSet.available {
        let kernels = try #require(VectorKernels(instructionSet: instructionSet))
        let spec = spec(coding, readout)
        let model = try engine(1, kernels).train(
          spec,
          options: options(epochs: 20, shift: 0),
          on: samples(300).entering(spec.input)
        )
        let evaluation = try engine(1, kernels).evaluate(
          spec,
          model.parameters,
          on: samples(200, seed: 52).entering(spec.input),
          seed: 1
        )
        #expect(evaluation.accuracy > 0.95, "\(readout) \(instructionSet)")
        #expect(model.history.count == 20)
        #expect(model.activity.count == 2)
        let expected = evaluation.activity[0].spikesPerSample * 3
        #expect(abs(evaluation.hiddenSynops - expected) < 1e-9 * expected)
      }
    }
  }

  @Test("The synaptic penalty saves synaptic operations")
  func penalty() throws {
    let (spec, data) = (spec(.direct, .membrane(.sum)), samples(300))
    var plain = options(epochs: 15, shift: 0)
    plain.regularizers = []
    var penalised = plain
    penalised.regularizers = [.synaptic(strength: 2, p: 1, ramp: false)]
    let synops = try [plain, penalised].map { options in
      let model = try engine(1).train(spec, options: options, on: data)
      return try engine(1).evaluate(spec, model.parameters, on: data, seed: 1).hiddenSynops
    }
    #expect(synops[1] < 0.7 * synops[0])
  }

  @Test("What progress throws stops the training")
  func cancellation() {
    struct Stop: Error {}
    var epochs = 0
    #expect(throws: Stop.self) {
      try engine(1).train(spec(.direct, .spikeCount), options: options(epochs: 10), on: samples(40))
      {
        _ in
        epochs += 1
        if epochs == 2 { throw Stop() }
      }
    }
    #expect(epochs == 2)
  }

  @Test("Data, parameters and options that do not fit are refused")
  func refusals() throws {
    let spec = spec(.direct, .spikeCount)
    let data = samples(20)
    var other = data
    other.maximum = 255
    #expect(throws: NetworkError.self) {
      try engine(1).train(spec, options: options(), on: other)
    }
    #expect(throws: NetworkError.self) {
      try engine(1).train(spec, options: options(epochs: 0), on: data)
    }
    #expect(throws: NetworkError.parameterMismatch(layer: "out")) {
      try engine(1).evaluate(spec, NetworkParameters(layers: []), on: data, seed: 1)
    }
    var silent = spec
    silent.layers[0].neuron.firing = nil
    #expect(throws: NetworkError.self) { try silent.validate() }
    // Positive as a Double, and 0 or infinite as the Float that is computed with.
    for threshold in [1e-46, 1e39] {
      var extreme = spec
      extreme.layers[0].neuron.firing?.threshold = threshold
      #expect(throws: NetworkError.self) { try extreme.validate() }
    }
  }

  @Test("Activity counts the spikes of a network computed by hand")
  func activity() throws {
    // One input of value 1 (of 1), weight 0.5, integrate and fire at 1: fires in steps 2 and 4.
    let spec = NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 1, width: 1),
        coding: .direct,
        bits: 1,
        timesteps: 4
      ),
      layers: [
        LayerSpec(
          name: "hidden",
          connection: .dense(units: 1, bias: false),
          neuron: NeuronSpec(beta: 1, firing: FiringSpec(threshold: 1, reset: .subtract))
        ),
        LayerSpec(
          name: "out",
          connection: .dense(units: 2, bias: true),
          neuron: NeuronSpec(beta: 1, firing: nil)
        ),
      ],
      readout: .membrane(.last)
    )
    let parameters = NetworkParameters(layers: [
      LayerParameters(weights: [0.5], bias: []),
      LayerParameters(weights: [-1, 0.25], bias: [0, -0.0625]),
    ])
    let data = SampleSet(
      shape: spec.input.shape,
      classCount: 2,
      maximum: 1,
      inputs: [1, 0],
      labels: [1, 1]
    )
    let evaluation = try engine(1).evaluate(spec, parameters, on: data, seed: 1)
    // Sample 0: (-2, 0.25); sample 1: (0, -0.25).
    #expect(evaluation.predictions == [1, 0])
    #expect(evaluation.accuracy == 0.5)
    #expect(evaluation.activity[0] == LayerActivity(spikesPerSample: 1, membranePeak: 1))
    #expect(evaluation.activity[1] == LayerActivity(spikesPerSample: 0, membranePeak: 2))
    #expect(evaluation.hiddenSynops == 2)
    #expect(evaluation.inputSynops == 0.5)
  }
}
