extension TrainingOptions {
  /// Throws `NetworkError.invalidOptions` where a number is out of range.
  public func validate() throws(NetworkError) {
    try require(epochs >= 0, "epochs must not be negative")
    try require(epochs > 0 || pruning == nil, "pruning needs an epoch to prune in")
    try require((1...65536).contains(batch), "batch must be in 1...65536")
    try require(
      surrogate.shape.isPositiveFloat,
      "the surrogate's slope or width must be positive and finite as a 32-bit float"
    )
    try augmentation.validate()
    try pruning?.validate()
    try distillation?.validate()
    try require(schedule.warmup >= 0, "warm-up must not be negative")
    try optimizer.validate()
    try require((0..<1).contains(labelSmoothing), "label smoothing must be in 0..<1")
    try require(clipNorm >= 0 && clipNorm.isFinite, "the clip norm must not be negative")
    try require((0..<1).contains(averaging), "the averaging decay must be in 0..<1")
    try require(patience >= 0, "patience must not be negative")
    if case .step(let every, let factor, _) = schedule {
      try require(
        every >= 1 && factor > 0 && factor.isFinite,
        "a step schedule needs every >= 1 and a finite factor > 0"
      )
    }
    for regularizer in regularizers { try regularizer.validate() }
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
      try require(
        epsilon.isPositiveFloat,
        "epsilon must be positive and finite as a 32-bit float"
      )
    }
    try require(
      learningRate >= 0 && Float(learningRate).isFinite,
      "the learning rate must be finite and not negative"
    )
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

extension DistillationSpec {
  fileprivate func validate() throws(NetworkError) {
    guard temperature > 0, temperature.isFinite, (0...1).contains(alpha), features >= 0,
      Float(features).isFinite
    else {
      throw .invalidOptions(
        "distillation needs a temperature above 0, alpha in 0...1, and features that are not negative"
      )
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

  /// Throws `NetworkError.invalidOptions` where a change makes no sense for samples of `input`.
  ///
  /// A shift by a whole side leaves nothing of a sample, and a square of that side may; signals of height 1
  /// are moved and cut along their columns only. Events are moved, and nothing else.
  func check(_ input: InputSpec) throws(NetworkError) {
    let shape = input.shape
    if input.coding == .events, let key = changesOfValues.first {
      throw .invalidOptions("augment.\(key) does not apply to events, which are shifted only")
    }
    if rotate > 0 && shape.height == 1 {
      throw .invalidOptions("augment.rotate needs images; the samples have height 1")
    }
    let side = shape.height == 1 ? shape.width : min(shape.height, shape.width)
    for (name, value) in [("shift", shift), ("cutout", cutout)] where value > 0 && value >= side {
      throw .invalidOptions(
        "augment.\(name) must be less than \(side) for samples of height \(shape.height) and "
          + "width \(shape.width)"
      )
    }
  }
}

extension Double {
  /// Whether the value is positive and finite in the precision that kernels compute with.
  fileprivate var isPositiveFloat: Bool {
    let value = Float(self)
    return value > 0 && value.isFinite
  }
}
