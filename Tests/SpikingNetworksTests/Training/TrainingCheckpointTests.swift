import Foundation
import Testing

@testable import SpikingNetworks

@Suite struct TrainingCheckpointTests {
  private let data = TinyProblem.samples(100)
  private let held = TinyProblem.samples(40, seed: 52)

  static let optimizers: [OptimizerSpec] = [
    .adam(learningRate: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
    .adamW(learningRate: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1),
    .sgd(learningRate: 0.3, momentum: 0.9),
  ]

  private func options(_ optimizer: OptimizerSpec) -> TrainingOptions {
    var options = TinyProblem.options(epochs: 5, optimizer: optimizer)
    options.regularizers = [.synaptic(strength: 0.01, p: 1, ramp: true)]
    options.augmentation = AugmentationSpec(
      shift: 1,
      rotate: 10,
      scale: 0.1,
      cutout: 1,
      noise: 0.1
    )
    options.seed = 0xfedc_ba98_7654_3211
    return options
  }

  private func train(
    _ options: TrainingOptions,
    workers: Int = 1,
    validates: Bool,
    resuming: TrainingCheckpoint? = nil,
    checkpoint: (() -> TrainingCheckpoint) throws -> Void = { _ in }
  ) throws -> TrainedModel {
    try TinyProblem.engine(workers: workers).train(
      TinyProblem.spec(.rate),
      options: options,
      on: data,
      validating: validates ? held : nil,
      resuming: resuming,
      checkpoint: checkpoint
    )
  }

  /// Trains, and again from the file of every checkpoint.
  private func check(_ options: TrainingOptions, validates: Bool) throws {
    for workers in [1, 2] {
      var files: [Data] = []
      let whole = try train(options, workers: workers, validates: validates) {
        files.append(try $0().data())
      }
      #expect(files.count == whole.history.count)
      for (index, file) in files.enumerated() {
        let checkpoint = try TrainingCheckpoint(data: file)
        #expect(checkpoint.epochs == index + 1)
        #expect(try checkpoint.data() == file)
        var again: [Data] = []
        let resumed = try train(
          options,
          workers: 3 - workers,
          validates: validates,
          resuming: checkpoint
        ) {
          again.append(try $0().data())
        }
        #expect(resumed == whole)
        #expect(again == Array(files[(index + 1)...]))
      }
    }
  }

  @Test("A training goes on from the parameters that it started from, and from no others")
  func start() throws {
    let (spec, options) = (TinyProblem.spec(.rate), options(Self.optimizers[0]))
    func train(
      _ seed: UInt64,
      _ resuming: TrainingCheckpoint? = nil,
      _ checkpoint: (() -> TrainingCheckpoint) throws -> Void = { _ in }
    ) throws -> TrainedModel {
      try TinyProblem.engine(workers: 1).train(
        spec,
        options: options,
        from: NetworkParameters(initializing: spec, seed: seed),
        on: data,
        resuming: resuming,
        checkpoint: checkpoint
      )
    }
    var made: TrainingCheckpoint?
    let whole = try train(3) { made = made ?? $0() }
    let checkpoint = try TrainingCheckpoint(data: try #require(made).data())
    #expect(try train(3, checkpoint) == whole)
    #expect(throws: NetworkError.invalidCheckpoint("it started from other parameters")) {
      try train(4, checkpoint)
    }
  }

  @Test("A continued training gives the bytes of an undisturbed one", arguments: optimizers)
  func resumes(optimizer: OptimizerSpec) throws {
    try check(options(optimizer), validates: false)
  }

  @Test("Averages, the best epoch and patience go on as well", arguments: optimizers)
  func resumesEverything(optimizer: OptimizerSpec) throws {
    var options = options(optimizer)
    options.averaging = 0.95
    options.clipNorm = 0.5
    options.labelSmoothing = 0.1
    options.selection = .best
    options.patience = 2
    options.epochs = 7
    try check(options, validates: true)
  }

  @Test("What stops a training leaves the checkpoint of its last epoch")
  func interruption() throws {
    struct Stop: Error {}
    let options = options(Self.optimizers[0])
    var last: TrainingCheckpoint?
    #expect(throws: Stop.self) {
      try TinyProblem.engine().train(
        TinyProblem.spec(.rate),
        options: options,
        on: data,
        checkpoint: { last = $0() },
        progress: { if $0.epoch == 3 { throw Stop() } }
      )
    }
    #expect(last?.epochs == 3)
    let resumed = try train(options, validates: false, resuming: last)
    #expect(resumed == (try train(options, validates: false)))
  }

