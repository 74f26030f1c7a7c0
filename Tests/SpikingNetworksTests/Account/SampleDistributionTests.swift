import SpikingNetworks
import Testing

@Suite struct SampleDistributionTests {
  @Test("The figures of five known numbers")
  func known() {
    let figures = SampleDistribution([4, 1, 7, 2, 6])
    #expect(figures.mean == 4 && figures.median == 4)
    #expect(figures.minimum == 1 && figures.maximum == 7)
    // Squares of -3, -2, 0, 2, 3 over four.
    #expect(figures.deviation == 6.5.squareRoot())
    #expect(figures.percentile95 == 7)
  }

  @Test("Between two middle values the median is their mean")
  func median() {
    #expect(SampleDistribution([1, 2, 5, 100]).median == 3.5)
  }

  @Test(
    "At least 95 % of the samples are at or below the percentile, and fewer below any smaller value"
  )
  func percentile() {
    for count in 1...120 {
      let value = Int(SampleDistribution(Array((1...count).reversed())).percentile95)
      #expect(100 * value >= 95 * count)
      #expect(100 * value - 100 < 95 * count)
    }
  }

  @Test("One sample does not vary, and none has no figures")
  func few() {
    #expect(SampleDistribution([3]).deviation == 0)
    #expect(SampleDistribution([3]).percentile95 == 3)
    #expect(SampleDistribution([]).maximum == 0)
  }
}
