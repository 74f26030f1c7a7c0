import CTinySNN
import FixedPoint
import Testing

@Suite("OverflowMode")
struct OverflowModeTests {
  @Test("keeps every value that fits", arguments: OverflowMode.allCases)
  func identity(mode: OverflowMode) {
    for value in -128...127 { #expect(mode.bringing(value, into: 8) == value) }
  }

  @Test("saturates to the nearest end")
  func saturate() {
    #expect(OverflowMode.saturate.bringing(128, into: 8) == 127)
    #expect(OverflowMode.saturate.bringing(100_000, into: 8) == 127)
    #expect(OverflowMode.saturate.bringing(-129, into: 8) == -128)
    #expect(OverflowMode.saturate.bringing(7, into: 2) == 1)
    #expect(OverflowMode.saturate.bringing(1 << 40, into: 32) == Int(Int32.max))
  }

  @Test("wraps as two's complement does")
  func wrap() {
    for value in -2_000...2_000 {
      #expect(
        OverflowMode.wrap.bringing(value, into: 8) == Int(Int8(truncatingIfNeeded: value))
      )
    }
    #expect(OverflowMode.wrap.bringing(2, into: 2) == -2)
    #expect(OverflowMode.wrap.bringing(1 << 31, into: 32) == Int(Int32.min))
  }

  @Test("bounds every member of a range, and reaches the ends that saturation leaves")
  func ranges() {
    for lower in -20...20 {
      for upper in lower...20 {
        let range = IntegerRange(lower, upper)
        for mode in OverflowMode.allCases {
          let brought = (lower...upper).map { mode.bringing($0, into: 4) }
          let bounds = mode.bringing(range, into: 4)
          #expect(brought.allSatisfy(bounds.contains))
          #expect(IntegerRange.signed(bits: 4).contains(bounds))
          if mode == .saturate || bounds == range {
            #expect(bounds == IntegerRange(brought[0], brought[brought.count - 1]))
          }
        }
      }
    }
  }

  @Test("equals the C runtime for every value around every width", arguments: OverflowMode.allCases)
  func equalsC(mode: OverflowMode) {
    let overflow = UInt8(mode == .saturate ? TINYSNN_SATURATE : TINYSNN_WRAP)
    for bits in 2...24 {
      let end = 1 << (bits - 1)
      let values = Set((-600...600) + (-5...5).flatMap { [end + $0, -end + $0, 3 * end + $0] })
      for value in values {
        #expect(
          Int(tinysnn_bring(Int32(value), UInt8(bits), overflow))
            == mode.bringing(value, into: bits),
          "\(value) into \(bits) bits"
        )
      }
    }
  }
}
