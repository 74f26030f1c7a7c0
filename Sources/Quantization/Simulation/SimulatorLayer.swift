import FixedPoint
import SpikingNetworks

/// The constants of one layer in the form that the simulator's loops read.
///
/// Every case of the contract becomes a number: no leak is a factor 0, no firing is a threshold that
/// no membrane reaches, guard bits are a factor and a rounding shift of which one is neutral.
struct SimulatorLayer {
  let inputCount: Int
  let outputCount: Int
  private let weights: [Int16]
  private let bias: [Int32]
  private let thresholds: [Int32]
  private let guardFactor: Int32
  private let guardShift: RoundingShift
  private let leakFactor: Int32
  private let leakShift: RoundingShift
  private let width: IntegerRange
  private let wraps: Bool
  private let resetsToValue: Bool
  private let resetValue: Int32

  init(_ layer: QuantizedLayer) {
    inputCount = layer.inputCount
    outputCount = layer.outputCount
    weights = layer.weights.values
    bias = (0..<layer.outputCount).map { Int32(layer.bias?.value(at: $0) ?? 0) }
    thresholds = (0..<layer.outputCount).map { neuron in
      layer.firing.map { Int32($0.threshold.value(at: neuron)) } ?? .max
    }
    guardFactor = Int32(1 << max(layer.guardBits, 0))
    guardShift = RoundingShift(layer.guardRounding, distance: max(-layer.guardBits, 0))
    switch layer.decay {
    case .none:
      leakFactor = 0
      leakShift = RoundingShift(.floor, distance: 0)
    case .multiplier(let factor, let fractionBits, _, let rounding):
      leakFactor = Int32(factor)
      leakShift = RoundingShift(rounding, distance: fractionBits)
    case .shift(let distance, _, let rounding):
      leakFactor = 1
      leakShift = RoundingShift(rounding, distance: distance)
    }
    width = .signed(bits: layer.membraneBits)
    wraps = layer.overflow == .wrap
    resetsToValue = layer.firing?.reset == .zero
    resetValue = Int32(layer.firing?.resetValue ?? 0)
  }

  /// Sums the weight rows of `active` inputs into `accumulators`.
  func accumulate(_ active: ArraySlice<Int32>, into accumulators: inout [Int32]) {
    accumulators.withUnsafeMutableBufferPointer { sums in
      sums.update(repeating: 0)
      weights.withUnsafeBufferPointer { weights in
        for input in active {
          let row = Int(input) * outputCount
          for output in 0..<outputCount { sums[output] &+= Int32(weights[row + output]) }
        }
      }
    }
  }

  /// Sums the weight rows times the integers of `input` into `accumulators`.
  func accumulate(values input: ArraySlice<UInt8>, into accumulators: inout [Int32]) {
    accumulators.withUnsafeMutableBufferPointer { sums in
      sums.update(repeating: 0)
      weights.withUnsafeBufferPointer { weights in
        var row = 0
        for value in input {
          if value != 0 {
            let factor = Int32(value)
            for output in 0..<outputCount {
              sums[output] &+= Int32(weights[row + output]) &* factor
            }
          }
          row += outputCount
        }
      }
    }
  }

  /// Turns weighted sums into currents on the membrane's scale, in place: guard bits, then bias.
  func scale(_ accumulators: inout [Int32]) {
    accumulators.withUnsafeMutableBufferPointer { sums in
      bias.withUnsafeBufferPointer { bias in
        for output in 0..<outputCount {
          sums[output] = guardShift(sums[output] &* guardFactor) &+ bias[output]
        }
      }
    }
  }

  /// Runs one step of the neurons: decay, integrate, bound, fire, reset.
  func step(_ currents: [Int32], _ state: inout LayerState) {
    let (lower, upper) = (Int32(width.lower), Int32(width.upper))
    let unused = Int32(32) - Int32(truncatingIfNeeded: (upper &+ 1).trailingZeroBitCount + 1)
    let outputCount = outputCount
    state.membranes.withUnsafeMutableBufferPointer { membranes in
      state.fired.withUnsafeMutableBufferPointer { fired in
        currents.withUnsafeBufferPointer { currents in
          thresholds.withUnsafeBufferPointer { thresholds in
            for neuron in 0..<outputCount {
              let v = membranes[neuron]
              var u = v &- leakShift(v &* leakFactor) &+ currents[neuron]
              u = wraps ? (u &<< unused) &>> unused : min(max(u, lower), upper)
              let threshold = thresholds[neuron]
              let fires = u >= threshold
              fired[neuron] = fires ? 1 : 0
              let reset = resetsToValue ? resetValue : u &- threshold
              membranes[neuron] = fires ? reset : u
            }
          }
        }
      }
    }
    state.collectSpikes()
  }
}

/// The state of one layer between two steps.
struct LayerState {
  /// The stored membranes.
  var membranes: [Int32]
  /// One where the neuron fired in this step.
  var fired: [Int32]
  /// The indices of the neurons that fired, in `0..<activeCount`.
  var active: [Int32]
  /// The number of neurons that fired.
  var activeCount = 0

  init(outputCount: Int) {
    membranes = [Int32](repeating: 0, count: outputCount)
    fired = membranes
    active = membranes
  }

  mutating func reset() {
    for neuron in membranes.indices { membranes[neuron] = 0 }
  }

  fileprivate mutating func collectSpikes() {
    var count = 0
    for neuron in fired.indices {
      // Written always, kept if it fired: no branch to mispredict.
      active[count] = Int32(neuron)
      count += Int(fired[neuron])
    }
    activeCount = count
  }
}
