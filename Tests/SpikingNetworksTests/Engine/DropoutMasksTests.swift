import CVectorKernels
import Testing

@testable import SpikingNetworks

@Suite struct DropoutMasksTests {
  private let seed: UInt64 = 0xfedc_ba98_7654_3210

  /// Layer 2 of a network, which sees 5 x 4 places of 3 channels.
  private func plan(dropout: Double, pool: PoolSpec? = nil) -> LayerPlan {
    let neuron = NeuronSpec(beta: 1, firing: FiringSpec(threshold: 1, reset: .subtract))
    let filters = FilterSpec.grouped(channels: 3, groups: 1)
    let convolution = ConvolutionSpec(filters: filters, kernel: Extent(1))
    let spec = NetworkSpec(
      input: InputSpec(
        shape: SampleShape(channels: 3, height: 5, width: 4),
        coding: .direct,
        bits: 4,
        timesteps: 2
      ),
      layers: [
        LayerSpec(name: "conv1", connection: .convolution(convolution), neuron: neuron),
        LayerSpec(name: "conv2", connection: .convolution(convolution), neuron: neuron),
        LayerSpec(
          name: "out",
          inputPool: pool,
          dropout: dropout,
          connection: .dense(units: 3, bias: true),
          neuron: neuron
        ),
      ],
      readout: .spikeCount
    )
    return ExecutionPlan(spec, kernels: .best).layers[2]
  }

  /// The inputs that drop out, and whether nothing but their slot was written.
  private func silent(
    _ plan: LayerPlan,
    sample: Int,
    epoch: Int
  ) -> (inputs: [Int], isIntact: Bool) {
    let mask = AlignedBuffer<Float>(3 * plan.inputWidth)
    for index in 0..<mask.count { mask.base[index] = 7 }
    DropoutMasks(seed: seed).draw(plan, sample: sample, epoch: epoch, to: mask, slot: 1)
    let (channels, pitch) = (3, plan.inputPitch)
    var (inputs, isIntact) = ([Int](), true)
    for index in 0..<mask.count {
      let place = index - plan.inputWidth
      let isInput = (0..<plan.inputWidth).contains(place) && place % pitch < channels
      let value = mask.base[index]
      if isInput && value == 0 { inputs.append(place / pitch * channels + place % pitch) }
      if isInput ? ![0, 1].contains(value) : value != 7 { isIntact = false }
    }
    return (inputs, isIntact)
  }

  @Test("The silent inputs of a sample, computed by another program")
  func golden() {
    let found = silent(plan(dropout: 0.25), sample: 7, epoch: 3)
    #expect(found.inputs == [0, 1, 3, 10, 15, 22, 25, 33, 35, 39, 40, 44, 45, 50])
    #expect(found.isIntact)
  }

  @Test("Every address is that of the layer, the input, the sample and the epoch")
  func addresses() {
    let plan = plan(dropout: 0.4)
    var seen: Set<[Int]> = []
    for sample in [0, 1, 65_536, 4_000_000] {
      for epoch in [0, 1, 300] {
        let mask = ReferenceDropout.mask(
          layer: 2,
          inputs: 60,
          probability: 0.4,
          sample: sample,
          epoch: epoch,
          seed: seed
        )
        let found = silent(plan, sample: sample, epoch: epoch).inputs
        #expect(found == mask.indices.filter { mask[$0] == 0 })
        seen.insert(found)
      }
    }
    // No two samples and no two epochs have one mask.
    #expect(seen.count == 12)
  }

  @Test("An input drops out where its draw lies below round(p * 65536)")
  func threshold() {
    for input in [0, 1, 59] {
      let draw = ReferenceDropout.draw(layer: 2, input: input, sample: 7, epoch: 3, seed: seed)
      for (part, drops) in [(0.0, false), (0.49, false), (0.5, true), (1, true)] {
        let plan = plan(dropout: (Double(draw) + part) / 65536)
        #expect(silent(plan, sample: 7, epoch: 3).inputs.contains(input) == drops)
      }
    }
  }

