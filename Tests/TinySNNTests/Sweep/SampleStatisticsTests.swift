import Testing

@testable import TinySNN

@Suite struct SampleStatisticsTests {
  @Test("Mean, deviation and interval are those of a calculation by hand")
  func byHand() throws {
    // Deviations -1, 0, 1: variance 2 / 2. t of two degrees is 4.302653.
    let three = try #require(SampleStatistics([1, 2, 3]))
    #expect(three.count == 3 && three.mean == 2 && three.deviation == 1)
    #expect(abs(try #require(three.halfWidth) - 4.302653 / 1.7320508) < 1e-5)
    // Paired differences 0.2, 0.4, 0.9, 0.1, 0.4: mean 0.4, squares 0.04 + 0 + 0.25 + 0.09 + 0, over 4 0.095.
    let five = try #require(SampleStatistics([0.2, 0.4, 0.9, 0.1, 0.4]))
    #expect(abs(five.mean - 0.4) < 1e-12)
    #expect(abs(try #require(five.deviation) - 0.3082207) < 1e-6)
    #expect(abs(try #require(five.halfWidth) - 2.776445 * 0.3082207 / 2.2360680) < 1e-5)
  }

  @Test("Folds share training samples, which widens the interval")
  func folds() throws {
    // Two seeds of three folds: 1/6 + 1/2 in place of 1/6, twice the width. t of five degrees is 2.570582.
    let values = [1.0, 2, 3, 1, 2, 3]
    let plain = try #require(SampleStatistics(values)?.halfWidth)
    let wide = try #require(SampleStatistics(values, folds: 3)?.halfWidth)
    #expect(abs(plain - 2.570582 * 0.8944272 / 2.4494897) < 1e-5)
    #expect(abs(wide - 2 * plain) < 1e-12)
  }

  @Test("One measurement has a mean and nothing else, none has nothing")
  func few() {
    let one = SampleStatistics([7])
    #expect(one?.mean == 7 && one?.deviation == nil && one?.halfWidth == nil)
    #expect(SampleStatistics([]) == nil)
  }

  @Test("The median is the middle, or the mean of the two in the middle")
  func median() {
    #expect(SampleStatistics.median([3, 1, 100]) == 3)
    #expect(SampleStatistics.median([4, 1, 2, 100]) == 3)
    #expect(SampleStatistics.median([]) == nil)
  }

  @Test(
    "Quantiles of Student's distribution are those of published tables",
    arguments: [
      (0.95, 1, 12.7062), (0.95, 2, 4.3027), (0.95, 3, 3.1824), (0.95, 4, 2.7764),
      (0.95, 5, 2.5706), (0.95, 10, 2.2281), (0.95, 14, 2.1448), (0.95, 29, 2.0452),
      (0.95, 120, 1.9799), (0.99, 1, 63.6567), (0.99, 7, 3.4995), (0.5, 1, 1), (0.9, 6, 1.9432),
    ]
  )
  func quantiles(confidence: Double, degrees: Int, expected: Double) {
    let found = StudentT.quantile(confidence: confidence, degreesOfFreedom: degrees)
    #expect(abs(found - expected) < 6e-5, "\(found)")
  }
}
