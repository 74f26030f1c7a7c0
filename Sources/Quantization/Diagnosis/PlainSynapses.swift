import SpikingNetworks

/// The synapses of one layer in plain loops, for real numbers and for integers.
struct PlainSynapses<Number: SignedNumeric & Comparable> {
  let geometry: LayerGeometry
  private let pool: PoolKind?
  private let weights: [Number]
  /// [from][to]; empty without recurrence.
  private let recurrentWeights: [Number]
  private let table: SynapseTable

  /// Creates synapses; `pool` is what a window of spikes becomes, where `geometry` has windows.
  init(
    _ geometry: LayerGeometry,
    _ pool: PoolKind?,
    weights: [Number],
    recurrentWeights: [Number]
  ) {
    self.geometry = geometry
    self.pool = pool
    self.weights = weights
    self.recurrentWeights = recurrentWeights
    table = SynapseTable(geometry)
  }

  /// Returns what reaches the synapses: windows summed up, or their largest element under `max`.
  func pooled(_ values: [Number]) -> [Number] {
    guard !table.pooledInputs.isEmpty else { return values }
    var result = [Number](repeating: 0, count: geometry.pooled.count)
    for (index, place) in table.pooledInputs.enumerated() where place >= 0 {
      let (place, value) = (Int(place), values[index])
      result[place] = pool == .max ? max(result[place], value) : result[place] + value
    }
    return result
  }

  /// Returns the weighted sums of pooled `inputs`, before the pooling of the currents.
  func sums(_ inputs: [Number]) -> [Number] {
    let length = geometry.groupOutputs
    var sums = [Number](repeating: 0, count: geometry.currents.count)
    for (index, input) in inputs.enumerated() where input != 0 {
      table.forEachRun(from: Int32(index)) { current, weight in
        for offset in 0..<length { sums[current + offset] += input * weights[weight + offset] }
      }
    }
    return sums
  }

  /// Adds the recurrent weights of the neurons that fired, times `factor`, to `sums` of a dense layer.
  func addRecurrence(of spikes: [Bool], times factor: Number, to sums: inout [Number]) {
    guard !recurrentWeights.isEmpty else { return }
    for (from, fired) in spikes.enumerated() where fired {
      for to in sums.indices { sums[to] += factor * recurrentWeights[from * sums.count + to] }
    }
  }

  /// Returns the largest sum of each window of currents.
  func largest(_ sums: [Number]) -> [Number] {
    let (channels, window) = (geometry.channels, geometry.currentWindow)
    guard window.area > 1 else { return sums }
    return (0..<geometry.neurons.count).map { neuron in
      let place = neuron / channels
      let y = place / geometry.neurons.width * window.height
      let x = place % geometry.neurons.width * window.width
      var largest: Number?
      for row in y..<y + window.height {
        for column in x..<x + window.width {
          let sum = sums[(row * geometry.currents.width + column) * channels + neuron % channels]
          largest = max(largest ?? sum, sum)
        }
      }
      return largest ?? 0
    }
  }
}

/// What enters the first layer: the sample itself, or the spikes that are drawn from it or read in it.
struct SampleEncoder {
  private let spikes: InputSpikes?
  private let count: Int

  /// Creates the encoder of `input`; `seed` is the key of the rate coding.
  init(_ input: InputSpec, seed: UInt64) {
    spikes = InputSpikes(input, seed: seed)
    count = input.shape.count
  }

  /// Returns the integers of time step `step` of sample number `sample`.
  func integers(_ values: ArraySlice<UInt8>, step: Int, sample: Int) -> [Int] {
    guard let spikes else { return values.map(Int.init) }
    var active: [Int32] = []
    spikes.activeInputs(values, step: step, sample: sample, into: &active)
    var result = [Int](repeating: 0, count: count)
    for input in active { result[Int(input)] = 1 }
    return result
  }
}
