import ContractSupport
import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

/// Float and integer networks count synaptic operations by one rule (`docs/numerics.md`, 8).
@Suite struct SynapticOperationTests {
  @Test("Every neuron of random networks has the same fan-out on both sides")
  func fanOuts() {
    var random = RandomNetworks(number: 11)
    for _ in 0..<200 {
      let network = random.imageNetwork()
      for layer in network.layers {
        let geometry = layer.geometry
        let float = (0..<geometry.input.count).map { geometry.fanOut(from: $0) }
        #expect(SynapseTable(geometry).fanOuts == float, "\(geometry)")
      }
    }
  }

  @Test("An integer network counts its spikes by the float network's fan-out, recurrent ones too")
  func randomModels() throws {
    var recurrentSpikes = 0
    for number in 0..<60 {
      var random = RandomNetworks(number: number)
      let (model, specification) = random.model()
      guard let network = try? Quantizer(seed: 1).quantize(model, specification) else { continue }
      let input = random.input(of: network)
      let simulator = IntegerSimulator(network)
      let fanOuts = model.spec.fanOuts
      var operations = 0
      for step in simulator.trace(input[...], sample: 0).steps {
        for (layer, state) in step.enumerated() {
          for neuron in state.spikes.indices where state.spikes[neuron] {
            operations += Int(fanOuts[layer][neuron])
            recurrentSpikes += model.spec.layers[layer].isRecurrent ? 1 : 0
          }
        }
      }
      let spikes = InputSpikes(network.input, seed: network.encodingSeed)
      for step in 0..<network.input.timesteps {
        var active: [Int32] = []
        spikes?.activeInputs(input[...], step: step, sample: 0, into: &active)
        operations += active.reduce(0) { $0 + Int(model.spec.inputFanOut[Int($1)]) }
      }
      let set = SampleSet(
        shape: network.input.shape,
        classCount: network.classCount,
        maximum: network.input.maximum,
        inputs: input,
        labels: [0],
        frameCount: network.input.frames?.count
      )
      #expect(simulator.evaluate(set).synops == Double(operations))
    }
    #expect(recurrentSpikes > 20)
  }

  /// A convolution whose spikes are pooled before a dense readout; no number needs rounding as an
  /// integer.
  private func model(_ pool: PoolKind, _ coding: InputCoding) -> TrainedModel {
    let spec = NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 5, width: 6),
        coding: coding,
        bits: 1,
        timesteps: 6
      ),
      layers: [
        LayerSpec(
          name: "conv1",
          connection: .convolution(
            ConvolutionSpec(
              filters: .grouped(channels: 3, groups: 1),
              kernel: Extent(3),
              padding: Extent(1),
              bias: false
            )
          ),
          neuron: NeuronSpec(beta: 1, firing: FiringSpec(threshold: 1, reset: .subtract))
        ),
        LayerSpec(
          name: "dense2",
          // Of 5 x 6 neurons the last row reaches nothing.
          inputPool: PoolSpec(kind: pool, size: Extent(2)),
          connection: .dense(units: 4, bias: false),
          neuron: NeuronSpec(beta: 1, firing: nil)
        ),
      ],
      readout: .membrane(.sum)
    )
    let random = Philox(seed: 5, stream: .testVectors)
    func weights(_ count: Int, layer: Int) -> [Float] {
      // Eighths from -7 to 7; the first one makes the scale exactly an eighth.
      [0.875]
        + (1..<count).map { Float(Int(random.uniform($0, step: 0, sample: layer) * 15) - 7) / 8 }
    }
    return TrainedModel(
      spec: spec,
      parameters: NetworkParameters(layers: [
        LayerParameters(weights: weights(27, layer: 0), bias: []),
        LayerParameters(weights: weights(72, layer: 1), bias: []),
      ]),
      history: [],
      activity: spec.layers.map { _ in LayerActivity(spikesPerSample: 1, membranePeak: 1) }
    )
  }

  @Test(
    "Networks that fire alike count alike, pooled spikes in full",
    arguments: PoolKind.allCases,
    InputCoding.allCases
  )
  func counts(_ pool: PoolKind, _ coding: InputCoding) throws {
    let model = model(pool, coding)
    let precision = LayerQuantization(
      weights: WeightQuantization(bits: 4, scale: .tensor, clip: .max, rounding: .halfEven),
      bias: ParameterQuantization(bits: 8, rounding: .halfEven),
      threshold: ParameterQuantization(bits: 8, rounding: .halfEven),
      decay: DecayQuantization(
        kind: .multiplier,
        bits: 3,
        conversion: .halfEven,
        rounding: .halfUp
      ),
      membrane: MembraneQuantization(
        bits: 16,
        guardBits: .exactly(0),
        guardRounding: .halfEven,
        overflow: .saturate
      )
    )
    let network = try Quantizer(seed: 3).quantize(
      model,
      QuantizationSpec(layers: [precision, precision])
    )
    let shape = model.spec.input.shape
    let samples = SampleSet(
      shape: shape,
      classCount: 4,
      maximum: 1,
      inputs: (0..<shape.count * 40).map { UInt8(($0 * 7 + $0 / 11) % 3 == 0 ? 1 : 0) },
      labels: Array(repeating: 0, count: 40)
    ).entering(model.spec.input)
    let float = try TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1))
      .evaluate(model.spec, model.parameters, on: samples, seed: 3)
    let integer = IntegerSimulator(network).evaluate(samples)
    #expect(float.predictions == integer.predictions)
    #expect(float.activity[0].spikesPerSample == integer.layerSpikes[0])
    #expect(integer.layerSpikes[0] > 1)
    let account = ActivityAccount(model.spec.profile, float.sampleActivity)
    #expect(abs(account.synops.mean - integer.synops) < 1e-9)
    let inside = float.sampleActivity.totalOperations(under: .direct)
    #expect((account.synops.mean * 40 > Double(inside.reduce(0, +))) == (coding != .direct))
    // Sample by sample, and the multiplications of inputs, too.
    #expect(float.sampleActivity == IntegerSimulator(network).activity(on: samples))
  }
}
