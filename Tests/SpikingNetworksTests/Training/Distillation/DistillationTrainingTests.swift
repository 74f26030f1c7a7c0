import ContractSupport
import Foundation
import Testing

@testable import SpikingNetworks

@Suite struct DistillationTrainingTests {
  private let data = TinyProblem.samples(100)
  private let held = TinyProblem.samples(40, seed: 52)

  /// A larger network that knows the problem, with another coding, other steps and other bits.
  private func teacher() throws -> Teacher {
    var spec = TinyProblem.spec(.direct)
    spec.layers[0].connection = .dense(units: 20, bias: true)
    spec.input.timesteps = 6
    spec.input.bits = 6
    let model = try TinyProblem.engine().train(
      spec,
      options: TinyProblem.options(epochs: 8),
      on: TinyProblem.brightSamples(200).quantized(bits: 6)
    )
    return Teacher(model)
  }

  private func options(_ distillation: DistillationSpec?, epochs: Int = 3) -> TrainingOptions {
    var options = TinyProblem.options(epochs: epochs)
    options.augmentation = AugmentationSpec(shift: 1, noise: 0.1)
    options.distillation = distillation
    return options
  }

  private func train(
    _ options: TrainingOptions,
    _ teacher: Teacher?,
    on samples: SampleSet? = nil,
    workers: Int = 1,
    resuming: TrainingCheckpoint? = nil,
    checkpoint: (() -> TrainingCheckpoint) throws -> Void = { _ in }
  ) throws -> TrainedModel {
    try TinyProblem.engine(workers: workers).train(
      TinyProblem.spec(.rate),
      options: options,
      taughtBy: teacher,
      on: samples ?? data,
      validating: held,
      resuming: resuming,
      checkpoint: checkpoint
    )
  }

  @Test("Without a share the teacher changes no bit, and with one it does")
  func noShare() throws {
    let (plain, teacher) = (try train(options(nil), nil), try teacher())
    let none = options(DistillationSpec(temperature: 2, alpha: 0, features: 0))
    #expect(try train(none, teacher) == plain)
    #expect(try train(none, nil) == plain)
    let taught = try train(options(DistillationSpec(alpha: 0.5)), teacher)
    #expect(taught.parameters != plain.parameters)
  }

  @Test(
    "A network with the numbers of its teacher stays as it is: both see the same spikes of the same samples"
  )
  func sameNetwork() throws {
    for coding in InputCoding.allCases {
      let spec = TinyProblem.spec(coding)
      let start = NetworkParameters(initializing: spec, seed: 3)
      var options = options(DistillationSpec(temperature: 3, alpha: 1, features: 5), epochs: 2)
      options.optimizer = .sgd(learningRate: 1, momentum: 0)
      // Noise needs values.
      if coding == .events { options.augmentation.noise = 0 }
      let model = try TinyProblem.engine().train(
        spec,
        options: options,
        from: start,
        taughtBy: Teacher(spec: spec, parameters: start),
        on: data.entering(spec.input)
      )
      #expect(model.parameters == start)
      #expect(model.history.allSatisfy { $0.loss == 0 })
    }
  }

