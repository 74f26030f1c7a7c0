import Quantization
import SpikingNetworks

/// The weights of one layer whose change by one would have changed a membrane.
struct WeightVisibility {
  /// The weights whose increase is visible.
  private(set) var up: [Bool]
  /// The weights whose decrease is visible.
  private(set) var down: [Bool]
  /// The situations in which currents were rounded.
  private(set) var roundings: Set<Int> = []
  private let layer: QuantizedLayer
  private let synapses: SynapseTable
  /// For each row of weights whether all of them are visible, so that nothing is left to find.
  private var isComplete: [Bool]
  /// The integers that reach the synapses, by pooled input.
  private var values: [Int32]

  init(_ layer: QuantizedLayer, _ synapses: SynapseTable) {
    self.layer = layer
    self.synapses = synapses
    up = [Bool](repeating: false, count: layer.weights.values.count)
    down = up
    isComplete = [Bool](repeating: false, count: layer.geometry.weightRows)
    values = [Int32](repeating: 0, count: layer.geometry.pooled.count)
  }

  /// Adds what one step shows.
  mutating func add(_ inputs: [(input: Int, value: Int)], after membranes: [Int32]) {
    guard !inputs.isEmpty else { return }
    let active = pool(inputs)
    var sums = [Int32](repeating: 0, count: layer.geometry.currents.count)
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
    let (up, down) = distances(sums, membranes)
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
    _ membranes: [Int32]
  ) -> (up: [Int32], down: [Int32]) {
    let sizes = layer.geometry
    let window = sizes.currentWindow
    // A clamped membrane hides a change of its current.
    let end = Int32(1) << Int32(layer.membraneBits - 1) - 1
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
      currents { index in
        second = max(second, min(largest, sums[index]))
        largest = max(largest, sums[index])
      }
      if layer.guardBits < 0 {
        roundings.insert(RoundingSituation.index(of: Int(largest), shift: -layer.guardBits))
      }
      guard membranes[neuron] < end, membranes[neuron] >= -end else { continue }
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
