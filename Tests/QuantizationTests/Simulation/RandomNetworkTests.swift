import ContractSupport
import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

/// What the random networks of the other tests are made of.
@Suite struct RandomNetworkTests {
  /// What a layer has, as words.
  private func features(_ layer: QuantizedLayer) -> Set<String> {
    var found: Set<String> = [
      "\(layer.weights.grid) \(layer.weights.bits)", "overflow \(layer.overflow)",
      "guard \(layer.guardBits.signum()) \(layer.guardRounding)",
      "membrane of \(layer.membraneBits)", "accumulator of \(layer.accumulatorBits)",
      "\(layer.weightStorage.form.isSparse ? "sparse" : "dense") \(layer.weights.grid)",
    ]
    func decay(_ name: String, _ decay: IntegerDecay) {
      let sharing = decay.numbers.count > 1 ? "channel" : "layer"
      switch decay {
      case .none: found.insert("\(name) none")
      case .multiplier(_, _, _, let mode): found.insert("\(name) multiplier \(sharing) \(mode)")
      case .shift(_, _, let mode): found.insert("\(name) shift \(sharing) \(mode)")
      }
    }
    decay("membrane", layer.decay)
    if layer.weights.scales.count > 1 { found.insert("scales by channel") }
    if let recurrence = layer.recurrence {
      found.insert("recurrence \(recurrence.factor > 1 ? "of units" : "plain")")
    }
    if layer.accumulatorBits < 32 { found.insert("accumulator \(layer.accumulatorOverflow)") }
    if layer.bias?.mantissas.count ?? 1 > 1 { found.insert("biases") }
    if let storage = layer.recurrentStorage {
      found.insert("recurrence \(storage.form.isSparse ? "sparse" : "dense")")
    }
    if let synapse = layer.synapse {
      found.insert("current of \(synapse.bits)")
      found.insert("current \(synapse.overflow)")
      decay("current", synapse.decay)
    }
    guard let firing = layer.firing else { return found }
    found.insert("reset \(firing.reset)")
    if firing.threshold.mantissas.count > 1 { found.insert("thresholds") }
    if firing.resetValue?.mantissas.count ?? 1 > 1 { found.insert("reset values") }
    if let adaptation = firing.adaptation {
      found.insert("rise of \(adaptation.bits)")
      decay("rise", adaptation.decay)
      if adaptation.step.mantissas.count > 1 { found.insert("steps") }
    }
    return found
  }

  @Test("A few hundred of them have every case of the contract")
  func coverage() {
    var found: Set<String> = []
    for number in 0..<400 {
      var random = RandomNetworks(number: number)
      for layer in random.network().layers + random.imageNetwork().layers {
        found.formUnion(features(layer))
      }
    }
    var expected: Set<String> = [
      "scales by channel", "recurrence of units", "recurrence plain", "biases", "thresholds",
      "reset subtract", "reset zero", "reset values", "steps", "recurrence dense",
      "recurrence sparse",
    ]
    for bits in 4...24 {
      expected.formUnion(["membrane", "current", "rise"].map { "\($0) of \(bits)" })
    }
    expected.formUnion((8...32).map { "accumulator of \($0)" })
    for grid in WeightGrid.allCases {
      expected.formUnion(grid.legalBits.map { "\(grid) \($0)" })
      expected.insert("dense \(grid)")
      if grid.hasZero { expected.insert("sparse \(grid)") }
    }
    for mode in OverflowMode.allCases {
      expected.formUnion(["overflow \(mode)", "accumulator \(mode)", "current \(mode)"])
    }
    for mode in RoundingMode.deterministic {
      expected.formUnion((-1...1).map { "guard \($0) \(mode)" })
      for state in ["membrane", "current", "rise"] {
        for sharing in ["layer", "channel"] {
          expected.formUnion(["multiplier", "shift"].map { "\(state) \($0) \(sharing) \(mode)" })
        }
        expected.insert("\(state) none")
      }
    }
    #expect(expected.subtracting(found) == [])
  }

  @Test("Most of their neurons neither stay silent nor fire in every step")
  func activity() {
    var (spikes, chances) = (0, 0)
    for number in 0..<100 {
      var random = RandomNetworks(number: number)
      let network = random.network()
      let trace = IntegerSimulator(network).trace(random.input(of: network)[...], sample: 0)
      for (layer, state) in trace.steps.flatMap({ zip(network.layers, $0) })
      where layer.firing != nil {
        spikes += state.spikes.count { $0 }
        chances += state.spikes.count
      }
    }
    #expect((0.1...0.7).contains(Double(spikes) / Double(chances)))
  }
}
