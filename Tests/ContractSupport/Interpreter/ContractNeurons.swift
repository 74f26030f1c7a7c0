import FixedPoint
import Quantization
import SpikingNetworks

/// The neurons of one layer as `docs/numerics.md` describes their step.
struct ContractNeurons {
  let layer: QuantizedLayer
  private(set) var membranes: [Int]
  private(set) var currents: [Int]
  private(set) var rises: [Int]
  private(set) var spikes: [Bool]

  init(_ layer: QuantizedLayer) {
    self.layer = layer
    membranes = [Int](repeating: 0, count: layer.outputCount)
    currents = membranes
    rises = membranes
    spikes = membranes.map { _ in false }
  }

  /// The state as a trace records it.
  var trace: LayerTrace {
    LayerTrace(
      membranes: membranes.map(Int32.init),
      spikes: spikes,
      currents: layer.synapse == nil ? [] : currents.map(Int32.init),
      rises: layer.firing?.adaptation == nil ? [] : rises.map(Int32.init)
    )
  }

  /// Runs one step on `inputs`, before their pooling.
  mutating func step(_ inputs: [Int]) {
    let before = spikes
    let sums = ContractSums(layer, inputs)
    for neuron in 0..<layer.outputCount {
      let channel = neuron % layer.geometry.channels
      let accumulator =
        sums.places(of: neuron).map { place in
          bring(
            place + recurrentSum(to: neuron, before),
            layer.accumulatorBits,
            layer.accumulatorOverflow
          )
        }.max() ?? 0
      advance(neuron, channel, accumulator)
    }
  }

  private func recurrentSum(to neuron: Int, _ before: [Bool]) -> Int {
    guard let recurrence = layer.recurrence else { return 0 }
    var sum = 0
    for source in 0..<layer.outputCount where before[source] {
      sum += Int(recurrence.values[source * layer.outputCount + neuron])
    }
    return recurrence.factor * sum
  }

  private mutating func advance(_ neuron: Int, _ channel: Int, _ accumulator: Int) {
    var current =
      layer.guardBits >= 0
      ? accumulator * (1 << layer.guardBits)
      : divided(accumulator, by: 1 << -layer.guardBits, layer.guardRounding)
    if let synapse = layer.synapse {
      let i = currents[neuron]
      currents[neuron] = bring(
        i - leak(i, synapse.decay, channel) + current,
        synapse.bits,
        synapse.overflow
      )
      current = currents[neuron]
    }
    let v = membranes[neuron]
    var u = v - leak(v, layer.decay, channel) + current + value(layer.bias, channel)
    u = bring(u, layer.membraneBits, layer.overflow)
    spikes[neuron] = false
    if let firing = layer.firing {
      if let adaptation = firing.adaptation {
        rises[neuron] -= leak(rises[neuron], adaptation.decay, channel)
      }
      let threshold = value(firing.threshold, channel) + rises[neuron]
      if u >= threshold {
        spikes[neuron] = true
        u = firing.reset == .subtract ? u - threshold : value(firing.resetValue, channel)
        if let adaptation = firing.adaptation {
          let raised = rises[neuron] + value(adaptation.step, channel)
          rises[neuron] = min(raised, (1 << adaptation.bits) - 1)
        }
      }
    }
    membranes[neuron] = u
  }

  private func value(_ numbers: ScaledIntegers?, _ channel: Int) -> Int {
    guard let numbers else { return 0 }
    let mantissa = numbers.mantissas.count == 1 ? numbers.mantissas[0] : numbers.mantissas[channel]
    return Int(mantissa) * (1 << numbers.exponent)
  }

  private func leak(_ state: Int, _ decay: IntegerDecay, _ channel: Int) -> Int {
    switch decay {
    case .none: 0
    case .multiplier(let factors, let fractionBits, _, let rounding):
      divided(
        state * factors[factors.count == 1 ? 0 : channel],
        by: 1 << fractionBits,
        rounding
      )
    case .shift(let distances, _, let rounding):
      divided(state, by: 1 << distances[distances.count == 1 ? 0 : channel], rounding)
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

  /// The quotient, rounded as the table of section 3 says.
  private func divided(_ value: Int, by divisor: Int, _ mode: RoundingMode) -> Int {
    let rest = ((value % divisor) + divisor) % divisor
    let floor = (value - rest) / divisor
    let isUp =
      switch mode {
      case .floor, .stochastic: false
      case .trunc: rest > 0 && value < 0
      case .ceil: rest > 0
      case .halfUp: 2 * rest >= divisor
      case .halfAway: 2 * rest > divisor || (2 * rest == divisor && value > 0)
      case .halfEven: 2 * rest > divisor || (2 * rest == divisor && floor % 2 != 0)
      }
    return isUp ? floor + 1 : floor
  }
}
