import CVectorKernels

/// A piece of the second phase of a batch: some numbers of one layer, their gradient and their update.
///
/// The gradient of a number is summed over shards in shard order, whatever piece it belongs to.
struct GradientPiece: Sendable {
  /// The layer, and its place in the network.
  let layer: Int
  let part: Part

  /// Describes which numbers of the layer a piece holds.
  enum Part: Sendable {
    /// The rows of weights in this range.
    case weights(Range<Int>)
    /// The panel of weights that begins at this column, of a layer that shares inputs.
    case panel(Int)
    /// The recurrent weights that leave these neurons.
    case recurrentWeights(Range<Int>)
    /// Biases, decays, thresholds and the normalisation.
    case channels
  }

  /// Cuts the parameters of `plan` into pieces that are worth a worker's while.
  static func pieces(_ plan: ExecutionPlan) -> [GradientPiece] {
    plan.layers.flatMap { layer -> [GradientPiece] in
      func cut(_ rows: Int, _ part: (Range<Int>) -> Part) -> [GradientPiece] {
        let height = max((16384 / layer.width + 7) / 8 * 8, (rows + 63) / 64 * 8)
        return stride(from: 0, to: rows, by: height).map { first in
          GradientPiece(layer: layer.index, part: part(first..<min(first + height, rows)))
        }
      }
      var pieces: [GradientPiece]
      if layer.sharesInputs {
        pieces = layer.panelStarts.map { GradientPiece(layer: layer.index, part: .panel($0)) }
      } else if layer.convolution == nil {
        pieces = cut(layer.weightRows) { .weights($0) }
      } else {
        // One piece: the transposed kernel is made from all of its rows.
        pieces = [GradientPiece(layer: layer.index, part: .weights(0..<layer.weightRows))]
      }
      if layer.spec.isRecurrent { pieces += cut(layer.channels) { .recurrentWeights($0) } }
      return pieces + [GradientPiece(layer: layer.index, part: .channels)]
    }
  }

  /// Sums the gradient of the batch over `shards`, all of which hold samples.
  func collect(_ shards: ArraySlice<TrainingShard>, network: NetworkState, kernels: VectorKernels) {
    let state = network.layers[layer]
    switch part {
    case .weights(let rows): collectWeights(rows, shards, state, kernels)
    case .panel(let start): collectPanel(start, shards, state, kernels)
    case .recurrentWeights(let neurons): collectRecurrent(neurons, shards, state, kernels)
    case .channels: collectChannels(shards, state)
    }
  }

  /// Takes the optimizer step and brings what is derived from the numbers up to date.
  func apply(_ step: OptimizerStep, network: NetworkState, kernels: VectorKernels) {
    let state = network.layers[layer]
    forEachArray(network) { array, range in
      step.apply(array, offset: range.lowerBound, count: range.count, kernels)
    }
    // What passes read of integers follows from all numbers of a layer, behind the step.
    guard state.integers == nil else { return }
    switch part {
    case .weights(let rows): state.refreshWeights(rows, kernels)
    // Nothing is derived from the weights of a first layer that is dense.
    case .panel: break
    case .recurrentWeights(let neurons): state.transposeRecurrent(neurons)
    case .channels: state.refreshDynamics()
    }
  }

  /// Takes the gradient away from pruned numbers, which so stay 0.
  func clearPruned(_ network: NetworkState) {
    forEachArray(network) { array, range in array.clearPruned(array.gradient, range) }
  }

  /// Adds strength * w to the gradient of each weight w, and returns strength / 2 times the sum of their squares.
  ///
  /// - Parameter strengths: That of each layer.
  func addDecay(_ strengths: [Double], _ network: NetworkState) -> Double {
    let strength = strengths[layer]
    guard strength > 0 else { return 0 }
    var sum = 0.0
    forEachArray(network) { array, range in
      guard array.role.decays else { return }
      let (gradient, values, factor) = (array.gradient.base, array.values.base, Float(strength))
      for index in range { gradient[index] += factor * values[index] }
      sum += array.squaredNorm(array.values, offset: range.lowerBound, count: range.count)
    }
    return strength / 2 * sum
  }

  /// The sum of the squares of the piece's gradient; a number that channels share counts once.
  func squaredNorm(_ network: NetworkState) -> Double {
    var sum = 0.0
    forEachArray(network) { array, range in
      if network.layers[layer].sharesOneValue(array) {
        let value = Double(array.gradient.base[0])
        sum += value * value
      } else {
        sum += array.squaredNorm(array.gradient, offset: range.lowerBound, count: range.count)
      }
    }
    return sum
  }

