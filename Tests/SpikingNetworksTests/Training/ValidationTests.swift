import Foundation
import Testing

@testable import SpikingNetworks

@Suite struct ValidationTests {
  private let spec = TinyProblem.spec()
  private let data = TinyProblem.samples(96)
  private let held = TinyProblem.samples(60, seed: 52)

  private func train(_ options: TrainingOptions, workers: Int = 1) throws -> TrainedModel {
    try TinyProblem.engine(workers: workers)
      .train(spec, options: options, on: data, validating: held)
  }

  @Test("Validation enters the history and changes nothing else")
  func history() throws {
    let options = TinyProblem.options()
    let with = try train(options)
    let without = try TinyProblem.engine().train(spec, options: options, on: data)
    #expect(with.parameters == without.parameters)
    #expect(with.history.count == 4 && with.selectedEpoch == 4)
    #expect(without.history.allSatisfy { $0.validationAccuracy == nil })
    let last = try TinyProblem.engine().evaluate(
      with.spec,
      with.parameters,
      on: held,
      seed: options.seed
    )
    #expect(with.history[3].validationAccuracy == last.accuracy)
  }

  @Test("The best epoch is what a training of as many epochs returns")
  func best() throws {
    // A rate that makes the accuracy jump up and down.
    var options = TinyProblem.options(
      epochs: 8,
      optimizer: .adam(learningRate: 0.3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
    )
    options.schedule = .constant(warmup: 0)
    options.selection = .best
    // The same accuracies on every processor.
    let kernels = try #require(VectorKernels(instructionSet: .baseline))
    func train(_ options: TrainingOptions) throws -> TrainedModel {
      try TinyProblem.engine(kernels)
        .train(spec, options: options, on: data, validating: held)
    }
    options.seed = 1
    let best = try train(options)
    let accuracies = best.history.compactMap(\.validationAccuracy)
    let highest = try #require(accuracies.max())
    #expect(best.selectedEpoch == (accuracies.firstIndex(of: highest) ?? -1) + 1)
    #expect(best.selectedEpoch < 8, "the case shows nothing if the last epoch is the best")
    options.selection = .last
    options.epochs = best.selectedEpoch
    #expect(try train(options).parameters == best.parameters)
  }

  @Test("Patience ends a training that gets no better")
  func patience() throws {
    var options = TinyProblem.options(epochs: 10, optimizer: .sgd(learningRate: 0, momentum: 0))
    options.patience = 3
    let model = try train(options)
    #expect(model.history.count == 4)
    #expect(model.selectedEpoch == 4)
    options.selection = .best
    #expect(try train(options).selectedEpoch == 1)
  }

  @Test("What needs validation samples is refused without them")
  func refusals() {
    for (selection, patience) in [(WeightSelection.best, 0), (.last, 2)] {
      var options = TinyProblem.options()
      options.selection = selection
      options.patience = patience
      #expect(throws: NetworkError.self) {
        try TinyProblem.engine().train(spec, options: options, on: data)
      }
    }
    var wrong = held
    wrong.maximum = 255
    #expect(throws: NetworkError.self) {
      try TinyProblem.engine()
        .train(spec, options: TinyProblem.options(), on: data, validating: wrong)
    }
  }

  @Test("Averaging returns and validates the average, which lags behind the parameters")
  func averaging() throws {
    var options = TinyProblem.options(epochs: 6)
    let plain = try train(options)
    options.averaging = 0.99
    let models = try [1, 2].map { try train(options, workers: $0) }
    #expect(models[0] == models[1])
    #expect(models[0].parameters != plain.parameters)
    // The training itself does not see the average.
    #expect(models[0].history.map(\.loss) == plain.history.map(\.loss))
    let measured = try TinyProblem.engine().evaluate(
      spec,
      models[0].parameters,
      on: held,
      seed: options.seed
    )
    #expect(models[0].history[5].validationAccuracy == measured.accuracy)
  }

  @Test("Label smoothing, weight decay and averaging learn a simple problem")
  func everythingAtOnce() throws {
    var options = TinyProblem.options(
      epochs: 25,
      optimizer: .adamW(
        learningRate: 0.02,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weightDecay: 0.01
      )
    )
    options.labelSmoothing = 0.1
    options.clipNorm = 1
    options.averaging = 0.9
    options.selection = .best
    let model = try train(options)
    #expect(model.history[model.selectedEpoch - 1].validationAccuracy ?? 0 > 0.95)
  }

  @Test("A stored model without a selected epoch is that of its last record")
  func olderModel() throws {
    var model = try train(TinyProblem.options(epochs: 2))
    model.selectedEpoch = 1
    let json = try JSONEncoder().encode(model)
    #expect(try JSONDecoder().decode(TrainedModel.self, from: json) == model)
    let text = String(decoding: json, as: UTF8.self)
      .replacingOccurrences(of: #""selectedEpoch":1,"#, with: "")
      .replacingOccurrences(of: #","selectedEpoch":1"#, with: "")
    #expect(!text.contains("selectedEpoch"))
    let older = try JSONDecoder().decode(TrainedModel.self, from: Data(text.utf8))
    #expect(older.selectedEpoch == 2)
  }
}
