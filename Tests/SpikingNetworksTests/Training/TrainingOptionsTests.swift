import SpikingNetworks
import Testing

@Suite struct TrainingOptionsTests {
  @Test("Numbers out of range are refused, the ends of ranges are not")
  func ranges() throws {
    typealias Change = (inout TrainingOptions) -> Void
    func adamW(_ beta1: Double, _ decay: Double) -> OptimizerSpec {
      .adamW(learningRate: 0.1, beta1: beta1, beta2: 0.9, epsilon: 1e-8, weightDecay: decay)
    }
    func penalty(_ strength: Double) -> RegularizerSpec {
      .synaptic(strength: strength, p: 1, ramp: false)
    }
    let illegal: [Change] = [
      { $0.labelSmoothing = 1 }, { $0.labelSmoothing = -0.1 }, { $0.clipNorm = -1 },
      { $0.clipNorm = .infinity }, { $0.averaging = 1 }, { $0.averaging = .nan },
      { $0.patience = -1 }, { $0.augmentation.rotate = 181 }, { $0.augmentation.scale = 1 },
      { $0.augmentation.cutout = -1 }, { $0.augmentation.noise = 2 },
      { $0.optimizer = adamW(1, 0) }, { $0.optimizer = adamW(0, -1) },
      { $0.optimizer = .sgd(learningRate: 1, momentum: 1) },
      { $0.surrogate = .arctan(slope: 0) }, { $0.regularizers = [penalty(-1)] },
      { $0.schedule = .step(every: 1, factor: 0, warmup: 0) },
    ]
    for change in illegal {
      var options = TrainingOptions()
      change(&options)
      #expect(throws: NetworkError.self) { try options.validate() }
    }
    let legal: [Change] = [
      { $0.labelSmoothing = 0.99 }, { $0.clipNorm = 1e9 }, { $0.averaging = 0.9999 },
      { $0.augmentation.rotate = 180 }, { $0.augmentation.scale = 0.9 },
      { $0.optimizer = adamW(0, 1) }, { $0.optimizer = .sgd(learningRate: 0, momentum: 0) },
      { $0.surrogate = .boxcar(width: 1e-30) }, { $0.regularizers = [penalty(0)] },
    ]
    for change in legal {
      var options = TrainingOptions()
      change(&options)
      try options.validate()
    }
  }

  @Test(
    "Numbers that are no finite 32-bit floats are refused",
    arguments: [Double.infinity, .nan, 1e39]
  )
  func notFinite(value: Double) {
    func adam(_ rate: Double, _ epsilon: Double) -> OptimizerSpec {
      .adam(learningRate: rate, beta1: 0.9, beta2: 0.9, epsilon: epsilon)
    }
    var changes: [(inout TrainingOptions) -> Void] = [
      { $0.optimizer = .sgd(learningRate: value, momentum: 0) },
      { $0.optimizer = adam(value, 1e-8) }, { $0.optimizer = adam(0.1, value) },
      { $0.surrogate = .arctan(slope: value) }, { $0.surrogate = .boxcar(width: value) },
      { $0.regularizers = [.synaptic(strength: value, p: 1, ramp: false)] },
      // Positive, and 0 in the precision that is computed with.
      { $0.optimizer = adam(0.1, 1e-46) }, { $0.surrogate = .triangular(width: 1e-46) },
    ]
    if value != 1e39 { changes.append { $0.schedule = .step(every: 1, factor: value, warmup: 0) } }
    for (index, change) in changes.enumerated() {
      var options = TrainingOptions()
      change(&options)
      #expect(throws: NetworkError.self, "change \(index)") { try options.validate() }
    }
  }

  @Test("Shifts and squares are smaller than the sides of a sample")
  func sides() throws {
    // Height, width, and the first shift and square that is too large.
    for (height, width, bound) in [(4, 4, 4), (2, 8, 2), (8, 2, 2), (1, 16, 16), (16, 1, 1)] {
      var spec = TinyProblem.spec()
      spec.input.shape = SampleShape(height: height, width: width)
      var data = TinyProblem.samples(9)
      data.shape = spec.input.shape
      func train(_ augmentation: AugmentationSpec) throws {
        var options = TinyProblem.options(epochs: 1)
        options.augmentation = augmentation
        _ = try TinyProblem.engine().train(spec, options: options, on: data)
      }
      try train(AugmentationSpec(shift: bound - 1, cutout: bound - 1))
      for (name, value) in [("shift", bound), ("shift", .max), ("cutout", bound), ("cutout", .max)]
      {
        let isShift = name == "shift"
        #expect(
          throws: NetworkError.invalidOptions(
            "augment.\(name) must be less than \(bound) for samples of height \(height) and "
              + "width \(width)"
          )
        ) {
          try train(AugmentationSpec(shift: isShift ? value : 0, cutout: isShift ? 0 : value))
        }
      }
    }
  }

  @Test("Signals of height 1 cannot be rotated")
  func rotation() {
    var spec = TinyProblem.spec()
    spec.input.shape = SampleShape(height: 1, width: 16)
    var data = TinyProblem.samples(40)
    data.shape = spec.input.shape
    var options = TinyProblem.options(epochs: 1)
    options.augmentation = AugmentationSpec(shift: 2, scale: 0.1, cutout: 3, noise: 0.1)
    #expect(throws: Never.self) {
      try TinyProblem.engine().train(spec, options: options, on: data)
    }
    options.augmentation.rotate = 5
    #expect(
      throws: NetworkError.invalidOptions(
        "augment.rotate needs images; the samples have height 1"
      )
    ) {
      try TinyProblem.engine().train(spec, options: options, on: data)
    }
  }
}
