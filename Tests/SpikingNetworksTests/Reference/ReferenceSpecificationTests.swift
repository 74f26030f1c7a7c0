import SpikingNetworks
import Testing

/// The reference and the description of a network agree on synapses, fan-out and folding.
@Suite struct ReferenceSpecificationTests {
  static let cases = ReferenceCase.features + ReferenceCase.random

  @Test("Synapses by output are the runs by input", arguments: cases)
  func synapses(test: ReferenceCase) {
    for layer in test.network.layers {
      let geometry = layer.geometry
      // Behind the pooling: element by element, with the windows of the pool in front.
      var byInput: Set<[Int]> = []
      for input in 0..<geometry.input.count {
        let target =
          layer.inputPool.map { pool in
            pool.windows.firstIndex { $0.contains(input) }
          } ?? input
        geometry.forEachRun(from: input) { run in
          for place in 0..<run.count {
            byInput.insert([target ?? -1, run.firstWeight + place, run.firstCurrent + place])
          }
        }
      }
      let byOutput = layer.connection.synapses.map { [$0.input, $0.weight, $0.output] }
      #expect(byOutput.count == Set(byOutput).count)
      #expect(Set(byOutput) == byInput)
      for synapse in layer.connection.synapses {
        let channel = synapse.output % geometry.channels
        #expect(geometry.channel(ofWeight: synapse.weight) == channel)
      }
    }
  }

  @Test("The fan-out of a layer is the mean over its neurons", arguments: cases)
  func fanOut(test: ReferenceCase) {
    let (network, geometries) = (test.network, test.spec.geometries)
    for (index, layer) in test.spec.layers.enumerated() {
      let count = geometries[index].neurons.count
      var synapses = layer.isRecurrent ? count * count : 0
      if index + 1 < geometries.count {
        synapses += (0..<count).reduce(0) { $0 + geometries[index + 1].fanOut(from: $1) }
      }
      let expected = Double(synapses) / Double(count)
      #expect(abs(network.penalty.fanOuts[index] - expected) < 1e-9)
    }
  }

  /// Without dropout, which changes the statistics and is gone after folding.
  static let normalised = cases.filter { $0.parts.contains(.norm) }.map { test in
    var test = test
    for layer in test.spec.layers.indices { test.spec.layers[layer].dropout = 0 }
    return test
  }

  @Test("Folding the statistics of a shard leaves its scores as they are", arguments: normalised)
  func folding(test: ReferenceCase) {
    let (network, batch) = (test.network, test.batch)
    var parameters = test.parameters
    let trace = network.run(ReferenceParameters(parameters), batch, smooth: true)
    for (index, layer) in network.layers.enumerated() {
      guard let norm = layer.norm else { continue }
      let statistics = norm.statistics(trace.layers[index].currents)
      let bias = parameters.layers[index].bias
      // The running mean is that of the currents with their bias.
      parameters.layers[index].norm?.mean = statistics.mean.enumerated().map {
        Float($1) + (bias.isEmpty ? 0 : bias[$0])
      }
      parameters.layers[index].norm?.variance = statistics.variance.map(Float.init)
    }
    let folded = ReferenceNetwork(test.spec.folded, options: test.options).run(
      ReferenceParameters(test.spec.folding(parameters)),
      batch,
      smooth: true
    )
    for (left, right) in zip(folded.logits.joined(), trace.logits.joined()) {
      #expect(abs(left - right) < 1e-4)
    }
  }
}
