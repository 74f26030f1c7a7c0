import FixedPoint
import Quantization
import SpikingNetworks

/// The widths of one layer whose change by one bit, or to the other overflow mode, would have changed a state.
struct WidthVisibility {
  /// The number of situations: those of accumulators, synaptic currents, membranes and rises.
  static let count = 4 * WidthSituation.count

  /// What was seen.
  private(set) var situations: Set<Int> = []
  private let layer: QuantizedLayer
  /// The layer after the step before.
  private var membranes: [Int]
  private var currents: [Int]
  private var rises: [Int]

  private enum Width: Int {
    case accumulator
    case synapticCurrent
    case membrane
    case rise
  }

  init(_ layer: QuantizedLayer) {
    self.layer = layer
    membranes = [Int](repeating: 0, count: layer.outputCount)
    currents = membranes
    rises = membranes
  }

  /// Adds what one step shows.
  ///
  /// - Parameters:
  ///   - sums: The weighted sums of the neurons.
  ///   - state: The layer after the step.
  mutating func add(_ sums: [NeuronSum], after state: LayerTrace) {
    let channels = layer.geometry.channels
    for neuron in sums.indices {
      let channel = neuron % channels
      let current = layer.scaledToMembrane(sums[neuron].accumulator)
      let fires = state.spikes[neuron]
      let (drive, showsCurrent) = addCurrent(current, neuron, channel, state)
      let showsDrive = addMembrane(drive, neuron, channel, fires: fires, state)
      addRise(neuron, channel, fires: fires, state)
      if showsCurrent ?? showsDrive { addSum(sums[neuron], current) }
    }
  }

  private mutating func insert(_ width: Width, _ situation: Int?) {
    guard let situation else { return }
    situations.insert(width.rawValue * WidthSituation.count + situation)
  }

  /// A synaptic current; returns what drives the membrane, and whether the state shows `current`.
  ///
  /// It is stored as it is: nothing hides what its width does to it. Without any the membrane must show `current`: nil.
  private mutating func addCurrent(
    _ current: Int,
    _ neuron: Int,
    _ channel: Int,
    _ state: LayerTrace
  ) -> (drive: Int, showsCurrent: Bool?) {
    guard let synapse = layer.synapse else { return (current, nil) }
    let sum = currents[neuron] - synapse.decay.leak(currents[neuron], channel: channel) + current
    insert(.synapticCurrent, WidthSituation.index(of: sum, bits: synapse.bits))
    currents[neuron] = Int(state.currents[neuron])
    return (currents[neuron], sum == currents[neuron])
  }

  /// A membrane; returns whether the state shows what drives it.
  private mutating func addMembrane(
    _ drive: Int,
    _ neuron: Int,
    _ channel: Int,
    fires: Bool,
    _ state: LayerTrace
  ) -> Bool {
    let v = membranes[neuron]
    membranes[neuron] = Int(state.membranes[neuron])
    // A reset to a value hides where the membrane has been.
    guard !fires || layer.firing?.reset != .zero else { return false }
    let bias = layer.bias?.value(at: channel) ?? 0
    let u = v - layer.decay.leak(v, channel: channel) + drive + bias
    insert(.membrane, WidthSituation.index(of: u, bits: layer.membraneBits))
    return IntegerRange.signed(bits: layer.membraneBits).contains(u)
  }

  /// The rise of a threshold: only a spike takes it beyond its limit.
  private mutating func addRise(_ neuron: Int, _ channel: Int, fires: Bool, _ state: LayerTrace) {
    guard let adaptation = layer.firing?.adaptation else { return }
    let a = rises[neuron]
    rises[neuron] = Int(state.rises[neuron])
    guard fires else { return }
    let raised =
      a - adaptation.decay.leak(a, channel: channel) + adaptation.step.value(at: channel)
    insert(.rise, WidthSituation.index(of: raised, unsignedBits: adaptation.bits))
  }

  /// A weighted sum, where another width of the accumulator would have made another current.
  private mutating func addSum(_ sum: NeuronSum, _ current: Int) {
    let bits = layer.accumulatorBits
    guard let situation = WidthSituation.index(of: sum.largest, bits: bits) else { return }
    let other =
      WidthSituation.isOutside(situation)
      ? sum.largest : layer.accumulatorOverflow.bringing(sum.largest, into: bits - 1)
    guard layer.scaledToMembrane(other) != current else { return }
    insert(.accumulator, situation)
  }
}
