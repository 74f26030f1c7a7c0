import CVectorKernels

/// A piece of the second phase of a batch: some rows of a weight gradient and their update.
///
/// The gradient of a weight is summed over shards in shard order, whatever piece it belongs to.
struct GradientPiece: Sendable {
  let layer: Int
  /// The inputs whose weights the piece holds; empty: the biases.
  let inputs: Range<Int>

  /// Cuts the parameters of `plan` into pieces that are worth a worker's while.
  static func pieces(_ plan: ExecutionPlan) -> [GradientPiece] {
    plan.layers.enumerated().flatMap { index, layer in
      let height = max((16384 / layer.width + 7) / 8 * 8, (layer.inputs + 63) / 64 * 8)
      let weights = stride(from: 0, to: layer.inputs, by: height).map { first in
        GradientPiece(layer: index, inputs: first..<min(first + height, layer.inputs))
      }
      return weights + [GradientPiece(layer: index, inputs: 0..<0)]
    }
  }

  /// Sums the gradient of the batch over `shards` into the piece's part of its array.
  func collect(_ shards: [TrainingShard], network: NetworkState, kernels: VectorKernels) {
    let state = network.layers[layer]
    guard !inputs.isEmpty else {
      if state.hasBias { collectBias(shards, state) }
      return
    }
    let width = state.plan.width
    var isFirst = true
    for shard in shards where shard.workspace.samples > 0 {
      let workspace = shard.workspace
      let part = workspace.layers[layer]
      let gradient = state.weights.gradient.base
      if let input = part.input {
        input.weightGradient(
          inputs,
          rows: workspace.samples * workspace.plan.steps,
          delta: part.delta.base,
          accumulate: !isFirst,
          to: gradient,
          kernels
        )
      } else {
        let target = gradient + inputs.lowerBound * width
        kernels.table.gemm(
          Int32(inputs.count),
          Int32(width),
          Int32(workspace.samples),
          workspace.directInput.base + inputs.lowerBound,
          1,
          state.plan.inputWidth,
          part.delta.base,
          width,
          isFirst ? nil : target,
          width,
          target,
          width
        )
      }
      isFirst = false
    }
  }

  private func collectBias(_ shards: [TrainingShard], _ state: LayerState) {
    let gradient = state.bias.gradient.base
    gradient.update(repeating: 0, count: state.plan.width)
    for shard in shards where shard.workspace.samples > 0 {
      let part = shard.workspace.layers[layer].biasGradient.base
      for index in 0..<state.plan.width { gradient[index] += part[index] }
    }
  }

  /// The squared Euclidean norm of the gradient that `collect` left.
  func squaredNorm(network: NetworkState) -> Double {
    let state = network.layers[layer]
    let width = state.plan.width
    if !inputs.isEmpty {
      return state.weights.squaredNorm(
        offset: inputs.lowerBound * width,
        count: inputs.count * width
      )
    }
    return state.hasBias ? state.bias.squaredNorm(offset: 0, count: width) : 0
  }

  /// Takes one optimizer step along the gradient that `collect` left.
  func apply(step: OptimizerStep, network: NetworkState, kernels: VectorKernels) {
    let state = network.layers[layer]
    let width = state.plan.width
    guard !inputs.isEmpty else {
      if state.hasBias { step.apply(state.bias, offset: 0, count: width, kernels) }
      return
    }
    step.apply(
      state.weights,
      offset: inputs.lowerBound * width,
      count: inputs.count * width,
      kernels
    )
    if state.transposed.count > 0 { state.transpose(inputs) }
  }
}
