import Foundation
import Testing

@testable import TinySNN

@Suite struct SweepSummaryTests {
  private func point(_ curve: String, _ index: Int = 0) throws -> SweepSummary.Point {
    try #require(try SweepFixture.summary().curves.first { $0.name == curve }).points[index]
  }

  @Test("Differences are paired by seed: their interval does not know how far seeds lie apart")
  func paired() throws {
    // Differences -0.01, -0.02, -0.03, although the accuracies 0.89, 0.89 and 0.92 lie farther apart.
    let difference = try #require(try point("L1").testAccuracyDifference)
    #expect(abs(difference.mean + 0.02) < 1e-12)
    #expect(abs(try #require(difference.deviation) - 0.01) < 1e-12)
    #expect(abs(try #require(difference.halfWidth) - 4.302653 * 0.01 / 1.7320508) < 1e-7)
    #expect(abs(try #require(try point("L1").testAccuracy?.deviation) - 0.0173205) < 1e-6)
  }

  @Test("Reductions are the baseline's mean over the point's, times are medians over medians")
  func ratios() throws {
    #expect(try point("L1").spikesReduction == 2)
    #expect(try point("L1", 1).synopsReduction == 8)
    #expect(try point("L1").relativeSeconds == 3)
    #expect(try point("plain").spikesReduction == 1)
    #expect(try point("L2 | squared").relativeSeconds == 0.5)
  }

  @Test("A training that failed is said, and its seed is no pair")
  func failures() throws {
    let point = try point("L2 | squared")
    #expect(point.trainings == 2)
    #expect(point.failures == ["layer 1 diverged"])
    #expect(point.testAccuracyDifference?.count == 2)
    #expect(point.testAccuracyDifference?.mean == 0)
  }

  @Test("Within each loss the cheapest point is named, or that there is none")
  func choices() throws {
    let best = try SweepFixture.summary().best.filter { $0.minimize == .synops }
    #expect(best.map(\.curve) == ["L1", "L2 | squared", "L1", "L2 | squared"])
    #expect(best.map(\.loss) == [0.5, 0.5, 2, 2])
    #expect(best.map(\.point) == [0, nil, 1, nil])
    #expect(best.map(\.value) == [.double(0.1), nil, .int(1), nil])
  }

  @Test("A summary survives writing and reading")
  func roundTrip() throws {
    let summary = try SweepFixture.summary()
    let text = try summary.json()
    let again = try JSONDecoder().decode(SweepSummary.self, from: Data(text.utf8))
    #expect(again == summary)
    #expect(text.contains("\"schema\" : \"tinysnn.sweep/1\""))
  }

  @Test("The table has a row for each training that ended, and no seconds")
  func table() throws {
    let sweep = try SweepFixture.sweep()
    let results = SweepFixture.results(of: sweep) { key in
      key.seed == 3 ? nil : SweepFixture.outcome(key)
    }
    #expect(
      SweepTable(of: sweep, results).table.csv() == """
        curve,key,value,seed,fold,validation_accuracy,validation_spikes,validation_synops,test_accuracy,\
        spikes,synops,spike_rate,reason
        plain,,,1,,0.92,40.0,400.0,0.9,40.0,400.0,0.4,
        L1,train.regularizers.0.strength,0.1,1,,0.915,20.0,200.0,0.89,20.0,200.0,0.2,
        L1,train.regularizers.0.strength,1,1,,0.91,5.0,50.0,0.8,5.0,50.0,0.05,
        L2 | squared,,,1,,0.92,10.0,100.0,0.9,10.0,100.0,0.1,
        plain,,,2,,0.92,40.0,400.0,0.91,40.0,400.0,0.4,
        L1,train.regularizers.0.strength,0.1,2,,0.915,20.0,200.0,0.89,20.0,200.0,0.2,
        L1,train.regularizers.0.strength,1,2,,0.91,5.0,50.0,0.71,5.0,50.0,0.05,
        L2 | squared,,,2,,,,,,,,,layer 1 diverged

        """
    )
  }
}
