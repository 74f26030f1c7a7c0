import SpikingNetworks
import Testing

@Suite struct TrainingOptionsTests {
  @Test("Numbers out of range are refused, the ends of ranges are not")
  func ranges() throws {
    typealias Change = (inout TrainingOptions) -> Void
    func adamW(_ beta1: Double, _ decay: Double) -> OptimizerSpec {
      .adamW(learningRate: 0.1, beta1: beta1, beta2: 0.9, epsilon: 1e-8, weightDecay: decay)
    }
    let illegal: [Change] = [
      { $0.labelSmoothing = 1 }, { $0.labelSmoothing = -0.1 }, { $0.clipNorm = -1 },
      { $0.clipNorm = .infinity }, { $0.averaging = 1 }, { $0.averaging = .nan },
      { $0.patience = -1 }, { $0.augmentation.rotate = 181 }, { $0.augmentation.scale = 1 },
      { $0.augmentation.cutout = -1 }, { $0.augmentation.noise = 2 },
      { $0.optimizer = adamW(1, 0) }, { $0.optimizer = adamW(0, -1) },
      { $0.optimizer = .sgd(learningRate: 1, momentum: 1) },
    ]
    for change in illegal {
      var options = TrainingOptions()
      change(&options)
      #expect(throws: NetworkError.self) { try options.validate() }
    }
    let legal: [Change] = [
      { $0.labelSmoothing = 0.99 }, { $0.clipNorm = 1e9 }, { $0.averaging = 0.9999 },
      { $0.augmentation.rotate = 180 }, { $0.augmentation.scale = 0.9 },
      { $0.optimizer = adamW(0, 1) },
    ]
    for change in legal {
      var options = TrainingOptions()
      change(&options)
      try options.validate()
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
