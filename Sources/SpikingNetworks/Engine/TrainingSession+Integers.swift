extension TrainingSession {
  /// The point of the next forward pass, or with `averaged` that of the moving average.
  private func point(averaged: Bool) -> QuantizationPoint? {
    guard var point, quantization?.learnsScales == true else { return point }
    let arrays = network.layers.compactMap(\.learnedScales)
    if averaged { for scales in arrays { scales.array.exchangeAverage() } }
    defer { if averaged { for scales in arrays { scales.array.exchangeAverage() } } }
    point.scales = arrays.map(\.scales)
    return point
  }

  /// The point that belongs to `result`, in a training in integers.
  var resultingPoint: QuantizationPoint {
    guard let point = point(averaged: options.averaging > 0) else {
      preconditionFailure("a float training has no point")
    }
    return point
  }

  /// Chooses the point anew if the quantization does.
  ///
  /// - Throws: `NetworkError.diverged`, or what the quantization throws.
  func choosePoint() throws {
    guard let choose = quantization?.choose, let current = point(averaged: false) else { return }
    let parameters = network.parameters
    try plan.spec.check(parameters)
    point = try choose(parameters, current)
  }

  /// Derives the integers of the next forward pass from the parameters.
  ///
  /// - Throws: `NetworkError.diverged`, or what the quantization throws.
  func requantize() throws {
    guard let quantization, let point = point(averaged: false) else { return }
    let parameters = network.parameters
    try plan.spec.check(parameters)
    network.adopt(try quantization.derive(parameters, point), workers: workers, kernels)
  }

  /// The second phase of a batch in integers: all pieces collect before any steps, since learned
  /// scales need all.
  func runIntegerPieces(
    _ step: OptimizerStep,
    _ shards: ArraySlice<TrainingShard>,
    _ penalties: EpochPenalties
  ) {
    let (pieces, network, kernels, norms) = (pieces, network, kernels, norms)
    passThrough(shards)
    if penalties.hasDecay {
      let decays = decays
      workers.run(pieces.count) {
        decays.base[$0] = pieces[$0].addDecay(penalties.decays, network)
      }
    }
    var step = step
    if options.clipNorm > 0 {
      workers.run(pieces.count) { norms.base[$0] = pieces[$0].squaredNorm(network) }
      step = clipping(step)
    }
    let clipped = step
    workers.run(pieces.count) { index in
      pieces[index].apply(clipped, network: network, kernels: kernels)
    }
  }

  /// Collects the gradient over `shards` and turns it into that of the parameters and of learned
  /// scales.
  private func passThrough(_ shards: ArraySlice<TrainingShard>) {
    let (pieces, network, kernels, scaleSums) = (pieces, network, kernels, scaleSums)
    let prunes = pruner != nil
    workers.run(pieces.count) { index in
      pieces[index].collect(shards, network: network, kernels: kernels)
      if prunes { pieces[index].clearPruned(network) }
      let sums = scaleSums[index].count > 0 ? scaleSums[index].base : nil
      pieces[index].passThrough(network, sums: sums)
    }
    for (index, layer) in network.layers.enumerated() {
      guard let scales = layer.learnedScales, let integers = layer.integers else { continue }
      let plan = layer.plan
      var sums = [Double](repeating: 0, count: plan.channels)
      for (piece, part) in zip(pieces, scaleSums) where piece.layer == index {
        for channel in sums.indices { sums[channel] += part.base[channel] }
      }
      scales.setGradient(
        sums,
        weights: plan.geometry.fanIn + (plan.spec.isRecurrent ? plan.channels : 0),
        highest: integers.weightRange.upperBound
      )
    }
  }
}