  @Test("A checkpoint of another training is refused with what differs")
  func refusals() throws {
    let options = options(Self.optimizers[0])
    var made: TrainingCheckpoint?
    _ = try train(options, validates: false) { made = made ?? $0() }
    let checkpoint = try #require(made)
    func refusal(_ body: () throws -> TrainedModel) -> String {
      do throws(any Error) {
        _ = try body()
        return "none"
      } catch { return "\(error)" }
    }
    let engine = TinyProblem.engine()
    var other = options
    other.labelSmoothing = 0.1
    #expect(
      refusal { try train(other, validates: false, resuming: checkpoint) }
        .contains("other training options")
    )
    #expect(
      refusal { try train(options, validates: true, resuming: checkpoint) }
        .contains("it saw 0 validation samples, and now there are 40")
    )
    #expect(
      refusal {
        try engine.train(
          TinyProblem.spec(.direct),
          options: options,
          on: data,
          resuming: checkpoint
        )
      }.contains("another network")
    )
    #expect(
      refusal {
        try engine.train(
          TinyProblem.spec(.rate),
          options: options,
          on: TinyProblem.samples(99),
          resuming: checkpoint
        )
      }.contains("it saw 100 training samples, and now there are 99")
    )
    if let kernels = VectorKernels(instructionSet: .baseline),
      VectorKernels.best.instructionSet != .baseline
    {
      #expect(
        refusal {
          try TinyProblem.engine(kernels).train(
            TinyProblem.spec(.rate),
            options: options,
            on: data,
            resuming: checkpoint
          )
        }.contains("not baseline")
      )
    }
  }

  @Test("Damaged files are refused")
  func damage() throws {
    var made: TrainingCheckpoint?
    let options = options(Self.optimizers[0])
    _ = try train(options, validates: false) { made = made ?? $0() }
    let checkpoint = try #require(made)
    let file = try checkpoint.data()
    for damaged in [Data(), file.prefix(file.count / 2), Data("{}".utf8)] {
      #expect(throws: NetworkError.self) { try TrainingCheckpoint(data: damaged) }
    }
    var memory = checkpoint.memory
    memory.parts[0].first.removeLast()
    #expect(throws: NetworkError.self) { try resume(checkpoint, options, memory: memory) }
  }

  @Test("Memory that the options do not use, or need and do not find, is refused", arguments: 0..<6)
  func memory(number: Int) throws {
    // Every optimizer, without and with averages.
    var options = options(Self.optimizers[number / 2])
    options.averaging = number.isMultiple(of: 2) ? 0 : 0.9
    let made = try checkpoint(options)
    let hasSecond = number / 2 < 2
    let hasAverage = !number.isMultiple(of: 2)
    let size = made.memory.parts.map(\.first.count)
    typealias Change = (inout OptimizerMemory.Part, _ count: Int) -> Void
    let changes: [Change] = [
      { part, _ in part.first = [] },
      { part, count in part.second = hasSecond ? [] : Array(repeating: 0, count: count) },
      { part, count in part.average = hasAverage ? [] : Array(repeating: 0, count: count) },
    ]
    #expect(throws: Never.self) { try resume(made, options, memory: made.memory) }
    for change in changes {
      // All parts and a single one.
      for changed in [0..<size.count, 1..<2] {
        var memory = made.memory
        for part in changed { change(&memory.parts[part], size[part]) }
        #expect(memory != made.memory)
        #expect(throws: NetworkError.self) { try resume(made, options, memory: memory) }
      }
    }
  }

  @Test("Steps that are not those of the epochs are refused")
  func steps() throws {
    let options = options(Self.optimizers[0])
    let made = try checkpoint(options)
    // 100 samples in batches of 32.
    #expect(made.epochs == 1 && made.steps == 4)
    for steps in [0, 1, 3, 5, 8, 1000] {
      #expect(throws: NetworkError.self) { try resume(made, options, steps: steps) }
    }
    #expect(throws: Never.self) { try resume(made, options, steps: 4) }
  }

  /// The checkpoint after the first epoch.
  private func checkpoint(_ options: TrainingOptions) throws -> TrainingCheckpoint {
    var made: TrainingCheckpoint?
    _ = try train(options, validates: false) { made = made ?? $0() }
    return try #require(made)
  }

  /// Goes on from `checkpoint` with something else in it.
  private func resume(
    _ checkpoint: TrainingCheckpoint,
    _ options: TrainingOptions,
    memory: OptimizerMemory? = nil,
    steps: Int? = nil
  ) throws {
    let changed = TrainingCheckpoint(
      identity: checkpoint.identity,
      parameters: checkpoint.parameters,
      history: checkpoint.history,
      best: nil,
      memory: memory ?? checkpoint.memory,
      steps: steps ?? checkpoint.steps
    )
    _ = try train(options, validates: false, resuming: changed)
  }
}
