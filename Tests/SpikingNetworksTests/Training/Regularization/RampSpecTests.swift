import SpikingNetworks
import Testing

@Suite struct RampSpecTests {
  private func strengths(_ ramp: RampSpec, epochs: Int) -> [Double] {
    (0..<epochs).map { ramp.strength(3, inEpoch: $0, of: epochs) }
  }

  @Test("A ramp over all epochs ends with the whole strength")
  func whole() {
    #expect(strengths(.whole, epochs: 3) == [1, 2, 3])
    #expect(strengths(.constant, epochs: 2) == [3, 3])
    #expect(strengths(.whole, epochs: 1) == [3])
    #expect(RampSpec.whole == true && RampSpec.constant == false)
  }

  @Test("Between two parts of the epochs the strength grows, before it is 0, behind it stays")
  func part() {
    #expect(strengths(.linear(from: 0.5, to: 1), epochs: 4) == [0, 0, 1.5, 3])
    #expect(strengths(.linear(from: 0, to: 0.5), epochs: 4) == [1.5, 3, 3, 3])
    #expect(strengths(.linear(from: 0.2, to: 0.8), epochs: 5) == [0, 1, 2, 3, 3])
  }
}
