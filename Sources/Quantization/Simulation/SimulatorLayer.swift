import FixedPoint
import SpikingNetworks

/// The constants of one layer in the form that the simulator's loops read.
///
/// Every case of the contract becomes a number: no leak is a factor 0, no firing is a threshold that
/// no membrane reaches, guard bits are a factor and a rounding shift of which one is neutral. What a
/// channel owns is repeated for each of its neurons, so that the loops run straight through.
struct SimulatorLayer {
  let geometry: LayerGeometry
  let neuronCount: Int
  /// The synapses that leave each input; empty if all inputs have as many as there are neurons.
  private let fanOuts: [Int32]
  /// Whether each input has one run of synapses, to all neurons.
  private let isPlain: Bool
  private let synapses: SynapseTable
  private let poolsByOr: Bool
  private let weights: [Int16]
  private let bias: [Int32]
  private let thresholds: [Int32]
  private let guardFactor: Int32
  private let guardShift: RoundingShift
  private let leak: SimulatorLeak
  private let width: IntegerRange
  private let wraps: Bool
  private let resetsToValue: Bool
  private let resetValues: [Int32]

  init(_ layer: QuantizedLayer) {
    geometry = layer.geometry
    let (neurons, channels) = (layer.outputCount, layer.geometry.channels)
    neuronCount = neurons
    synapses = SynapseTable(layer.geometry)
    isPlain = layer.geometry.isDense && layer.inputPool == nil
    fanOuts = isPlain ? [] : synapses.fanOuts.map(Int32.init)
    poolsByOr = layer.poolsByOr
    weights = layer.weights.values
    func perNeuron(_ value: (Int) -> Int32) -> [Int32] {
      let values = (0..<channels).map(value)
      return (0..<neurons).map { values[$0 % channels] }
    }
    bias = perNeuron { Int32(layer.bias?.value(at: $0) ?? 0) }
    thresholds = perNeuron { channel in
      layer.firing.map { Int32($0.threshold.value(at: channel)) } ?? .max
    }
    guardFactor = Int32(1 << max(layer.guardBits, 0))
    guardShift = RoundingShift(layer.guardRounding, distance: max(-layer.guardBits, 0))
    leak = SimulatorLeak(layer)
    width = .signed(bits: layer.membraneBits)
    wraps = layer.overflow == .wrap
    resetsToValue = layer.firing?.reset == .zero
    resetValues = perNeuron { Int32(layer.firing?.resetValue(at: $0) ?? 0) }
  }

  /// Returns the number of synapses that leave `active` inputs.
  func operations(_ active: ArraySlice<Int32>) -> Int {
    guard !isPlain else { return active.count * neuronCount }
    var sum = 0
    for input in active { sum += Int(fanOuts[Int(input)]) }
    return sum
  }

  /// Sums the weights of `active` inputs into the buffers' currents.
  func accumulate(_ active: ArraySlice<Int32>, _ buffers: inout SimulatorBuffers) {
    let inputs = pooled(active, &buffers)
    let length = Int(synapses.groupOutputs)
    buffers.sums.withUnsafeMutableBufferPointer { sums in
      sums.update(repeating: 0)
      weights.withUnsafeBufferPointer { weights in
        // A matrix has one run for each input: no need to look it up.
        if isPlain {
          for input in inputs {
            let weight = Int(input) * length
            for index in 0..<length { sums[index] &+= Int32(weights[weight + index]) }
          }
          return
        }
        for input in inputs {
          synapses.forEachRun(from: input) { current, weight in
            for index in 0..<length { sums[current + index] &+= Int32(weights[weight + index]) }
          }
        }
      }
    }
    scale(&buffers)
  }

  /// Sums the weights times the integers of `input` into the buffers' currents.
  func accumulate(values input: ArraySlice<UInt8>, _ buffers: inout SimulatorBuffers) {
    let length = Int(synapses.groupOutputs)
    buffers.sums.withUnsafeMutableBufferPointer { sums in
      sums.update(repeating: 0)
      weights.withUnsafeBufferPointer { weights in
        for (input, value) in zip(Int32(0)..., input) where value != 0 {
          let factor = Int32(value)
          synapses.forEachRun(from: input) { current, weight in
            for index in 0..<length {
              sums[current + index] &+= Int32(weights[weight + index]) &* factor
            }
          }
        }
      }
    }
    scale(&buffers)
  }

