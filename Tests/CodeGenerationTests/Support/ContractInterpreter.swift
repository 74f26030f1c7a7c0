import FixedPoint
import Quantization
import SpikingNetworks

/// A slow reading of `docs/numerics.md`, section 2, in plain integers: one neuron at a time, no tricks.
///
/// It shares no arithmetic with the simulator and the C runtime; the input spikes of rate coding, which
/// are no part of the section, come from `RateCoding`.
struct ContractInterpreter {
  let network: QuantizedNetwork

  init(_ network: QuantizedNetwork) { self.network = network }

  func trace(_ input: ArraySlice<UInt8>, sample: Int) -> SimulationTrace {
    var neurons = network.layers.map { ContractNeurons($0) }
    var counts = [Int](repeating: 0, count: network.classCount)
    var sums = counts
    var steps: [[LayerTrace]] = []
    for step in 0..<network.input.timesteps {
      var values = encode(input, step: step, sample: sample)
      for index in neurons.indices {
        neurons[index].step(values)
        values = neurons[index].spikes.map { $0 ? 1 : 0 }
      }
      let last = neurons[neurons.count - 1]
      for index in counts.indices {
        counts[index] += last.spikes[index] ? 1 : 0
        sums[index] += last.membranes[index]
      }
      steps.append(neurons.map(\.trace))
    }
    let membranes = neurons[neurons.count - 1].membranes
    // The largest score, then the larger membrane where spikes are counted, then the lower class.
    let scores: [Int]
    var ties = [Int](repeating: 0, count: counts.count)
    switch network.readout {
    case .spikeCount: (scores, ties) = (counts, membranes)
    case .membrane(.sum): scores = sums
    case .membrane(.last): scores = membranes
    }
    let best = scores.indices.max { (scores[$0], ties[$0], -$0) < (scores[$1], ties[$1], -$1) }
    return SimulationTrace(steps: steps, scores: scores, prediction: best ?? 0)
  }

  private func encode(_ input: ArraySlice<UInt8>, step: Int, sample: Int) -> [Int] {
    guard network.input.coding == .rate else { return input.map(Int.init) }
    let coding = RateCoding(seed: network.encodingSeed, maximum: network.input.maximum)
    var active: [Int32] = []
    coding.activeInputs(input, step: step, sample: sample, into: &active)
    var spikes = [Int](repeating: 0, count: input.count)
    for index in active { spikes[Int(index)] = 1 }
    return spikes
  }
}
