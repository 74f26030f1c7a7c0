import CTinySNN
import FixedPoint
import Testing

@Suite("RoundingMode")
struct RoundingModeTests {
  /// The table of `RoundingMode`'s documentation: quarters, and what each mode makes of them.
  static let quarters = [-10, -6, -5, -2, 2, 3, 6, 10]
  static let truths: [(mode: RoundingMode, results: [Int])] = [
    //           -2.5  -1.5 -1.25  -0.5   0.5  0.75   1.5   2.5
    (.floor, [-3, -2, -2, -1, 0, 0, 1, 2]),
    (.trunc, [-2, -1, -1, 0, 0, 0, 1, 2]),
    (.ceil, [-2, -1, -1, 0, 1, 1, 2, 3]),
    (.halfUp, [-2, -1, -1, 0, 1, 1, 2, 3]),
    (.halfAway, [-3, -2, -1, -1, 1, 1, 2, 3]),
    (.halfEven, [-2, -2, -1, 0, 0, 1, 2, 2]),
  ]

  @Test("keeps its truth table", arguments: truths.map(\.mode))
  func truthTable(mode: RoundingMode) throws {
    let results = try #require(Self.truths.first { $0.mode == mode }).results
    for (quarter, expected) in zip(Self.quarters, results) {
      #expect(mode.shifting(quarter, rightBy: 2) == expected, "\(quarter)/4")
      #expect(mode.rounding(Double(quarter) / 4) == expected, "\(quarter)/4")
    }
  }

  @Test("covers every deterministic mode in its truth table")
  func completeness() {
    #expect(Self.truths.map(\.mode) == RoundingMode.deterministic)
    #expect(RoundingMode.stochastic.isStochastic)
    #expect(!RoundingMode.deterministic.contains { $0.isStochastic })
  }

  @Test("rounds integers as it rounds reals", arguments: RoundingMode.deterministic)
  func integersAndReals(mode: RoundingMode) {
    for count in 0...12 {
      for value in -1_100...1_100 {
        let exact = Double(value) / Double(1 << count)
        #expect(
          mode.shifting(value, rightBy: count) == mode.rounding(exact),
          "\(value) >> \(count)"
        )
      }
    }
  }

  @Test("never moves a value by one or more", arguments: RoundingMode.deterministic)
  func error(mode: RoundingMode) {
    for count in 0...10 {
      for value in -700...700 {
        let rounded = mode.shifting(value, rightBy: count)
        #expect(abs((rounded << count) - value) < 1 << count, "\(value) >> \(count)")
      }
    }
  }

  @Test("rounds at the ends of its ranges", arguments: RoundingMode.deterministic)
  func ends(mode: RoundingMode) {
    #expect(mode.shifting(1 << 61, rightBy: 60) == 2)
    #expect(mode.shifting(-1 << 61, rightBy: 60) == -2)
    #expect(mode.shifting(7, rightBy: 0) == 7)
    #expect(mode.rounding(0x1p52) == 1 << 52)
    // 0.5 - 2^-54: adding one half first would give 1.
    #expect(RoundingMode.halfUp.rounding(0.5.nextDown) == 0)
  }

  @Test("rounds at random between the neighbours, by the draw")
  func stochastic() {
    #expect(RoundingMode.stochastic.rounding(1.25, draw: 0.24) == 2)
    #expect(RoundingMode.stochastic.rounding(1.25, draw: 0.25) == 1)
    #expect(RoundingMode.stochastic.rounding(-1.25, draw: 0.74) == -1)
    #expect(RoundingMode.stochastic.rounding(-1.25, draw: 0.75) == -2)
    #expect(RoundingMode.stochastic.rounding(3, draw: 0) == 3)
  }

  @Test(
    "equals the C runtime for every 8-bit value and shift",
    arguments: RoundingMode.deterministic
  )
  func equalsC(mode: RoundingMode) {
    for count in 0...30 {
      for value in -128...127 {
        let expected = mode.shifting(value, rightBy: count)
        let word = tinysnn_round_shift(Int32(value), UInt8(count), mode.codeInC)
        #expect(Int(word) == expected, "\(value) >> \(count)")
      }
    }
  }

  @Test(
    "equals the C runtime at the ends of the C functions' ranges",
    arguments: RoundingMode.deterministic
  )
  func equalsCAtTheEnds(mode: RoundingMode) {
    for count in 0...30 {
      for end in [-1 << 30, 1 << 30] {
        for value in (end - 2...end + 2) where abs(value) <= 1 << 30 {
          let result = tinysnn_round_shift(Int32(value), UInt8(count), mode.codeInC)
          #expect(Int(result) == mode.shifting(value, rightBy: count), "\(value) >> \(count)")
        }
      }
    }
  }
}

extension RoundingMode {
  /// The code of the mode in `tinysnn_runtime.h`.
  fileprivate var codeInC: UInt8 {
    switch self {
    case .floor: UInt8(TINYSNN_FLOOR)
    case .trunc: UInt8(TINYSNN_TRUNC)
    case .ceil: UInt8(TINYSNN_CEIL)
    case .halfUp: UInt8(TINYSNN_HALF_UP)
    case .halfAway: UInt8(TINYSNN_HALF_AWAY)
    case .halfEven: UInt8(TINYSNN_HALF_EVEN)
    case .stochastic: 255
    }
  }
}
