import Foundation
import Testing

@testable import SpikingNetworks

/// What holds for the training of any network, with every part that a network can have.
@Suite struct FeatureTrainingTests {
  private func train(
    _ test: FeatureCase,
    workers: Int,
    resuming: TrainingCheckpoint? = nil
  ) throws -> (model: TrainedModel, files: [Data]) {
    var files: [Data] = []
    let model = try TinyProblem.engine(workers: workers).train(
      test.spec,
      options: test.options,
      on: test.data,
      resuming: resuming
    ) {
      files.append(try $0().data())
    }
    return (model, files)
  }

  @Test("One, two and three workers give identical bytes", arguments: FeatureCase.all)
  func workersDoNotShow(test: FeatureCase) throws {
    let whole = try train(test, workers: 1)
    #expect(whole.files.count == 3)
    for workers in [2, 3] {
      let other = try train(test, workers: workers)
      #expect(other.files == whole.files)
      #expect(other.model == whole.model)
    }
  }

  @Test("A continued training gives the bytes of an undisturbed one", arguments: FeatureCase.all)
  func resumes(test: FeatureCase) throws {
    let whole = try train(test, workers: 1)
    for (index, file) in whole.files.enumerated() {
      let checkpoint = try TrainingCheckpoint(data: file)
      #expect(try checkpoint.data() == file)
      let resumed = try train(test, workers: 1 + index, resuming: checkpoint)
      #expect(resumed.model == whole.model)
      #expect(resumed.files == Array(whole.files[(index + 1)...]))
    }
  }

  @Test(
    "Every array of every layer learns: the bytes depend on all of them",
    arguments: FeatureCase.all
  )
  func everythingLearns(test: FeatureCase) throws {
    let start = NetworkParameters(initializing: test.spec, seed: test.options.seed)
    let files = try train(test, workers: 2).files
    let end = try TrainingCheckpoint(data: try #require(files.last)).parameters
    for (index, layer) in test.spec.layers.enumerated() {
      let (before, after) = (start.layers[index], end.layers[index])
      #expect(before.weights != after.weights)
      #expect(!layer.isRecurrent || before.recurrentWeights != after.recurrentWeights)
      #expect(before.bias != after.bias || layer.norm != nil)
      #expect(!layer.neuron.betaTuning.isTrained || before.betas != after.betas)
      #expect(before.thresholds.isEmpty || before.thresholds != after.thresholds)
      #expect(before.norm == nil || before.norm != after.norm)
    }
  }
}
