import FixedPoint
import SpikingNetworks

/// The synapses of one layer in the form that the simulator's loops read.
struct SimulatorSynapses {
  /// The synapses that leave each input; empty if all inputs have as many as there are neurons.
  private let fanOuts: [Int32]
  /// Whether each input has one run of synapses, to all neurons.
  private let isPlain: Bool
  private let neuronCount: Int
  private let table: SynapseTable
  private let poolsByOr: Bool
  private let weights: [Int16]

  init(_ layer: QuantizedLayer) {
    table = SynapseTable(layer.geometry)
    neuronCount = layer.outputCount
    isPlain = layer.geometry.isDense && layer.inputPool == nil
    fanOuts = isPlain ? [] : table.fanOuts.map(Int32.init)
    poolsByOr = layer.poolsByOr
    weights = layer.weights.values
  }

  /// Returns the number of synapses that leave `active` inputs.
  func operations(_ active: ArraySlice<Int32>) -> Int {
    guard !isPlain else { return active.count * neuronCount }
    var sum = 0
    for input in active { sum += Int(fanOuts[Int(input)]) }
    return sum
  }

  /// Sums the weights of `active` inputs into the buffers' sums.
  func sum(_ active: ArraySlice<Int32>, _ buffers: inout SimulatorBuffers) {
    let inputs = pooled(active, &buffers)
    let length = Int(table.groupOutputs)
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
          table.forEachRun(from: input) { current, weight in
            for index in 0..<length { sums[current + index] &+= Int32(weights[weight + index]) }
          }
        }
      }
    }
  }

  /// Sums the weights times the integers of `input` into the buffers' sums.
  func sum(values input: ArraySlice<UInt8>, _ buffers: inout SimulatorBuffers) {
    let length = Int(table.groupOutputs)
    buffers.sums.withUnsafeMutableBufferPointer { sums in
      sums.update(repeating: 0)
      weights.withUnsafeBufferPointer { weights in
        for (input, value) in zip(Int32(0)..., input) where value != 0 {
          let factor = Int32(value)
          table.forEachRun(from: input) { current, weight in
            for index in 0..<length {
              sums[current + index] &+= Int32(weights[weight + index]) &* factor
            }
          }
        }
      }
    }
  }

  /// The pooled inputs of `active`: as often as they are active, or once under OR.
  private func pooled(
    _ active: ArraySlice<Int32>,
    _ buffers: inout SimulatorBuffers
  ) -> ArraySlice<Int32> {
    guard !table.pooledInputs.isEmpty else { return active }
    buffers.pooledInputs.removeAll(keepingCapacity: true)
    buffers.mark += 1
    for input in active {
      let pooled = table.pooledInputs[Int(input)]
      guard pooled >= 0 else { continue }
      if poolsByOr {
        guard buffers.marks[Int(pooled)] != buffers.mark else { continue }
        buffers.marks[Int(pooled)] = buffers.mark
      }
      buffers.pooledInputs.append(pooled)
    }
    return buffers.pooledInputs[...]
  }
}
