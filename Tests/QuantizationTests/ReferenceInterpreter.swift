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
        let channels = layer.geometry.channels
        for neuron in 0..<layer.outputCount {
          let channel = neuron % channels
          let v = membranes[index][neuron]
          var u = v - leak(v, layer.decay, channel) + current(of: neuron, layer, values)
          u = bounded(u, layer)
          if let firing = layer.firing, u >= firing.threshold.value(at: channel) {
            spikes[neuron] = true
            switch firing.reset {
            case .subtract: u -= firing.threshold.value(at: channel)
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

  /// The largest current of the neuron's window, each with its guard shift and its bias.
  private func current(of neuron: Int, _ layer: QuantizedLayer, _ values: [Int]) -> Int {
    let sizes = layer.geometry
    let channel = neuron % sizes.channels
    let place = neuron / sizes.channels
    let window = sizes.currentWindow
    var currents: [Int] = []
    for down in 0..<window.height {
      for right in 0..<window.width {
        let sum = weightedSum(
          layer,
          values,
          y: place / sizes.neurons.width * window.height + down,
          x: place % sizes.neurons.width * window.width + right,
          channel: channel
        )
        let shifted =
          layer.guardBits >= 0
          ? sum * (1 << layer.guardBits)
          : layer.guardRounding.shifting(sum, rightBy: -layer.guardBits)
        currents.append(shifted + (layer.bias?.value(at: channel) ?? 0))
      }
    }
    return currents.max() ?? 0
  }

  /// A cross-correlation at one place: sum over the kernel and the channels of the group.
  private func weightedSum(
    _ layer: QuantizedLayer,
    _ values: [Int],
    y: Int,
    x: Int,
    channel: Int
  ) -> Int {
    let sizes = layer.geometry
    let outputs = sizes.channels / sizes.groups
    let inputs = sizes.pooled.channels / sizes.groups
    let group = channel / outputs
    var sum = 0
    for row in 0..<sizes.kernel.height {
      for column in 0..<sizes.kernel.width {
        let place = (
          y: y * sizes.stride.height + row - sizes.padding.height,
          x: x * sizes.stride.width + column - sizes.padding.width
        )
        for input in group * inputs..<(group + 1) * inputs {
          let flat = (row * sizes.kernel.width + column) * sizes.pooled.channels + input
          let weight = Int(layer.weights.values[flat * outputs + channel % outputs])
          sum += weight * pooled(layer, values, place.y, place.x, input)
        }
      }
    }
    return sum
  }

  /// What reaches the synapses at one place: 0 in the padding.
  private func pooled(
    _ layer: QuantizedLayer,
    _ values: [Int],
    _ y: Int,
    _ x: Int,
    _ channel: Int
  ) -> Int {
    let sizes = layer.geometry
    guard (0..<sizes.input.height / sizes.inputWindow.height).contains(y),
      (0..<sizes.input.width / sizes.inputWindow.width).contains(x)
    else { return 0 }
    var sum = 0
    for row in y * sizes.inputWindow.height..<(y + 1) * sizes.inputWindow.height {
      for column in x * sizes.inputWindow.width..<(x + 1) * sizes.inputWindow.width {
        sum += values[(row * sizes.input.width + column) * sizes.input.channels + channel]
      }
    }
    return layer.inputPool == .max ? min(sum, 1) : sum
  }

  private func leak(_ v: Int, _ decay: IntegerDecay, _ channel: Int) -> Int {
    switch decay {
    case .none: 0
    case .multiplier(let factors, let fractionBits, _, let rounding):
      rounding.rounding(
        Double(v * factors[factors.count == 1 ? 0 : channel]) / Double(1 << fractionBits)
      )
    case .shift(let distances, _, let rounding):
      rounding.rounding(
        Double(v) / Double(1 << distances[distances.count == 1 ? 0 : channel])
      )
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
