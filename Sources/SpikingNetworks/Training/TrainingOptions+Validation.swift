extension TrainingOptions {
  /// Throws `NetworkError.invalidOptions` where a number is out of range.
  public func validate() throws(NetworkError) {
    try require(epochs >= 1, "epochs must be at least 1")
    try require((1...65536).contains(batch), "batch must be in 1...65536")
    try require(surrogate.shape > 0, "the surrogate's slope or width must be positive")
    try augmentation.validate()
    try require(schedule.warmup >= 0, "warm-up must not be negative")
    try optimizer.validate()
    try require((0..<1).contains(labelSmoothing), "label smoothing must be in 0..<1")
    try require(clipNorm >= 0 && clipNorm.isFinite, "the clip norm must not be negative")
    try require((0..<1).contains(averaging), "the averaging decay must be in 0..<1")
    try require(patience >= 0, "patience must not be negative")
    if case .step(let every, let factor, _) = schedule {
      try require(every >= 1 && factor > 0, "a step schedule needs every >= 1 and factor > 0")
    }
    for case .synaptic(let strength, let p, _) in regularizers {
      try require(strength >= 0, "the strength of a regularizer must not be negative")
      try require(p == 1 || p == 2, "p of the synaptic regularizer must be 1 or 2")
    }
  }

  private func require(_ condition: Bool, _ text: String) throws(NetworkError) {
    guard condition else { throw .invalidOptions(text) }
  }
}

extension OptimizerSpec {
  fileprivate func validate() throws(NetworkError) {
    func require(_ condition: Bool, _ text: String) throws(NetworkError) {
      guard condition else { throw .invalidOptions(text) }
    }
    func requireMoments(_ beta1: Double, _ beta2: Double, _ epsilon: Double) throws(NetworkError) {
      try require((0..<1).contains(beta1) && (0..<1).contains(beta2), "betas must be in 0..<1")
      try require(epsilon > 0, "epsilon must be positive")
    }
    try require(learningRate >= 0, "the learning rate must not be negative")
    switch self {
    case .adam(_, let beta1, let beta2, let epsilon):
      try requireMoments(beta1, beta2, epsilon)
    case .adamW(_, let beta1, let beta2, let epsilon, let weightDecay):
      try requireMoments(beta1, beta2, epsilon)
      try require(weightDecay >= 0 && weightDecay.isFinite, "weight decay must not be negative")
    case .sgd(_, let momentum):
      try require((0..<1).contains(momentum), "the momentum must be in 0..<1")
    }
  }
}

extension AugmentationSpec {
  fileprivate func validate() throws(NetworkError) {
    func require(_ condition: Bool, _ text: String) throws(NetworkError) {
      guard condition else { throw .invalidOptions(text) }
    }
    try require(shift >= 0, "augment.shift must not be negative")
    try require((0...180).contains(rotate), "augment.rotate must be in 0...180 degrees")
    try require((0...0.9).contains(scale), "augment.scale must be in 0...0.9")
    try require(cutout >= 0, "augment.cutout must not be negative")
    try require((0...1).contains(noise), "augment.noise must be in 0...1")
  }

  /// Throws `NetworkError.invalidOptions` where a change makes no sense for samples of `shape`.
  func check(_ shape: SampleShape) throws(NetworkError) {
    if rotate > 0 && shape.height == 1 {
      throw .invalidOptions("augment.rotate needs images; the samples have height 1")
    }
  }
}
