import FixedPoint
import Testing

@testable import Quantization

@Suite struct DecayFiguresTests {
  @Test("A leak that rounds to 0 over the whole width is lost, and one that takes all is total")
  func ends() {
    func figures(_ betas: [Double], _ decay: IntegerDecay) -> [Int] {
      let figures = DecayFigures(betas, decay, range: .signed(bits: 8))
      return [figures.lost, figures.total]
    }
    // 127 / 2^8 and -128 / 2^8: floor takes one from the negative, trunc nothing, half_up half of 128.
    #expect(figures([0.9], .shift(distances: [8], bits: 4, rounding: .floor)) == [0, 0])
    #expect(figures([0.9], .shift(distances: [8], bits: 4, rounding: .trunc)) == [1, 0])
    #expect(figures([0.9], .shift(distances: [8], bits: 4, rounding: .halfUp)) == [1, 0])
    #expect(figures([0.9], .shift(distances: [8], bits: 4, rounding: .halfAway)) == [0, 0])
    #expect(figures([1], .none) == [0, 0])
    #expect(figures([1, 0.5, 0], .none) == [2, 0])
    let factors = IntegerDecay.multiplier(
      factors: [0, 8, 8],
      fractionBits: 3,
      bits: 4,
      rounding: .floor
    )
    #expect(figures([0.9, 0.9, 0], factors) == [1, 1])
  }

  @Test("Errors are those of the leaks, relative to their root mean square")
  func errors() {
    let decay = IntegerDecay.shift(distances: [1, 2], bits: 4, rounding: .floor)
    let figures = DecayFigures([0.5, 0.6], decay, range: .signed(bits: 8))
    // Leaks 0.5, 0.4 become 0.5, 0.25.
    let magnitude = ((0.25 + 0.16) / 2.0).squareRoot()
    #expect(abs(figures.error.largest - 0.15 / magnitude) < 1e-12)
    #expect(abs(figures.error.rootMeanSquare - 0.15 / 2.0.squareRoot() / magnitude) < 1e-12)
    #expect(abs(figures.floatLeak - 0.45) < 1e-12 && figures.integerLeak == 0.375)
    // All zeros: absolute.
    let still = DecayFigures([1], decay, range: .signed(bits: 8))
    #expect(still.error.largest == 0.5)
  }
}
