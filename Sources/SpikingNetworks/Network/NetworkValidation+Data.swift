extension NetworkSpec {
  /// Throws `NetworkError.dataMismatch` unless `samples` have this input's shape, range and classes.
  public func check(_ samples: SampleSet) throws(NetworkError) {
    guard samples.shape == input.shape else {
      throw .dataMismatch("samples of shape \(samples.shape), network input \(input.shape)")
    }
    guard samples.maximum == input.maximum else {
      throw .dataMismatch("inputs up to \(samples.maximum), network input up to \(input.maximum)")
    }
    guard samples.frames == input.frames else {
      throw .dataMismatch(
        "\(samples.form), network input \(input.coding.rawValue) in \(input.timesteps) steps"
      )
    }
    guard samples.classCount == classCount else {
      throw .dataMismatch("\(samples.classCount) classes, network has \(classCount) outputs")
    }
    guard samples.count > 0 else { throw .dataMismatch("the set is empty") }
    guard samples.labels.allSatisfy({ $0 < samples.classCount }) else {
      throw .dataMismatch("a label is not a class")
    }
    if let frames = samples.frames {
      guard frames.hasNoStrayBits(samples.inputs) else {
        throw .dataMismatch("a frame has spikes of inputs beyond \(frames.inputs)")
      }
    } else if !samples.inputs.allSatisfy({ $0 <= samples.maximum }) {
      throw .dataMismatch("an input exceeds \(samples.maximum)")
    }
  }

  /// Throws `NetworkError.invalidOptions` unless batches of `batch` samples have rows enough to be normalised.
  func checkStatistics(batch: Int) throws(NetworkError) {
    for (index, geometry) in geometries.enumerated() where layers[index].norm != nil {
      // The current of a first layer under direct coding is the same in every step.
      let steps = index == 0 && input.coding == .direct ? 1 : input.timesteps
      guard batch * steps * geometry.currents.positions > 1 else {
        throw .invalidOptions("\(layers[index].name): a norm needs batches of at least 2 samples")
      }
    }
  }

  /// Throws `NetworkError.parameterMismatch` unless `parameters` have the sizes of this network.
  public func check(_ parameters: NetworkParameters) throws(NetworkError) {
    guard parameters.layers.count == layers.count else {
      throw .parameterMismatch(layer: layers.last?.name ?? "")
    }
    for (index, geometry) in geometries.enumerated() {
      try check(parameters.layers[index], of: layers[index], geometry)
    }
  }

  private func check(
    _ values: LayerParameters,
    of layer: LayerSpec,
    _ geometry: LayerGeometry
  ) throws(NetworkError) {
    let channels = geometry.channels
    let norm = values.norm.map { [$0.scale, $0.shift, $0.mean, $0.variance] } ?? []
    guard values.weights.count == geometry.weightCount,
      values.bias.count == (layer.hasBias ? channels : 0),
      values.recurrentWeights.count == (layer.isRecurrent ? channels * channels : 0),
      values.betas.count == layer.neuron.initialBetas(channels: channels).count,
      values.thresholds.count == layer.neuron.initialThresholds(channels: channels).count,
      (values.norm != nil) == (layer.norm != nil), norm.allSatisfy({ $0.count == channels })
    else { throw .parameterMismatch(layer: layer.name) }
    let numbers =
      [values.weights, values.bias, values.recurrentWeights, values.betas, values.thresholds] + norm
    guard numbers.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw .diverged(layer: layer.name)
    }
    guard values.betas.allSatisfy({ (0...1).contains($0) }),
      values.thresholds.allSatisfy({ $0 > layer.neuron.firing?.floor ?? 0 }),
      values.norm?.variance.allSatisfy({ $0 >= 0 }) ?? true
    else {
      throw .invalidNetwork("\(layer.name): a decay, threshold or variance is out of range")
    }
  }
}

extension SampleSet {
  /// What a sample consists of, in words.
  fileprivate var form: String {
    frameCount.map { "samples of \($0) frames of spikes" } ?? "samples of values"
  }
}
