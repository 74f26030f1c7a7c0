import FixedPoint
import SpikingNetworks

/// Counts what leaves its width while a traced layer computes: weighted sums, synaptic currents, membranes.
///
/// A trace holds what is left after `bring`; the values before it follow from the spikes that entered and from the
/// membranes of the step before.
struct OverflowCounter {
  private let layer: QuantizedLayer
  private let synapses: PlainSynapses<Int>
  private let isConstant: Bool
  private var sumOverflows = 0
  private var currentOverflows = 0
  private var membraneOverflows = 0
  private var steps = 0

  /// Creates a counter; `isConstant` says that the same inputs enter in every step of a sample.
  init(_ layer: QuantizedLayer, isConstant: Bool) {
    self.layer = layer
    self.isConstant = isConstant
    synapses = PlainSynapses(
      layer.geometry,
      layer.inputPool,
      weights: layer.weights.values.map(Int.init),
      recurrentWeights: (layer.recurrence?.values ?? []).map(Int.init)
    )
  }

  /// Takes in one sample.
  ///
  /// - Parameters:
  ///   - inputs: The integers that entered in each step, before their pooling.
  ///   - trace: The layer after each step.
  mutating func add(inputs: [[Int]], trace: [LayerTrace]) {
    let neurons = layer.outputCount
    var spikes = [Bool](repeating: false, count: neurons)
    var membranes = [Int](repeating: 0, count: neurons)
    var currents = membranes
    var constant: [Int]?
    for (input, state) in zip(inputs, trace) {
      var sums = constant ?? synapses.sums(synapses.pooled(input))
      if isConstant { constant = sums }
      synapses.addRecurrence(of: spikes, times: layer.recurrence?.factor ?? 0, to: &sums)
      for index in sums.indices {
        let sum = sums[index]
        sums[index] = layer.accumulatorOverflow.bringing(sum, into: layer.accumulatorBits)
        sumOverflows += sums[index] == sum ? 0 : 1
      }
      let largest = synapses.largest(sums)
      for neuron in 0..<neurons {
        addCurrent(layer.scaledToMembrane(largest[neuron]), neuron, &currents[neuron])
        addMembrane(currents[neuron], neuron, membranes[neuron])
        membranes[neuron] = Int(state.membranes[neuron])
      }
      spikes = state.spikes
      steps += 1
    }
  }

  private mutating func addCurrent(_ current: Int, _ neuron: Int, _ state: inout Int) {
    guard let synapse = layer.synapse else {
      state = current
      return
    }
    let channel = neuron % layer.geometry.channels
    let sum = state - synapse.decay.leak(state, channel: channel) + current
    state = synapse.overflow.bringing(sum, into: synapse.bits)
    currentOverflows += state == sum ? 0 : 1
  }

  private mutating func addMembrane(_ current: Int, _ neuron: Int, _ v: Int) {
    let channel = neuron % layer.geometry.channels
    let u =
      v - layer.decay.leak(v, channel: channel) + current
      + (layer.bias?.value(at: channel) ?? 0)
    membraneOverflows += IntegerRange.signed(bits: layer.membraneBits).contains(u) ? 0 : 1
  }

  /// The shares of all updates so far.
  var shares: OverflowShares {
    let updates = Double(max(1, steps * layer.outputCount))
    return OverflowShares(
      sums: Double(sumOverflows) / Double(max(1, steps * layer.geometry.currents.count)),
      currents: Double(currentOverflows) / updates,
      membranes: Double(membraneOverflows) / updates
    )
  }
}

/// How often values left their width and were clamped or wrapped, as parts of all updates in 0...1.
public struct OverflowShares: Codable, Hashable, Sendable {
  /// The weighted sums of a step.
  public var sums: Double
  /// The synaptic currents; 0 for a layer without.
  public var currents: Double
  /// The membranes, before they are compared with the threshold.
  public var membranes: Double

  /// Creates shares.
  public init(sums: Double, currents: Double, membranes: Double) {
    self.sums = sums
    self.currents = currents
    self.membranes = membranes
  }
}
