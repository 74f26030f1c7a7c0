import Testing

@testable import SpikingNetworks

@Suite struct PrunerTests {
  @Test(
    "What is derived from pruned numbers is that of a network with these zeros",
    arguments: PruningTrainingTests.cases
  )
  func derivedForms(test: FeatureCase) throws {
    let pruning = try #require(test.options.pruning)
    let plan = ExecutionPlan(test.spec, kernels: .best)
    let start = NetworkParameters(initializing: test.spec, seed: 1)
    let network = NetworkState(plan, start, forTraining: true)
    var pruner = Pruner(try PruningPlan(test.spec, pruning))
    pruner.begin(epoch: 2, of: 3, network, .best)
    #expect(network.parameters != start)
    let fresh = NetworkState(plan, network.parameters, forTraining: true)
    for (layer, other) in zip(network.layers, fresh.layers) {
      for form in [\LayerState.transposed, \.patterns, \.recurrentTransposed] {
        #expect(values(layer[keyPath: form]) == values(other[keyPath: form]))
      }
      #expect(zip(layer.arrays, other.arrays).allSatisfy { values($0.values) == values($1.values) })
      let count = layer.plan.width
      for channel in 0..<count { #expect(layer.thresholds[channel] == other.thresholds[channel]) }
    }
  }

  private func values(_ buffer: AlignedBuffer<Float>) -> [Float] {
    Array(UnsafeBufferPointer(start: buffer.base, count: buffer.count))
  }
}
