import Foundation
import Testing
import TinySNN

/// Measures, on request only: `TINYSNN_BENCHMARK=1 swift test -c release --filter JournalSpeedTests`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["TINYSNN_BENCHMARK"] != nil))
struct JournalSpeedTests {
  @Test("100,000 trials with twelve searched keys are resumed in 2 seconds")
  func resume() throws {
    let keys = [
      "network.0.dense.units", "train.regularizers.0.strength", "quantize.method",
      "quantize.weights.grid", "quantize.weights.bits", "quantize.weights.scale",
      "quantize.weights.rounding", "quantize.membrane.bits", "quantize.membrane.guard",
      "quantize.threshold.bits", "quantize.decay.bits", "quantize.decay.rounding",
    ]
    let space = SearchSpace(
      dimensions: keys.enumerated().map { index, key in
        .init(
          key: key,
          values: index.isMultiple(of: 3)
            ? [.int(4), .int(8), .double(0.25)] : [.string("half_even"), .string("channel")]
        )
      } + [.init(key: "units", values: (1...64).map { .int($0) })]
    )
    let strategy = RandomSearch(space: space, seed: 9)
    let budget = StudyBudget(trials: 100_000)
    let harness = try StudyHarness()
    let clock = ContinuousClock()
    let evaluator = FormulaEvaluator()
    let writing = try clock.measure {
      _ = try harness.run(strategy, evaluator, budget: budget, batchSize: 32)
    }
    // Without its end the study goes on, so that resuming replays the strategy, too.
    let bytes = try harness.bytes
    let end = try #require(bytes.dropLast().lastIndex(of: 0x0A))
    try bytes.prefix(through: end).write(to: URL(fileURLWithPath: harness.journalPath))
    var trials = 0
    let loading = try clock.measure {
      trials = try JournalContents(contentsOf: harness.journalPath).trials.count
    }
    let before = evaluator.evaluated.count
    let resuming = try clock.measure {
      _ = try harness.run(strategy, evaluator, budget: budget, batchSize: 32, resume: true)
    }
    print(
      "\(bytes.count) bytes: written in \(writing), loaded in \(loading), resumed in \(resuming)"
    )
    #expect(trials == 100_000)
    #expect(evaluator.evaluated.count == before)
    #expect(resuming < .seconds(2))
  }
}
