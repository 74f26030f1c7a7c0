import Testing

@testable import SpikingNetworks

@Suite struct BatchPenaltyTests {
  /// 4 and 7 spikes of fan-out 5 and 3: 41 operations in two samples.
  private let spikes = [
    [[2, 1, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0]],
    [[2, 1, 0, 0, 0], [1, 1, 1, 1, 0]],
    [[1, 0, 0], [0, 0, 0]],
  ]

  private func evaluate(
    _ penalty: Penalty,
    strength: Double = 2,
    layers: [String]? = nil
  ) throws -> (value: Double, workspace: ShardWorkspace) {
    let penalty = try #require(
      BatchPenalty(
        RegularizerSpec(penalty, strength: 1, layers: layers),
        strength: strength,
        plan: PenaltyPlan.plan
      )
    )
    let workspace = PenaltyPlan.workspace(spikes)
    var activity = BatchActivity(PenaltyPlan.plan)
    activity.add(workspace)
    let costs = BatchCosts([penalty], of: activity, plan: PenaltyPlan.plan)
    for layer in workspace.layers { costs.add(to: layer, samples: 2) }
    #expect(PenaltyPlan.leavesPadding(workspace))
    return (costs.value, workspace)
  }

  private func expect(
    _ workspace: ShardWorkspace,
    _ layer: Int,
    _ costs: [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for sample in 0..<2 {
      let found = PenaltyPlan.costs(workspace, layer: layer, sample: sample)
      #expect(close(found, costs.map { Float($0) }, 1e-6), sourceLocation: sourceLocation)
    }
  }

  @Test("Operations: the squared relative deviation of their mean from the target")
  func operations() throws {
    let fraction = try evaluate(
      .operations(target: .fraction(1.0 / 9), scope: .network, sides: .both)
    )
    // 20.5 operations, the target is 10.
    #expect(abs(fraction.value - 2 * 1.05 * 1.05) < 1e-12)
    // 2 * 2 * 1.05 / 10 for each operation in a mean over two samples; a spike causes 5 and 3.
    expect(fraction.workspace, 0, Array(repeating: 0.21 * 5, count: 6))
    expect(fraction.workspace, 1, Array(repeating: 0.21 * 3, count: 5))
    #expect(PenaltyPlan.costs(fraction.workspace, layer: 2, sample: 0).isEmpty)
    let number = try evaluate(
      .operations(target: .operations(41), scope: .network, sides: .both)
    )
    #expect(abs(number.value - 2 * 0.25) < 1e-12)
    expect(number.workspace, 0, Array(repeating: -2 * 2 * 0.5 / 41 / 2 * 5, count: 6))
  }

  @Test("Operations by layer: each has its share of the target")
  func operationsByLayer() throws {
    // The target of 30 is 20 for the first layer, which causes 10, and 10 for the second with 10.5.
    let penalty = Penalty.operations(target: .operations(30), scope: .layer, sides: .both)
    let both = try evaluate(penalty)
    #expect(abs(both.value - (0.25 + 0.05 * 0.05)) < 1e-12)
    expect(both.workspace, 0, Array(repeating: -2 * 0.5 / 20 / 2 * 5, count: 6))
    expect(both.workspace, 1, Array(repeating: 2 * 0.05 / 10 / 2 * 3, count: 5))
    let above = try evaluate(
      .operations(target: .operations(30), scope: .layer, sides: .above)
    )
    #expect(abs(above.value - 0.05 * 0.05) < 1e-12)
    #expect(PenaltyPlan.costs(above.workspace, layer: 0, sample: 0).isEmpty)
    // Alone, the second layer has the whole target.
    let alone = try evaluate(penalty, layers: ["dense2"])
    #expect(abs(alone.value - 2 * 0.65 * 0.65) < 1e-12)
  }

  @Test("Rates: the mean squared deviation of the mean rate of each neuron")
  func rates() throws {
    // Mean rates over two samples of two steps: 3/4, 1/4, 0...; 3/4, 2/4, 1/4, 1/4, 0.
    let both = try evaluate(.firingRate(target: 0.5, sides: .both))
    let squares = 0.0625 * 2 + 0.25 * 4 + 0.0625 * 3 + 0.25
    #expect(abs(both.value - 2 * squares / 11) < 1e-12)
    let unit = 2 * 2.0 / 11 / 4
    expect(both.workspace, 0, [0.25, -0.25, -0.5, -0.5, -0.5, -0.5].map { $0 * unit })
    let below = try evaluate(.firingRate(target: 0.5, sides: .below))
    #expect(abs(below.value - 2 * (squares - 2 * 0.0625) / 11) < 1e-12)
    expect(below.workspace, 0, [0, -0.25, -0.5, -0.5, -0.5, -0.5].map { $0 * unit })
    let above = try evaluate(.firingRate(target: 0.5, sides: .above), layers: ["dense2"])
    #expect(abs(above.value - 2 * 0.0625 / 5) < 1e-12)
    expect(above.workspace, 1, [0.25, 0, 0, 0, 0].map { $0 * 2 * 2 / 5 / 4 })
  }

  @Test("A strength of 0 asks for no second phase")
  func nothing() {
    let regularizer = RegularizerSpec(.firingRate(target: 0.5, sides: .both), strength: 1)
    #expect(BatchPenalty(regularizer, strength: 0, plan: PenaltyPlan.plan) == nil)
  }

  @Test("The activity of a batch is the sum over its shards")
  func activity() {
    let workspace = PenaltyPlan.workspace(spikes)
    var (part, whole) = (BatchActivity(PenaltyPlan.plan), BatchActivity(PenaltyPlan.plan))
    part.add(workspace)
    whole.add(part)
    whole.add(part)
    #expect(whole.samples == 4)
    #expect(whole.spikes[0].prefix(3) == [6, 2, 0])
    part.clear()
    #expect(part.samples == 0 && part.spikes.joined().allSatisfy { $0 == 0 })
  }
}
