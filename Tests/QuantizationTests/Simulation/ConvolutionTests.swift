import ContractSupport
import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct ConvolutionTests {
  private func scores(_ network: QuantizedNetwork, _ input: [UInt8]) throws -> [Int] {
    try network.validate()
    return IntegerSimulator(network).trace(input[...], sample: 0).scores
  }

  @Test("A padded convolution of two channels gives the currents computed by hand")
  func padded() throws {
    // Three places, kernel 1 x 3: 1 2 3 to the first channel, 0 1 0 to the second.
    let geometry = LayerGeometry(
      input: SampleShape(height: 1, width: 3),
      kernel: Extent(height: 1, width: 3),
      padding: Extent(height: 0, width: 1),
      channels: 2
    )
    let layer = plainLayer(geometry, weights: [1, 0, 2, 1, 3, 0])
    // At 0: 2 * 4 + 3 * 5; at 1: 4 + 2 * 5 + 3 * 6; at 2: 5 + 2 * 6.
    #expect(
      try scores(plainNetwork(geometry.input, [layer]), [4, 5, 6]) == [23, 4, 32, 5, 17, 6]
    )
  }

  @Test("Groups and strides reach what they must, and nothing else")
  func grouped() throws {
    // Two channels of 1 x 4, each with a kernel of its own that moves by 2 places.
    let geometry = LayerGeometry(
      input: SampleShape(channels: 2, height: 1, width: 4),
      kernel: Extent(height: 1, width: 2),
      stride: Extent(height: 1, width: 2),
      groups: 2,
      channels: 2
    )
    // [column][channel]: channel 0 takes 1, 10 of its places, channel 1 takes 2, 20.
    let layer = plainLayer(geometry, weights: [1, 2, 10, 20])
    let input: [UInt8] = [1, 5, 2, 6, 3, 7, 4, 8]
    #expect(
      try scores(plainNetwork(geometry.input, [layer]), input) == [21, 130, 43, 174]
    )
  }

  @Test(
    "Pooled spikes become their number, or one, and what is left over is dropped",
    arguments: [(PoolKind.sum, [3, 0]), (.average, [3, 0]), (.max, [1, 0])]
  )
  func inputPools(kind: PoolKind, expected: [Int]) throws {
    // 2 x 5 neurons that copy the input; windows of 2 x 2 leave the last column over.
    let shape = SampleShape(height: 2, width: 5)
    let copy = plainLayer(
      LayerGeometry(input: shape, kernel: Extent(1), channels: 1),
      weights: [1],
      threshold: [1]
    )
    let pooled = plainLayer(
      LayerGeometry(input: shape, inputWindow: Extent(2), kernel: Extent(1), channels: 1),
      kind,
      weights: [1]
    )
    let network = plainNetwork(shape, [copy, pooled])
    #expect(try scores(network, [1, 1, 0, 0, 1, 1, 0, 0, 0, 1]) == expected)
    #expect(network.inputScale(ofLayer: 1) == (kind == .average ? 0.25 : 1))
  }

  @Test("The largest of a window of currents counts, also if all are negative")
  func currentPool() throws {
    let geometry = LayerGeometry(
      input: SampleShape(height: 2, width: 2),
      kernel: Extent(1),
      channels: 2,
      currentWindow: Extent(2)
    )
    let layer = plainLayer(geometry, weights: [1, -1])
    #expect(try scores(plainNetwork(geometry.input, [layer]), [4, 9, 2, 3]) == [9, -2])
  }

  @Test("Decays and thresholds apply to their channel at every place")
  func perChannel() throws {
    let geometry = LayerGeometry(
      input: SampleShape(height: 1, width: 2),
      kernel: Extent(1),
      channels: 2
    )
    var layer = plainLayer(geometry, weights: [8, 8], threshold: [100, 20])
    layer.decay = .multiplier(factors: [0, 4], fractionBits: 3, bits: 3, rounding: .floor)
    let last = plainLayer(
      LayerGeometry(input: geometry.neurons, kernel: Extent(height: 1, width: 2), channels: 1),
      weights: [1, 1, 1, 1]
    )
    let trace = IntegerSimulator(plainNetwork(geometry.input, [layer, last], timesteps: 3))
      .trace([1, 2], sample: 0)
    // Channel 0 keeps everything; channel 1 loses half: 16, 16 - 8 + 16 = 24 fires.
    #expect(
      trace.steps.map { $0[0].membranes } == [[8, 8, 16, 16], [16, 12, 32, 0], [24, 14, 48, 16]]
    )
    #expect(trace.steps.map { $0[0].spikes[3] } == [false, true, false])
  }

  @Test("Synaptic operations are spikes times their exact fan-out, network 1...40")
  func synops() throws {
    for number in 1...40 {
      var random = RandomNetworks(number: number)
      let network = random.imageNetwork()
      let inputs = (0..<3).map { _ in random.input(of: network) }
      let simulator = IntegerSimulator(network)
      let set = SampleSet(
        shape: network.input.shape,
        classCount: network.classCount,
        maximum: network.input.maximum,
        inputs: Array(inputs.joined()),
        labels: [0, 0, 0],
        frameCount: network.input.frames?.count
      )
      var operations = 0
      for (sample, input) in inputs.enumerated() {
        let trace = simulator.trace(input[...], sample: sample)
        for step in trace.steps {
          for (layer, states) in zip(network.layers.dropFirst(), step) {
            for neuron in states.spikes.indices where states.spikes[neuron] {
              operations += layer.geometry.fanOut(from: neuron)
            }
          }
          // A recurrent spike reaches every neuron of its layer.
          for (layer, states) in zip(network.layers, step) where layer.recurrence != nil {
            operations += states.spikes.count { $0 } * layer.outputCount
          }
        }
        guard let spikes = InputSpikes(network.input, seed: network.encodingSeed) else { continue }
        var active: [Int32] = []
        for step in trace.steps.indices {
          spikes.activeInputs(input[...], step: step, sample: sample, into: &active)
          for index in active { operations += network.layers[0].geometry.fanOut(from: Int(index)) }
        }
      }
      #expect(abs(simulator.evaluate(set).synops - Double(operations) / 3) < 1e-6)
    }
  }
}
