import FixedPoint
import Quantization
import SpikingNetworks

/// A slow reading of `docs/numerics.md`, sections 1 to 3 and 6, in plain integers: one neuron at a time, no tricks.
///
/// It shares no arithmetic with the simulator, the C runtime and the engine but the generator Philox, which has
/// published vectors of its own.
public struct ContractInterpreter {
  /// The network that is run.
  public let network: QuantizedNetwork

  /// Prepares `network`.
  public init(_ network: QuantizedNetwork) { self.network = network }

  /// Classifies one sample and records every state.
  ///
  /// - Parameters:
  ///   - input: The integers 0...2^bits - 1, one per input; of events the frames of spikes.
  ///   - sample: The sample's number in the rate coding; without effect under the others.
  public func trace(_ input: ArraySlice<UInt8>, sample: Int) -> SimulationTrace {
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

  /// What enters the first layer in `step`; section 6 under rate coding.
  private func encode(_ input: ArraySlice<UInt8>, step: Int, sample: Int) -> [Int] {
    switch network.input.coding {
    case .direct: return input.map(Int.init)
    case .events:
      let frameBytes = (network.input.shape.count + 7) / 8
      let frame = input.dropFirst(step * frameBytes).prefix(frameBytes)
      return (0..<network.input.shape.count).map { index in
        Int(frame[frame.startIndex + index / 8]) >> (index % 8) & 1
      }
    case .rate:
      let maximum = (1 << network.input.bits) - 1
      let encodingStream: UInt32 = 6
      return input.enumerated().map { index, value in
        let word = index / 2
        let block = Philox.block(
          counter: SIMD4(UInt32(word / 4), UInt32(step), UInt32(sample), encodingStream),
          seed: network.encodingSeed
        )
        let draw = index % 2 == 0 ? block[word % 4] & 0xFFFF : block[word % 4] >> 16
        return Int(draw) < (2 * Int(value) * 65_536 + maximum) / (2 * maximum) ? 1 : 0
      }
    }
  }
}
