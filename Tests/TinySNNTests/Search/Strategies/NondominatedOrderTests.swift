import Testing

@testable import TinySNN

/// NSGA-II's order, by hand.
@Suite struct NondominatedOrderTests {
  private typealias Figures = NondominatedOrder.Figures

  private func figures(_ cost: Double, _ error: Double, violation: Double = 0) -> Figures {
    Figures(objectives: [cost, error], violation: violation)
  }

  @Test("Fronts are counted from the one that nothing dominates, bounds before objectives")
  func fronts() {
    let order = NondominatedOrder([
      figures(1, 4), figures(2, 2), figures(4, 1), figures(2, 3), figures(3, 3), figures(4, 4),
      figures(0, 0, violation: 0.1), figures(0, 0, violation: 0.2), figures(2, 2),
    ])
    #expect(order.ranks == [0, 0, 0, 1, 2, 3, 4, 5, 0])
  }

  @Test("On a front the ends come first, then those with the most room")
  func crowding() {
    let order = NondominatedOrder([
      figures(0, 10), figures(1, 8), figures(2, 7), figures(6, 3), figures(10, 0),
    ])
    #expect(order.ranks == [0, 0, 0, 0, 0])
    #expect(order.distances[0] == .infinity && order.distances[4] == .infinity)
    // (2 - 0) / 10 + (10 - 7) / 10, and so on.
    let expected = [0.2 + 0.3, 0.5 + 0.5, 0.8 + 0.7]
    for (distance, expected) in zip(order.distances[1...3], expected) {
      #expect(abs(distance - expected) < 1e-12)
    }
    #expect(order.order == [0, 4, 3, 2, 1])
  }

  @Test("Equal figures leave the order of the individuals")
  func ties() {
    let order = NondominatedOrder(Array(repeating: figures(1, 1), count: 4))
    #expect(order.order.first == 0 && Set(order.order) == [0, 1, 2, 3])
    #expect(NondominatedOrder([]).order.isEmpty)
  }
}