  /// Calls `body` with the parts of arrays that the piece holds.
  private func forEachArray(_ network: NetworkState, _ body: (ParameterArray, Range<Int>) -> Void) {
    let state = network.layers[layer]
    let width = state.plan.width
    switch part {
    case .weights(let rows):
      for start in state.plan.panelStarts {
        let columns = state.plan.panelColumns(start)
        let base = start * state.plan.weightRows
        body(
          state.weights,
          base + rows.lowerBound * columns..<base + rows.upperBound * columns
        )
      }
    case .panel(let start):
      body(state.weights, state.plan.panelPlaces(start))
    case .recurrentWeights(let neurons):
      guard let recurrent = state.recurrent else { return }
      body(recurrent, neurons.lowerBound * width..<neurons.upperBound * width)
    case .channels:
      for array in state.channelArrays { body(array, 0..<width) }
    }
  }

  private func collectWeights(
    _ rows: Range<Int>,
    _ shards: ArraySlice<TrainingShard>,
    _ state: LayerState,
    _ kernels: VectorKernels
  ) {
    let width = state.plan.width
    let gradient = state.weights.gradient.base
    var isFirst = true
    for shard in shards {
      let part = shard.workspace.layers[layer]
      defer { isFirst = false }
      if state.plan.convolution == nil {
        part.input.weightGradient(
          rows,
          delta: part.synapseDelta,
          packed: part.packedDelta.count > 0 ? UnsafePointer(part.packedDelta.base) : nil,
          accumulate: !isFirst,
          to: gradient,
          kernels
        )
      } else {
        let source = part.weightGradient.base
        for index in rows.lowerBound * width..<rows.upperBound * width {
          gradient[index] = isFirst ? source[index] : gradient[index] + source[index]
        }
      }
    }
    state.clearOtherGroups(rows)
  }

  private func collectPanel(
    _ start: Int,
    _ shards: ArraySlice<TrainingShard>,
    _ state: LayerState,
    _ kernels: VectorKernels
  ) {
    let gradient = state.weights.gradient.base
    let places = state.plan.panelPlaces(start)
    (gradient + places.lowerBound).update(repeating: 0, count: places.count)
    for shard in shards {
      let part = shard.workspace.layers[layer]
      part.input.shared?
        .addWeightGradient(panel: start, delta: part.synapseDelta, to: gradient, kernels)
    }
  }

  private func collectRecurrent(
    _ neurons: Range<Int>,
    _ shards: ArraySlice<TrainingShard>,
    _ state: LayerState,
    _ kernels: VectorKernels
  ) {
    guard let recurrent = state.recurrent else { return }
    var isFirst = true
    for shard in shards {
      let part = shard.workspace.layers[layer]
      defer { isFirst = false }
      part.recurrent?.weightGradient(
        neurons,
        delta: part.delta.base + shard.workspace.samples * state.plan.neurons,
        accumulate: !isFirst,
        to: recurrent.gradient.base,
        kernels
      )
    }
  }

  private func collectChannels(_ shards: ArraySlice<TrainingShard>, _ state: LayerState) {
    func sum(_ array: ParameterArray, _ source: (LayerWorkspace) -> AlignedBuffer<Float>?) {
      let target = array.gradient.base
      target.update(repeating: 0, count: state.plan.width)
      for shard in shards {
        guard let values = source(shard.workspace.layers[layer])?.base else { continue }
        for channel in 0..<state.plan.channels { target[channel] += values[channel] }
      }
      guard state.sharesOneValue(array) else { return }
      var total: Float = 0
      for channel in 0..<state.plan.channels { total += target[channel] }
      for channel in 0..<state.plan.channels { target[channel] = total }
    }
    // A normalisation takes the mean away, and any bias with it.
    sum(state.bias) { state.norm == nil ? $0.biasGradient : nil }
    sum(state.beta) { $0.betaGradient }
    sum(state.threshold) { $0.thresholdGradient }
    guard let norm = state.norm else { return }
    sum(norm.shift) { $0.biasGradient }
    sum(norm.scale) { $0.norm?.scaleGradient }
    norm.absorb(
      shards,
      bias: state.plan.neuron.is_synaptic != 0 ? state.bias.values : nil
    )
  }
}