  @Test("Frames of spikes are no values: a teacher reads them as the network does, or not at all")
  func events() throws {
    let spec = TinyProblem.spec(.events)
    var options = options(DistillationSpec(alpha: 0.5), epochs: 1)
    options.augmentation = AugmentationSpec()
    for coding in [InputCoding.direct, .rate] {
      let other = TinyProblem.spec(coding)
      #expect(
        throws: NetworkError.invalidOptions(
          "the teacher reads samples by the coding \(coding.rawValue) in 4 steps, the network by events in 4"
        )
      ) {
        try TinyProblem.engine().train(
          spec,
          options: options,
          taughtBy: Teacher(
            spec: other,
            parameters: NetworkParameters(initializing: other, seed: 3)
          ),
          on: data.entering(spec.input)
        )
      }
    }
  }

  @Test("A teacher with finer inputs is given the samples on its own scale")
  func otherBits() throws {
    let spec = TinyProblem.spec(.direct)
    let start = NetworkParameters(initializing: spec, seed: 3)
    // 0...15 are the 16 multiples of 17 among 0...255, and the same real numbers.
    var fine = spec
    fine.input.bits = 8
    var options = options(DistillationSpec(temperature: 3, alpha: 1), epochs: 1)
    options.optimizer = .sgd(learningRate: 0.1, momentum: 0)
    let model = try TinyProblem.engine().train(
      spec,
      options: options,
      from: start,
      taughtBy: Teacher(spec: fine, parameters: start),
      on: data
    )
    #expect(model.history[0].loss < 1e-9)
    #expect(close(model.parameters.numbers, start.numbers, 1e-5))
  }

  @Test("A teacher that is sure of itself at a temperature of 1 stands for the labels")
  func sureTeacher() throws {
    var teacher = try teacher()
    // Answers far apart: softened they are 0 and 1.
    var parameters = teacher.parameters
    parameters.layers[1].weights = parameters.layers[1].weights.map { $0 * 4096 }
    parameters.layers[1].bias = parameters.layers[1].bias.map { $0 * 4096 }
    teacher = Teacher(spec: teacher.spec, parameters: parameters)
    let predictions = try TinyProblem.engine().evaluate(
      teacher.spec,
      teacher.parameters,
      on: data.quantized(bits: 6),
      seed: 1
    ).predictions
    var named = data
    named.labels = predictions.map(UInt8.init)
    var wrong = data
    wrong.labels = predictions.map { UInt8(($0 + 1) % 3) }
    var alone = options(nil, epochs: 2)
    alone.augmentation = AugmentationSpec()
    var taught = alone
    taught.distillation = DistillationSpec(temperature: 1, alpha: 1)
    let expected = try train(alone, nil, on: named)
    let found = try train(taught, teacher, on: wrong)
    for (left, right) in zip(found.history, expected.history) {
      #expect(abs(left.loss - right.loss) < 1e-4 * right.loss)
    }
    #expect(close(found.parameters.numbers, expected.parameters.numbers, 1e-3))
  }

  @Test("Hidden layers come closer to those of the teacher")
  func features() throws {
    var spec = TinyProblem.spec(.direct)
    spec.input.timesteps = 6
    let teacher = Teacher(
      spec: spec,
      parameters: NetworkParameters(initializing: spec, seed: 9)
    )
    let losses = try [0, 20.0].map { features in
      var options = options(DistillationSpec(alpha: 0, features: features), epochs: 10)
      options.augmentation = AugmentationSpec()
      let model = try train(options, teacher)
      // Nothing but the distance is left of the loss of a network that goes on without learning.
      var measured = self.options(
        DistillationSpec(temperature: 1, alpha: 0, features: 1),
        epochs: 1
      )
      measured.augmentation = AugmentationSpec()
      measured.optimizer = .sgd(learningRate: 0, momentum: 0)
      func loss(_ options: TrainingOptions) throws -> Double {
        try TinyProblem.engine().train(
          TinyProblem.spec(.rate),
          options: options,
          from: model.parameters,
          taughtBy: teacher,
          on: data
        ).history[0].loss
      }
      let whole = try loss(measured)
      measured.distillation = nil
      return whole - (try loss(measured))
    }
    #expect(losses[0] > 0)
    #expect(losses[1] < 0.5 * losses[0], "\(losses)")
  }

  @Test("The number of workers does not show", arguments: [0, 2.0])
  func workers(features: Double) throws {
    var teacher = try teacher()
    if features > 0 {
      let spec = TinyProblem.spec(.direct)
      teacher = Teacher(spec: spec, parameters: NetworkParameters(initializing: spec, seed: 4))
    }
    let options = options(DistillationSpec(features: features))
    let models = try [1, 2, 3].map { try train(options, teacher, workers: $0) }
    #expect(models[0] == models[1])
    #expect(models[0] == models[2])
  }

  @Test("A training goes on with its teacher, and with no other")
  func resumes() throws {
    let (options, teacher) = (options(DistillationSpec()), try teacher())
    var made: TrainingCheckpoint?
    let whole = try train(options, teacher) { made = made ?? $0() }
    let checkpoint = try TrainingCheckpoint(data: try #require(made).data())
    #expect(try train(options, teacher, resuming: checkpoint) == whole)
    var parameters = teacher.parameters
    parameters.layers[0].weights[0] += 0.5
    let other = Teacher(spec: teacher.spec, parameters: parameters)
    #expect(throws: NetworkError.invalidCheckpoint("it learned from another teacher")) {
      try train(options, other, resuming: checkpoint)
    }
  }

  @Test("A teacher that knows other samples or classes, or none, is refused")
  func refusals() throws {
    let distillation = DistillationSpec()
    func refusal(_ change: (inout NetworkSpec) -> Void, _ distillation: DistillationSpec) -> String
    {
      var spec = TinyProblem.spec()
      change(&spec)
      let teacher = Teacher(
        spec: spec,
        parameters: NetworkParameters(initializing: spec, seed: 1)
      )
      do throws(any Error) {
        _ = try train(options(distillation), teacher)
        return "none"
      } catch { return "\(error)" }
    }
    #expect(refusal({ _ in }, distillation) == "none")
    #expect(
      refusal({ $0.input.shape = SampleShape(height: 2, width: 8) }, distillation)
        .contains("the teacher sees samples of the shape 2 x 8 x 1, the network of 4 x 4 x 1")
    )
    #expect(
      refusal({ $0.layers[1].connection = .dense(units: 4, bias: true) }, distillation)
        .contains("the teacher knows 4 classes, the network 3")
    )
    #expect(
      refusal(
        { $0.layers[0].connection = .dense(units: 20, bias: true) },
        DistillationSpec(features: 1)
      ).contains("the teacher has hidden layers of 20 neurons, the network of 12")
    )
    #expect(throws: NetworkError.invalidOptions("distillation needs a teacher")) {
      try train(options(distillation), nil)
    }
    for wrong in [
      DistillationSpec(temperature: 0), DistillationSpec(alpha: 1.5),
      DistillationSpec(alpha: .nan), DistillationSpec(features: -1),
    ] {
      #expect(throws: NetworkError.self) { try train(options(wrong), try teacher()) }
    }
  }
}
