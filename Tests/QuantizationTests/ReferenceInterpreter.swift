import FixedPoint
import SpikingNetworks

@testable import Quantization

/// A second, slow reading of `docs/numerics.md`: one neuron at a time, in 64 bits, no tricks.
///
/// It shares no arithmetic with `IntegerSimulator` but the definition of the rounding modes.
struct ReferenceInterpreter {
  let network: QuantizedNetwork

  /// The state of one layer between two steps.
  private struct State {
    var membranes: [Int]
    var currents: [Int]
    var rises: [Int]
    var spikes: [Bool]

    init(_ layer: QuantizedLayer) {
      let zeros = [Int](repeating: 0, count: layer.outputCount)
      (membranes, currents, rises) = (zeros, zeros, zeros)
      spikes = zeros.map { _ in false }
    }
  }

  func trace(_ input: [UInt8], sample: Int) -> SimulationTrace {
    var states = network.layers.map(State.init)
    var counts = [Int](repeating: 0, count: network.classCount)
    var sums = counts
    var steps: [[LayerTrace]] = []
    for step in 0..<network.input.timesteps {
      var values = encode(input, step: step, sample: sample)
      var trace: [LayerTrace] = []
      for (index, layer) in network.layers.enumerated() {
        let before = states[index]
        for neuron in 0..<layer.outputCount {
          update(&states[index], before, neuron, layer, values)
        }
        let state = states[index]
        trace.append(
          LayerTrace(
            membranes: state.membranes.map(Int32.init),
            spikes: state.spikes,
            currents: layer.synapse == nil ? [] : state.currents.map(Int32.init),
            rises: layer.firing?.adaptation == nil ? [] : state.rises.map(Int32.init)
          )
        )
        values = state.spikes.map { $0 ? 1 : 0 }
      }
      for neuron in 0..<network.classCount {
        counts[neuron] += values[neuron]
        sums[neuron] += states[network.layers.count - 1].membranes[neuron]
      }
      steps.append(trace)
    }
    let last = states[network.layers.count - 1].membranes
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

  /// One step of one neuron, line by line as section 2 has it.
  private func update(
    _ state: inout State,
    _ before: State,
    _ neuron: Int,
    _ layer: QuantizedLayer,
    _ values: [Int]
  ) {
    let channel = neuron % layer.geometry.channels
    var current = current(of: neuron, layer, values, before.spikes)
    if let synapse = layer.synapse {
      let i = before.currents[neuron]
      current = bring(i - leak(i, synapse.decay, channel) + current, synapse.bits, synapse.overflow)
      state.currents[neuron] = current
    }
    let v = before.membranes[neuron]
    var u = v - leak(v, layer.decay, channel) + current + (layer.bias?.value(at: channel) ?? 0)
    u = bring(u, layer.membraneBits, layer.overflow)
    state.spikes[neuron] = false
    if let firing = layer.firing {
      var rise = before.rises[neuron]
      if let adaptation = firing.adaptation { rise -= leak(rise, adaptation.decay, channel) }
      let threshold = firing.threshold.value(at: channel) + rise
      if u >= threshold {
        state.spikes[neuron] = true
        switch firing.reset {
        case .subtract: u -= threshold
        case .zero: u = firing.resetValue?.value(at: channel) ?? 0
        }
        if let adaptation = firing.adaptation {
          rise = min(rise + adaptation.step.value(at: channel), (1 << adaptation.bits) - 1)
        }
      }
      state.rises[neuron] = rise
    }
    state.membranes[neuron] = u
  }

  /// The current of the neuron: the largest sum of its window on the membrane's scale.
  private func current(
    of neuron: Int,
    _ layer: QuantizedLayer,
    _ values: [Int],
    _ spikes: [Bool]
  ) -> Int {
    let sizes = layer.geometry
    let place = neuron / sizes.channels
    let window = sizes.currentWindow
    var sums: [Int] = []
    for down in 0..<window.height {
      for right in 0..<window.width {
        var sum = weightedSum(
          layer,
          values,
          y: place / sizes.neurons.width * window.height + down,
          x: place % sizes.neurons.width * window.width + right,
          channel: neuron % sizes.channels
        )
        if let recurrence = layer.recurrence {
          for (from, fires) in spikes.enumerated() where fires {
            sum += recurrence.factor * Int(recurrence.values[from * spikes.count + neuron])
          }
        }
        sums.append(bring(sum, layer.accumulatorBits, layer.accumulatorOverflow))
      }
    }
    let sum = sums.max() ?? 0
    return layer.guardBits >= 0
      ? sum * (1 << layer.guardBits)
      : layer.guardRounding.rounding(Double(sum) / Double(1 << -layer.guardBits))
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

  private func bring(_ value: Int, _ bits: Int, _ overflow: OverflowMode) -> Int {
    let count = 1 << bits
    switch overflow {
    case .saturate: return max(-count / 2, min(count / 2 - 1, value))
    case .wrap:
      let low = ((value % count) + count) % count
      return low >= count / 2 ? low - count : low
    }
  }
}
