import Testing

@testable import TinySNN

@Suite struct ConfigurationDifferencesTests {
  private typealias Difference = ConfigurationDifferences.Difference

  @Test("Keys that changed, came or went are named with both values")
  func differences() {
    let found = ConfigurationDifferences(
      of: "seed: 1\ntrain: {epochs: 3, list: [1, 2]}\nold: {a: x}\n",
      from: "seed: 2\ntrain: {epochs: 3, list: [1, 5, 6]}\n"
    )
    #expect(
      found.differences == [
        Difference(key: "seed", recorded: "1", expected: "2"),
        Difference(key: "train.list.1", recorded: "2", expected: "5"),
        Difference(key: "train.list.2", recorded: nil, expected: "6"),
        Difference(key: "old.a", recorded: "x", expected: nil),
      ]
    )
    #expect(
      found.text == "seed is 1 there and 2 here, train.list.1 is 2 there and 5 here, "
        + "train.list.2 is absent there and 6 here, and 1 more"
    )
  }

  @Test("Equal texts have no differences, and a text that cannot be read differs everywhere")
  func ends() {
    #expect(ConfigurationDifferences(of: "a: 1\n", from: "a: 1\n").differences.isEmpty)
    #expect(ConfigurationDifferences(of: "a: [", from: "a: 1\nb: 2\n").differences.count == 2)
  }
}