  @Test("In training currents grow by 1 / (1 - p), behind average pooling by that over its size")
  func gain() {
    let pool = PoolSpec(kind: .average, size: Extent(2))
    #expect(plan(dropout: 0.75).trainingGain == 4)
    #expect(plan(dropout: 0.75, pool: pool).trainingGain == 1)
    #expect(plan(dropout: 0.75, pool: pool).gain == 0.25)
    #expect(plan(dropout: 0).trainingGain == 1)
  }
}

/// What a shard does with the masks.
@Suite struct DropoutShardTests {
  private let units = 40
  private let steps = 5
  private let seed: UInt64 = 77

  /// Neurons that fire in every step, each with one synapse of weight 1 to a neuron that remembers nothing.
  private var network: (spec: NetworkSpec, parameters: NetworkParameters) {
    let spec = NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 1, width: 1),
        coding: .direct,
        bits: 1,
        timesteps: steps
      ),
      layers: [
        LayerSpec(
          name: "hidden",
          connection: .dense(units: units, bias: true),
          neuron: NeuronSpec(beta: 0, firing: FiringSpec(threshold: 1, reset: .subtract))
        ),
        LayerSpec(
          name: "out",
          dropout: 0.75,
          connection: .dense(units: units, bias: false),
          neuron: NeuronSpec(beta: 0, firing: nil)
        ),
      ],
      readout: .membrane(.sum)
    )
    let parameters = NetworkParameters(layers: [
      LayerParameters(
        weights: Array(repeating: 0, count: units),
        bias: Array(repeating: 2, count: units)
      ),
      LayerParameters(
        weights: (0..<units * units).map { $0 / units == $0 % units ? 1 : 0 },
        bias: []
      ),
    ])
    return (spec, parameters)
  }

  private func membranes(_ workspace: ShardWorkspace, slot: Int, step: Int) -> [Float] {
    let layer = workspace.layers[1]
    let row = layer.membrane.base + (step * workspace.samples + slot) * layer.plan.neurons
    return (0..<units).map { row[$0] }
  }

  @Test("A mask holds for all steps of its sample and epoch", arguments: InstructionSet.available)
  func training(instructionSet: InstructionSet) throws {
    let kernels = try #require(VectorKernels(instructionSet: instructionSet))
    let (spec, parameters) = network
    let plan = ExecutionPlan(spec, kernels: kernels)
    let state = NetworkState(plan, parameters, forTraining: true)
    let shard = TrainingShard(
      plan,
      capacity: 4,
      loss: SampleLoss(TrainingOptions()),
      seed: seed
    )
    let data = SampleSet(
      shape: spec.input.shape,
      classCount: units,
      maximum: 1,
      inputs: Array(repeating: 1, count: 9),
      labels: Array(repeating: 0, count: 9)
    )
    for epoch in [0, 1, 2] {
      let order = [8, 0, 5]
      SampleView.with(data) { view in
        order.withUnsafeBufferPointer { order in
          shard.forward(
            order[0..<3],
            of: view,
            epoch: epoch,
            batch: 3,
            network: state,
            penalties: EpochPenalties([], plan: plan, epoch: epoch, epochs: 3),
            augmentation: nil,
            seed: seed
          )
        }
      }
      for (slot, sample) in order.enumerated() {
        let mask = ReferenceDropout.mask(
          layer: 1,
          inputs: units,
          probability: 0.75,
          sample: sample,
          epoch: epoch,
          seed: seed
        )
        let expected = mask.map { Float(4 * $0) }
        for step in 0..<steps {
          #expect(membranes(shard.workspace, slot: slot, step: step) == expected)
        }
      }
    }
  }

  @Test("Nothing drops out of an evaluation", arguments: InstructionSet.available)
  func evaluation(instructionSet: InstructionSet) throws {
    let kernels = try #require(VectorKernels(instructionSet: instructionSet))
    let (spec, parameters) = network
    let plan = ExecutionPlan(spec, kernels: kernels)
    let workspace = ShardWorkspace(plan, capacity: 1, forTraining: false)
    workspace.begin(samples: 1)
    let address = vk_draw_address(seed: seed, stream: .encoding, sample: 0, firstStep: 0)
    workspace.encode([1], slot: 0, draws: address)
    workspace.forward(NetworkState(plan, parameters, forTraining: false))
    for step in 0..<steps {
      #expect(membranes(workspace, slot: 0, step: step) == Array(repeating: 1, count: units))
    }
  }
}
