import SpikingNetworks
import Testing

@testable import Quantization

/// Vector kernels and simulator count every sample alike, and in sum what their evaluations say.
@Suite struct SampleActivityTests {
  private func encoded(_ random: EngineCases.Case, _ workers: WorkerPool, order: [Int]? = nil)
    throws
    -> EncodedSamples
  {
    try EncodedSamples(
      random.samples,
      in: order,
      input: random.network.input,
      seed: random.network.encodingSeed,
      kernels: .best,
      workers: workers
    )
  }

  @Test("All counts of every sample are the simulator's, whatever the workers", arguments: [1, 2])
  func simulator(workerCount: Int) throws {
    let workers = WorkerPool(workers: workerCount)
    var (vectors, recurrent) = (0, 0)
    for number in 0..<120 {
      guard let random = try EngineCases.make(number) else { continue }
      let classifier = IntegerClassifier(random.network, kernels: .best, workers: workers)
      vectors += classifier.usesVectorKernels ? 1 : 0
      recurrent += random.network.layers.contains { $0.recurrence != nil } ? 1 : 0
      let samples = try encoded(random, workers)
      let expected = IntegerSimulator(random.network).activity(on: random.samples)
      // Twice: nothing of a call is left for the next one.
      for _ in 0..<2 { #expect(classifier.activity(on: samples) == expected, "case \(number)") }
      // In another order each sample does what it did.
      let order = Array((0..<random.samples.count).reversed())
      let mixed = classifier.activity(on: try encoded(random, workers, order: order))
      #expect(mixed.totalSpikes == expected.totalSpikes.reversed())
      #expect(mixed.inputOperations == expected.inputOperations.reversed())
    }
    #expect(vectors > 60 && recurrent > 5)
  }

  @Test("The account of single samples has the means of the evaluation, and its energy")
  func means() throws {
    for number in 0..<80 {
      guard let random = try EngineCases.make(number) else { continue }
      let network = random.network
      let evaluation = IntegerSimulator(network).evaluate(random.samples)
      let activity = IntegerSimulator(network).activity(on: random.samples)
      let account = ActivityAccount(network.profile, activity)
      #expect(account.layers.map(\.spikes) == evaluation.layerSpikes, "case \(number)")
      #expect(account.inputSpikes == evaluation.inputSpikes)
      #expect(account.macs == evaluation.macs)
      #expect((evaluation.macs > 0) == (network.input.coding == .direct))
      #expect(evaluation.layerSynops.reduce(0, +) == evaluation.synops)
      for (layer, synops) in zip(account.layers, evaluation.layerSynops) {
        let difference: Double = abs(layer.synops - synops)
        #expect(difference <= 1e-9 * synops)
      }
      for model in EnergyModel.allCases {
        let energy: Double = evaluation.energy(of: network)[model]
        let difference: Double = abs(account.energy[model] - energy)
        #expect(difference <= 1e-9 * energy)
      }
    }
  }

  @Test("Widths, biases and leaks come from the integers")
  func profile() throws {
    for number in 0..<40 {
      guard let random = try EngineCases.make(number) else { continue }
      for (profile, layer) in zip(random.network.profile.layers, random.network.layers) {
        #expect(profile.weightBits == layer.weights.bits && profile.stateBits == layer.membraneBits)
        #expect(profile.hasBias == (layer.bias != nil))
        #expect(profile.isRecurrent == (layer.recurrence != nil))
        let leaks: (multiplied: Int, shifted: Int) =
          switch layer.decay {
          case .none: (0, 0)
          case .multiplier: (1, 0)
          case .shift: (0, 1)
          }
        var others = layer.synapse == nil ? 0 : 1
        if layer.firing?.adaptation != nil { others += 1 }
        #expect(profile.states == 1 + others)
        if others == 0 {
          #expect(profile.multipliedLeaks == leaks.multiplied)
          #expect(profile.shiftedLeaks == leaks.shifted)
        }
      }
    }
  }
}
