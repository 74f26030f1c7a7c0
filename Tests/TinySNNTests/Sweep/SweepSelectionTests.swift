import Testing

@testable import TinySNN

@Suite struct SweepSelectionTests {
  /// A point with validation figures alone.
  private func point(_ accuracy: Double, spikes: Double, synops: Double, trainings: Int = 3)
    -> SweepSummary.Point
  {
    SweepSummary.Point(
      value: nil,
      trainings: trainings,
      failures: [],
      validationAccuracy: SampleStatistics([accuracy]),
      validationSpikes: SampleStatistics([spikes]),
      validationSynops: SampleStatistics([synops])
    )
  }

  private let points: [(accuracy: Double, spikes: Double, synops: Double)] = [
    (0.970, 50, 900), (0.968, 40, 950), (0.960, 20, 500), (0.940, 5, 100), (0.968, 60, 900),
  ]

  @Test(
    "The cheapest point within the loss is chosen, by the cost that is asked for",
    arguments: [
      (0.2, SweepCost.synops, 0), (0.2, .spikes, 1), (1, .synops, 2), (1, .spikes, 2),
      (3, .synops, 3), (0, .spikes, 0),
    ]
  )
  func choices(loss: Double, cost: SweepCost, expected: Int) {
    let selection = SweepSelection(loss: loss, minimize: cost, trainings: 3)
    let all = points.map { point($0.accuracy, spikes: $0.spikes, synops: $0.synops) }
    let chosen = selection.choose(
      from: all,
      against: point(0.970, spikes: 100, synops: 1000)
    )
    #expect(chosen == expected)
  }

  @Test("Nothing is chosen where every point loses more")
  func none() {
    let selection = SweepSelection(loss: 0.2, minimize: .synops, trainings: 3)
    let all = [point(0.9, spikes: 1, synops: 1)]
    #expect(selection.choose(from: all, against: point(0.97, spikes: 9, synops: 9)) == nil)
  }

  @Test("A point of which a training failed is not chosen")
  func failed() {
    let selection = SweepSelection(loss: 1, minimize: .synops, trainings: 3)
    let all = [
      point(0.97, spikes: 1, synops: 1, trainings: 2), point(0.97, spikes: 2, synops: 2),
    ]
    #expect(selection.choose(from: all, against: point(0.97, spikes: 9, synops: 9)) == 1)
  }

  @Test("Nothing is chosen where a training of the baseline failed")
  func failedBaseline() {
    let selection = SweepSelection(loss: 1, minimize: .synops, trainings: 3)
    let baseline = point(0.97, spikes: 9, synops: 9, trainings: 2)
    #expect(selection.choose(from: [point(0.97, spikes: 1, synops: 1)], against: baseline) == nil)
  }

  @Test("A loss that is exactly the difference is within, whatever the last bits say")
  func exact() {
    let selection = SweepSelection(loss: 0.3, minimize: .synops, trainings: 3)
    let all = [point(0.1 + 0.2, spikes: 1, synops: 1)]
    #expect(selection.choose(from: all, against: point(0.303, spikes: 9, synops: 9)) == 0)
  }
}
