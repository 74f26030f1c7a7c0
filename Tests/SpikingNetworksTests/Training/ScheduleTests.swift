import SpikingNetworks
import Testing

@Suite struct ScheduleTests {
  private func factors(_ schedule: ScheduleSpec) -> [Double] {
    (0..<12).map { schedule.factor(step: $0, stepsPerEpoch: 2, epochs: 6) }
  }

  @Test("A constant rate warms up linearly")
  func constant() {
    #expect(factors(.constant(warmup: 2)) == [0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 1, 1, 1, 1])
  }

  @Test("A cosine falls from one to nearly zero")
  func cosine() {
    let values = factors(.cosine(warmup: 1))
    #expect(values[0] == 0.5)
    #expect(values[2] == 1)
    #expect(abs(values[7] - 0.5) < 1e-15)
    #expect(values.last.map { $0 > 0 && $0 < 0.05 } == true)
    #expect(zip(values.dropFirst(2), values.dropFirst(3)).allSatisfy { $0 > $1 })
  }

  @Test("Steps multiply after every few epochs")
  func steps() {
    #expect(
      factors(.step(every: 2, factor: 0.5, warmup: 0))
        == [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25]
    )
  }
}
