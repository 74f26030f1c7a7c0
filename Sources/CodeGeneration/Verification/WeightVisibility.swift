import FixedPoint
import Quantization
import SpikingNetworks

/// The weights of one layer whose change by one would have changed a membrane: those from its inputs,
/// then the recurrent ones.
struct WeightVisibility {
  /// The weights whose increase is visible.
  private(set) var up: [Bool]
  /// The weights whose decrease is visible.
  private(set) var down: [Bool]
  /// The situations in which currents were rounded.
  private(set) var roundings: Set<Int> = []
  /// The weighted sums of the last step, by neuron.
  private(set) var sums: [NeuronSum]
  private let layer: QuantizedLayer
  private let synapses: SynapseTable
  /// For each row of weights whether all of them are visible, so that nothing is left to find.
  private var isComplete: [Bool]
  /// The integers that reach the synapses, by pooled input.
  private var values: [Int32]

  init(_ layer: QuantizedLayer, _ synapses: SynapseTable) {
    self.layer = layer
    self.synapses = synapses
    let recurrentCount = layer.recurrence?.values.count ?? 0
    up = [Bool](repeating: false, count: layer.weights.values.count + recurrentCount)
    down = up
    isComplete = [Bool](repeating: false, count: layer.geometry.weightRows)
    values = [Int32](repeating: 0, count: layer.geometry.pooled.count)
    sums = [NeuronSum](repeating: NeuronSum(), count: layer.outputCount)
  }

  /// Adds what one step shows.
  ///
  /// - Parameters:
  ///   - inputs: The inputs that are not silent.
  ///   - firedBefore: The neurons of the layer that fired in the step before.
  ///   - state: The layer after the step.
  mutating func add(
    _ inputs: [(input: Int, value: Int)],
    firedBefore: [Int],
    after state: LayerTrace
  ) {
    let sources = layer.recurrence == nil ? [] : firedBefore
    guard !inputs.isEmpty || !sources.isEmpty else {
      for neuron in self.sums.indices { self.sums[neuron] = NeuronSum() }
      return
    }
    let active = pool(inputs)
    var sums = recurrentSums(sources)
    let length = Int(synapses.groupOutputs)
    let weights = layer.weights.values
    for input in active {
      let value = values[Int(input)]
      synapses.forEachRun(from: input) { current, weight in
        for index in 0..<length {
          sums[current + index] &+= Int32(weights[weight + index]) &* value
        }
      }
    }
    let (up, down) = distances(sums, state)
    for input in active {
      let value = values[Int(input)]
      synapses.forEachRun(from: input) { current, weight in
        let row = weight / length
        guard !isComplete[row] else { return }
        var complete = true
        for index in 0..<length {
          if value >= up[current + index] { self.up[weight + index] = true }
          if value >= down[current + index] { self.down[weight + index] = true }
          complete = complete && self.up[weight + index] && self.down[weight + index]
        }
        isComplete[row] = complete
      }
      values[Int(input)] = 0
    }
    let (factor, neurons) = (Int32(layer.recurrence?.factor ?? 0), layer.outputCount)
    for source in sources {
      let first = weights.count + source * neurons
      for neuron in 0..<neurons {
        if factor >= up[neuron] { self.up[first + neuron] = true }
        if factor >= down[neuron] { self.down[first + neuron] = true }
      }
    }
  }

  /// The sums of the currents from the neurons `sources`; 0 without recurrence.
  private func recurrentSums(_ sources: [Int]) -> [Int32] {
    var sums = [Int32](repeating: 0, count: layer.geometry.currents.count)
    guard let recurrence = layer.recurrence else { return sums }
    for source in sources {
      for neuron in sums.indices {
        let weight = recurrence.values[source * layer.outputCount + neuron]
        sums[neuron] &+= Int32(weight) &* Int32(recurrence.factor)
      }
    }
    return sums
  }

