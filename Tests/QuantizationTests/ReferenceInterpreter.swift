import FixedPoint
import SpikingNetworks

@testable import Quantization

/// A second, slow reading of `docs/numerics.md`: one neuron at a time, in 64 bits, no tricks.
///
/// It shares no arithmetic with `IntegerSimulator` but the definition of the rounding modes.
struct ReferenceInterpreter {
  let network: QuantizedNetwork

  func trace(_ input: [UInt8], sample: Int) -> SimulationTrace {
    var membranes = network.layers.map { [Int](repeating: 0, count: $0.outputCount) }
    var counts = [Int](repeating: 0, count: network.classCount)
    var sums = counts
    var steps: [[LayerTrace]] = []
    for step in 0..<network.input.timesteps {
      var values = encode(input, step: step, sample: sample)
      var trace: [LayerTrace] = []
      for (index, layer) in network.layers.enumerated() {
        var spikes = [Bool](repeating: false, count: layer.outputCount)
        for neuron in 0..<layer.outputCount {
          var sum = 0
          for (row, value) in values.enumerated() {
            sum += Int(layer.weights.values[row * layer.outputCount + neuron]) * value
          }
          let shifted =
            layer.guardBits >= 0
            ? sum * (1 << layer.guardBits)
            : layer.guardRounding.shifting(sum, rightBy: -layer.guardBits)
          let v = membranes[index][neuron]
          var u = v - leak(v, layer.decay) + shifted + (layer.bias?.value(at: neuron) ?? 0)
          u = bounded(u, layer)
          if let firing = layer.firing, u >= firing.threshold.value(at: neuron) {
            spikes[neuron] = true
            switch firing.reset {
            case .subtract: u -= firing.threshold.value(at: neuron)
            case .zero: u = firing.resetValue
            }
          }
          membranes[index][neuron] = u
        }
        trace.append(LayerTrace(membranes: membranes[index].map(Int32.init), spikes: spikes))
        values = spikes.map { $0 ? 1 : 0 }
      }
      for neuron in 0..<network.classCount {
        counts[neuron] += values[neuron]
        sums[neuron] += membranes[network.layers.count - 1][neuron]
      }
      steps.append(trace)
    }
    let last = membranes[network.layers.count - 1]
    let order = 0..<network.classCount
    switch network.readout {
    case .spikeCount:
      let best = order.max { (counts[$0], last[$0], -$0) < (counts[$1], last[$1], -$1) }
      return SimulationTrace(steps: steps, scores: counts, prediction: best ?? 0)
    case .membrane(let score):
      let scores = score == .sum ? sums : last
      let best = order.max { (scores[$0], -$0) < (scores[$1], -$1) }
      return SimulationTrace(steps: steps, scores: scores, prediction: best ?? 0)
    }
  }

  private func encode(_ input: [UInt8], step: Int, sample: Int) -> [Int] {
    switch network.input.coding {
    case .direct: return input.map(Int.init)
    case .rate:
      let maximum = network.input.maximum
      return input.enumerated().map { index, value in
        let half = index / 2
        let block = Philox.block(
          counter: SIMD4(UInt32(half / 4), UInt32(step), UInt32(sample), 6),
          seed: network.encodingSeed
        )
        let draw = index % 2 == 0 ? block[half % 4] & 0xFFFF : block[half % 4] >> 16
        return Int(draw) < (2 * Int(value) * 65_536 + maximum) / (2 * maximum) ? 1 : 0
      }
    }
  }

  private func leak(_ v: Int, _ decay: IntegerDecay) -> Int {
    switch decay {
    case .none: 0
    case .multiplier(let factor, let fractionBits, _, let rounding):
      rounding.rounding(Double(v * factor) / Double(1 << fractionBits))
    case .shift(let distance, _, let rounding):
      rounding.rounding(Double(v) / Double(1 << distance))
    }
  }

  private func bounded(_ u: Int, _ layer: QuantizedLayer) -> Int {
    let count = 1 << layer.membraneBits
    switch layer.overflow {
    case .saturate: return max(-count / 2, min(count / 2 - 1, u))
    case .wrap:
      let low = ((u % count) + count) % count
      return low >= count / 2 ? low - count : low
    }
  }
}
