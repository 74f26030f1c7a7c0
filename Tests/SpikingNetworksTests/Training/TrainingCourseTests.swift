import Testing

@testable import SpikingNetworks

@Suite struct TrainingCourseTests {
  private func parameters(_ epoch: Int) -> NetworkParameters {
    NetworkParameters(layers: [LayerParameters(weights: [Float(epoch)], bias: [])])
  }

  private func course(
    _ accuracies: [Double?],
    selection: WeightSelection = .last,
    patience: Int = 0
  ) -> TrainingCourse {
    let options = TrainingOptions(epochs: 6, selection: selection, patience: patience)
    var course = TrainingCourse(options)
    for (index, accuracy) in accuracies.enumerated() {
      let record = EpochRecord(
        epoch: index + 1,
        loss: 0,
        penalty: 0,
        trainAccuracy: 0,
        learningRate: 0,
        validationAccuracy: accuracy
      )
      course.append(record, parameters: parameters(index + 1))
    }
    return course
  }

  @Test("The best epoch is the earliest of the highest accuracy, and its parameters are kept")
  func best() {
    let course = course([0, 0.5, 0.75, 0.25, 0.75], selection: .best)
    #expect(course.bestEpoch == 3)
    #expect(course.selectedEpoch == 3)
    #expect(course.best == parameters(3))
    #expect(!course.isOver)
  }

  @Test("The last epoch counts where nothing else is asked for or known")
  func last() {
    #expect(course([0.5, 0.75, 0.25]).selectedEpoch == 3)
    #expect(course([0.5, 0.75, 0.25]).best == nil)
    #expect(course([nil, nil]).bestEpoch == 2)
    #expect(course([]).selectedEpoch == 0)
  }

  @Test("Patience counts the epochs since the best one, ties included")
  func patience() {
    #expect(!course([0.5, 0.75, 0.75], patience: 2).isOver)
    #expect(course([0.5, 0.75, 0.75, 0.25], patience: 2).isOver)
    #expect(!course([0.5, 0.25, 0.75, 0.25], patience: 2).isOver)
    #expect(!course([0.5, 0.25, 0.25, 0.25, 0.25]).isOver)
    #expect(course([nil, nil, nil, nil, nil, nil]).isOver)
  }
}
