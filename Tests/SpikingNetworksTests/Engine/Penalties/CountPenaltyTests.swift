import Testing

@testable import SpikingNetworks

@Suite struct CountPenaltyTests {
  private let spikes = [
    [[2, 1, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1]],
    [[0, 0, 0, 0, 0], [2, 0, 0, 0, 0]],
    [[1, 0, 0], [0, 0, 0]],
  ]

  /// The sum of the penalties of both samples, and the shard with its costs.
  private func evaluate(
    _ penalty: Penalty,
    layers: [String]? = nil
  ) throws -> (value: Double, workspace: ShardWorkspace) {
    let penalty = try #require(
      CountPenalty(
        RegularizerSpec(penalty, strength: 1, layers: layers),
        strength: 3,
        plan: PenaltyPlan.plan
      )
    )
    let workspace = PenaltyPlan.workspace(spikes)
    let values = workspace.layers.map { penalty.addCosts(to: $0, samples: 2, batch: 4) }
    #expect(PenaltyPlan.leavesPadding(workspace))
    #expect(values[2] == 0 && PenaltyPlan.costs(workspace, layer: 2, sample: 0).isEmpty)
    return (values.reduce(0, +), workspace)
  }

  @Test("Squared rates: the mean over neurons, or over layers of their means")
  func squares() throws {
    // Rates are counts / 2: squares sum to 5/4 and 6/4 in the first layer, 0 and 1 in the second.
    let network = try evaluate(.spikes(p: 2, scope: .network))
    #expect(abs(network.value - 3 * (5.0 / 4 + 6.0 / 4 + 1) / 11) < 1e-12)
    let layer = try evaluate(.spikes(p: 2, scope: .layer))
    #expect(abs(layer.value - 3 * ((5.0 / 4 + 6.0 / 4) / 6 + 1.0 / 5) / 2) < 1e-12)
    // 3 * 2 n / (4 * 11) in a mean over 4 samples.
    let costs = PenaltyPlan.costs(network.workspace, layer: 0, sample: 0)
    #expect(close(costs, [12.0 / 176, 6.0 / 176, 0, 0, 0, 0], 1e-7))
    #expect(PenaltyPlan.costs(network.workspace, layer: 1, sample: 0) == [0, 0, 0, 0, 0])
  }

  @Test("Hoyer: 1 where all fire alike, least where one fires, 0 and no cost in silence")
  func hoyer() throws {
    let found = try evaluate(.hoyer)
    let first = 3 / (5.0 * 6).squareRoot() + 1
    #expect(abs(found.value - 3 * (first + 1 / 5.0.squareRoot()) / 2) < 1e-12)
    // Sums 3 and 5: 1/sqrt 5 - 3 n / 5^1.5 = (5 - 3 n) / 5^1.5.
    let scale = 3 / (40 * 6.0.squareRoot() * 5.0.squareRoot())
    let expected: [Float] = [-1, 2, 5, 5, 5, 5].map { $0 * Float(scale) }
    #expect(close(PenaltyPlan.costs(found.workspace, layer: 0, sample: 0), expected, 1e-6))
    let alike = PenaltyPlan.costs(found.workspace, layer: 0, sample: 1)
    #expect(alike.allSatisfy { abs($0) < 1e-7 })
    #expect(PenaltyPlan.costs(found.workspace, layer: 1, sample: 0) == [0, 0, 0, 0, 0])
  }

  @Test("Hoyer square: the part of the neurons that would carry the spikes alone")
  func hoyerSquare() throws {
    let found = try evaluate(.hoyerSquare)
    #expect(abs(found.value - 3 * (9.0 / 5 / 6 + 1 + 1.0 / 5) / 2) < 1e-12)
    // 2 (3/5) (1 - 3 n / 5) / 6 = (5 - 3 n) / 25.
    let scale = Float(3.0 / 25 / 2 / 4)
    let expected: [Float] = [-1, 2, 5, 5, 5, 5].map { $0 * scale }
    #expect(close(PenaltyPlan.costs(found.workspace, layer: 0, sample: 0), expected, 1e-6))
  }

  @Test("One layer alone is a mean over one layer")
  func layers() throws {
    let found = try evaluate(.hoyerSquare, layers: ["dense2"])
    #expect(abs(found.value - 3 * 1.0 / 5) < 1e-12)
    #expect(PenaltyPlan.costs(found.workspace, layer: 0, sample: 0).isEmpty)
  }

  @Test("Costs add up until they are cleared")
  func accumulation() throws {
    let workspace = PenaltyPlan.workspace(spikes)
    let layer = workspace.layers[1]
    for _ in 0..<2 { layer.addCosts(samples: 2) { $0[0] += 0.5 } }
    #expect(PenaltyPlan.costs(workspace, layer: 1, sample: 0)[0] == 1)
    layer.clearCosts()
    #expect(!layer.hasOwnCosts)
    layer.addCosts(samples: 2) { $0[1] += 0.5 }
    #expect(PenaltyPlan.costs(workspace, layer: 1, sample: 0) == [0, 0.5, 0, 0, 0])
  }
}