  /// Fills `values` and returns the pooled inputs that are not silent.
  private mutating func pool(_ inputs: [(input: Int, value: Int)]) -> [Int32] {
    var active: [Int32] = []
    active.reserveCapacity(inputs.count)
    for (input, value) in inputs {
      let pooled = synapses.pooledInputs.isEmpty ? Int32(input) : synapses.pooledInputs[input]
      guard pooled >= 0 else { continue }
      if values[Int(pooled)] == 0 { active.append(pooled) }
      let sum = values[Int(pooled)] + Int32(value)
      values[Int(pooled)] = layer.poolsByOr ? 1 : sum
    }
    return active
  }

  /// For each current the least change of its sum, up and down, that changes its neuron's current;
  /// beyond every input where none does.
  private mutating func distances(
    _ sums: [Int32],
    _ state: LayerTrace
  ) -> (up: [Int32], down: [Int32]) {
    let sizes = layer.geometry
    let window = sizes.currentWindow
    // A clamped membrane, current or sum hides a change of its summands.
    let end = Int32(1) << Int32(layer.membraneBits - 1) - 1
    let synapseEnd = layer.synapse.map { Int32(1) << Int32($0.bits - 1) - 1 }
    var up = [Int32](repeating: .max, count: sums.count)
    var down = up
    for neuron in 0..<sizes.neurons.count {
      let (place, channel) = neuron.quotientAndRemainder(dividingBy: sizes.channels)
      let y = place / sizes.neurons.width * window.height
      let x = place % sizes.neurons.width * window.width
      func currents(_ body: (Int) -> Void) {
        for row in y..<y + window.height {
          for column in x..<x + window.width {
            body((row * sizes.currents.width + column) * sizes.channels + channel)
          }
        }
      }
      var (largest, second) = (Int32.min, Int32.min)
      var accumulator = Int.min
      currents { index in
        second = max(second, min(largest, sums[index]))
        largest = max(largest, sums[index])
        accumulator = max(accumulator, layer.accumulated(Int(sums[index])))
      }
      self.sums[neuron] = NeuronSum(largest: Int(largest), accumulator: accumulator)
      guard layer.accumulatorHolds(Int(largest)) else { continue }
      if layer.guardBits < 0 {
        roundings.insert(RoundingSituation.index(of: Int(largest), shift: -layer.guardBits))
      }
      let membrane = state.membranes[neuron]
      guard membrane < end, membrane >= -end else { continue }
      if let synapseEnd {
        guard (-synapseEnd..<synapseEnd).contains(state.currents[neuron]) else { continue }
      }
      let rise = layer.distanceToNextCurrent(from: Int(largest), by: 1)
      let fall = layer.distanceToNextCurrent(from: Int(largest), by: -1)
      currents { index in
        up[index] = largest - sums[index] + Int32(rise)
        // Only the one largest sum can take the largest down with it, as far as the second.
        let isAlone = sums[index] == largest && Int(largest) - fall >= Int(second)
        if isAlone { down[index] = Int32(fall) }
      }
    }
    return (up, down)
  }
}

extension QuantizedLayer {
  /// What the accumulator's width makes of `sum`.
  fileprivate func accumulated(_ sum: Int) -> Int {
    accumulatorBits == 32 ? sum : accumulatorOverflow.bringing(sum, into: accumulatorBits)
  }

  /// Whether `sum` lies inside the accumulator's width.
  fileprivate func accumulatorHolds(_ sum: Int) -> Bool {
    IntegerRange.signed(bits: accumulatorBits).contains(sum)
  }

  /// The smallest d > 0 such that an accumulator of `sum + sign * d` gives another current.
  fileprivate func distanceToNextCurrent(from sum: Int, by sign: Int) -> Int {
    guard guardBits < 0 else { return 1 }
    let current = scaledToMembrane(sum)
    // The current is monotone in the accumulator and constant over at most 2^-g * 2 values.
    var (low, high) = (0, 2 << -guardBits)
    while high - low > 1 {
      let middle = (low + high) / 2
      if scaledToMembrane(sum + sign * middle) == current { low = middle } else { high = middle }
    }
    return high
  }
}
