import FixedPoint
import Testing

@testable import Quantization

@Suite struct DecayTests {
  /// Where a membrane without input comes to rest.
  private func rest(from start: Int, _ decay: IntegerDecay) -> Int {
    var v = start
    while decay.leak(v, channel: 0) != 0 { v -= decay.leak(v, channel: 0) }
    return v
  }

  @Test(
    "Membranes stop decaying where the table of docs/numerics.md says",
    arguments: [
      (RoundingMode.floor, 7, 0), (.trunc, 7, -7), (.ceil, 0, -7), (.halfUp, 3, -4),
      (.halfAway, 3, -3), (.halfEven, 4, -4),
    ]
  )
  func restingPoints(mode: RoundingMode, positive: Int, negative: Int) {
    let decay = IntegerDecay.shift(distances: [3], bits: 3, rounding: mode)
    #expect(rest(from: 1000, decay) == positive)
    #expect(rest(from: -1000, decay) == negative)
    // 1/8 as a multiplier is the same leak.
    let multiplier = IntegerDecay.multiplier(factors: [4], fractionBits: 5, bits: 3, rounding: mode)
    for v in -1000...1000 { #expect(multiplier.leak(v, channel: 0) == decay.leak(v, channel: 0)) }
  }

  @Test(
    "The leak never decreases and never outruns the membrane",
    arguments: RoundingMode.deterministic
  )
  func monotone(mode: RoundingMode) {
    for factor in [1, 3, 7, 11, 16] {
      let decay = IntegerDecay.multiplier(
        factors: [factor],
        fractionBits: 4,
        bits: 5,
        rounding: mode
      )
      for v in -300..<300 {
        let growth = decay.leak(v + 1, channel: 0) - decay.leak(v, channel: 0)
        #expect(growth == 0 || growth == 1)
      }
    }
  }
}
