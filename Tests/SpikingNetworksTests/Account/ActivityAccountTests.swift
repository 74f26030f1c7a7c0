import SpikingNetworks
import Testing

/// Accounts of networks that are small and busy enough to be counted by hand.
@Suite struct ActivityAccountTests {
  private func account(_ spec: NetworkSpec, _ input: [UInt8]) throws -> ActivityAccount {
    ActivityAccount(spec.profile, try BusyNetworks.evaluate(spec, input).sampleActivity)
  }

  @Test("A convolution has fewer synapses at borders, and a stride leaves neurons without any")
  func convolutions() throws {
    let account = try account(BusyNetworks.strided, Array(repeating: 1, count: 16))
    let (first, second) = (account.layers[0], account.layers[1])
    #expect(first.neurons == 32 && first.spikes == 96 && first.spikeRate == 1)
    // Four corners reach 4 places, eight edges 6, the four inside 9; two channels each, once for all steps.
    let (corners, edges, inside) = (4 * 4, 8 * 6, 4 * 9)
    #expect(first.macs == Double(2 * (corners + edges + inside)))
    #expect(first.synops == 0)
    // The one window sees 3 x 3 of the 4 x 4 places, two channels each, for three outputs, in three steps.
    #expect(second.synops == 162)
    #expect(second.spikes == 9 && second.macs == 0)
    #expect(account.layers[2].synops == 18 && account.layers[2].spikes == 0)
    #expect(first.membraneUpdates == 96 && second.membraneUpdates == 9)
    #expect(
      first.memory
        == MemoryAccesses(
          inputReads: 16,
          weightReads: 200,
          biasReads: 0,
          // Membranes and constant currents in every step; the currents are written once.
          stateReads: 192,
          stateWrites: 128,
          outputWrites: 96
        )
    )
    #expect(
      second.memory
        == MemoryAccesses(
          inputReads: 96,
          weightReads: 162,
          stateReads: 171,
          stateWrites: 171,
          outputWrites: 9
        )
    )
  }

  @Test("Inputs of 0 are read and not multiplied")
  func zeros() throws {
    var input: [UInt8] = Array(repeating: 0, count: 16)
    input[5] = 1
    let layer = try account(BusyNetworks.strided, input).layers[0]
    #expect(layer.macs == 18 && layer.memory.inputReads == 16)
  }

  @Test("A pool hands on the spikes of whole windows only", arguments: PoolKind.allCases)
  func pooling(_ kind: PoolKind) throws {
    let account = try account(BusyNetworks.pooled(kind), Array(repeating: 1, count: 9))
    #expect(account.layers[0].spikes == 18)
    // Four of nine neurons, four outputs, two steps; under OR each spike counts, too.
    #expect(account.layers[1].synops == 32)
  }

  @Test("Recurrent spikes count for the layer's own synapses, input spikes for the first layer's")
  func recurrence() throws {
    let account = try account(BusyNetworks.recurrent, [1, 0])
    let (first, second) = (account.layers[0], account.layers[1])
    #expect(account.inputSpikes == 2 && first.spikes == 6)
    // Two inputs and six of its own spikes reach three neurons each, those six reach two more.
    #expect(first.synops == 24 && second.synops == 12)
    #expect(
      first.memory
        == MemoryAccesses(
          // Inputs and own spikes.
          inputReads: 8,
          weightReads: 24,
          // A membrane of three neurons in two steps, and one for each synaptic operation.
          stateReads: 30,
          stateWrites: 30,
          outputWrites: 6
        )
    )
    #expect(second.memory.inputReads == 6 && second.memory.outputWrites == 0)
  }

  @Test("Totals are the sums of the layers, and the evaluation's own figures")
  func totals() throws {
    for (spec, input) in [
      (BusyNetworks.recurrent, [1, 0]), (BusyNetworks.strided, Array(repeating: 1, count: 16)),
    ] as [(NetworkSpec, [UInt8])] {
      let evaluation = try BusyNetworks.evaluate(spec, input)
      let account = ActivityAccount(spec.profile, evaluation.sampleActivity)
      let isRate = spec.input.coding == .rate
      func sum(_ figure: (LayerAccount) -> Double) -> Double {
        account.layers.reduce(0.0) { $0 + figure($1) }
      }
      #expect(account.spikes.mean == sum(\.spikes))
      #expect(account.synops.mean == sum(\.synops))
      #expect(account.memory.total == sum(\.memory.total))
      let spikes: Double = evaluation.activity.reduce(0.0) { $0 + $1.spikesPerSample }
      let inputs: Double = evaluation.inputSynops
      let (inputSynops, macs): (Double, Double) = isRate ? (inputs, 0) : (0, inputs)
      let synops: Double = evaluation.hiddenSynops + inputSynops
      #expect(account.spikes.mean == spikes && account.synops.mean == synops)
      #expect(account.macs == macs)
      #expect(account.samples == 2 && account.spikes.deviation == 0)
      #expect(account.spikes.minimum == account.spikes.maximum)
    }
  }

  @Test("Samples that differ are told apart")
  func distribution() throws {
    // Nothing enters the second sample, and nothing fires.
    let spec = BusyNetworks.recurrent
    var evaluation = try BusyNetworks.evaluate(spec, [1, 0]).sampleActivity
    let silent = try BusyNetworks.evaluate(spec, [0, 0]).sampleActivity
    #expect(silent.totalSpikes == [0, 0] && silent.inputs == [0, 0])
    for index in 0..<2 { evaluation.spikes[2 + index] = silent.spikes[2 + index] }
    let account = ActivityAccount(spec.profile, evaluation)
    #expect(account.spikes.mean == 3 && account.spikes.minimum == 0 && account.spikes.maximum == 6)
    #expect(account.layers[0].spikes == 3)
  }
}