  /// The pooled inputs of `active`: as often as they are active, or once under OR.
  private func pooled(
    _ active: ArraySlice<Int32>,
    _ buffers: inout SimulatorBuffers
  ) -> ArraySlice<Int32> {
    guard !synapses.pooledInputs.isEmpty else { return active }
    buffers.pooledInputs.removeAll(keepingCapacity: true)
    buffers.mark += 1
    for input in active {
      let pooled = synapses.pooledInputs[Int(input)]
      guard pooled >= 0 else { continue }
      if poolsByOr {
        guard buffers.marks[Int(pooled)] != buffers.mark else { continue }
        buffers.marks[Int(pooled)] = buffers.mark
      }
      buffers.pooledInputs.append(pooled)
    }
    return buffers.pooledInputs[...]
  }

  /// Turns weighted sums into currents on the membrane's scale: the largest of each window, guard
  /// bits, bias.
  private func scale(_ buffers: inout SimulatorBuffers) {
    if geometry.currentWindow.area > 1 {
      takeLargest(&buffers)
    } else {
      swap(&buffers.currents, &buffers.sums)
    }
    let neurons = neuronCount
    buffers.currents.withUnsafeMutableBufferPointer { currents in
      bias.withUnsafeBufferPointer { bias in
        for neuron in 0..<neurons {
          currents[neuron] = guardShift(currents[neuron] &* guardFactor) &+ bias[neuron]
        }
      }
    }
  }

  /// Writes the largest sum of each window of currents to the place of its neuron.
  private func takeLargest(_ buffers: inout SimulatorBuffers) {
    let (channels, window) = (geometry.channels, geometry.currentWindow)
    for neuron in stride(from: 0, to: neuronCount, by: channels) {
      let place = neuron / channels
      let y = place / geometry.neurons.width * window.height
      let x = place % geometry.neurons.width * window.width
      for row in y..<y + window.height {
        for column in x..<x + window.width {
          let first = (row * geometry.currents.width + column) * channels
          let isFirst = row == y && column == x
          for channel in 0..<channels {
            let sum = buffers.sums[first + channel]
            let largest = isFirst ? sum : max(sum, buffers.currents[neuron + channel])
            buffers.currents[neuron + channel] = largest
          }
        }
      }
    }
  }

  /// Runs one step of the neurons: decay, integrate, bound, fire, reset.
  func step(_ currents: [Int32], _ state: inout LayerState) {
    switch leak {
    case .shared(let factor, let shift):
      step(currents, &state) { _, v in shift(v &* factor) }
    case .factors(let factors, let shift):
      factors.withUnsafeBufferPointer { factors in
        step(currents, &state) { neuron, v in shift(v &* factors[neuron]) }
      }
    case .shifts(let shifts):
      shifts.withUnsafeBufferPointer { shifts in
        step(currents, &state) { neuron, v in shifts[neuron](v) }
      }
    }
  }

  @inline(__always)
  private func step(
    _ currents: [Int32],
    _ state: inout LayerState,
    leak: (Int, Int32) -> Int32
  ) {
    let (lower, upper) = (Int32(width.lower), Int32(width.upper))
    let unused = Int32(32) - Int32(truncatingIfNeeded: (upper &+ 1).trailingZeroBitCount + 1)
    let neuronCount = neuronCount
    state.membranes.withUnsafeMutableBufferPointer { membranes in
      state.fired.withUnsafeMutableBufferPointer { fired in
        currents.withUnsafeBufferPointer { currents in
          thresholds.withUnsafeBufferPointer { thresholds in
            for neuron in 0..<neuronCount {
              let v = membranes[neuron]
              var u = v &- leak(neuron, v) &+ currents[neuron]
              u = wraps ? (u &<< unused) &>> unused : min(max(u, lower), upper)
              let threshold = thresholds[neuron]
              let fires = u >= threshold
              fired[neuron] = fires ? 1 : 0
              let reset = resetsToValue ? resetValues[neuron] : u &- threshold
              membranes[neuron] = fires ? reset : u
            }
          }
        }
      }
    }
    state.collectSpikes()
  }
}
