import ContractSupport
import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct DeadChannelTests {
  private let numbers = ScaledIntegers(bits: 6, exponent: 1, mantissas: [1, 2, 3])

  /// Three recurrent neurons with every table; the one in the middle has too high a threshold.
  private func recurrentLayer() -> QuantizedLayer {
    let leak = IntegerDecay.shift(distances: [1, 2, 3], bits: 3, rounding: .floor)
    var layer = plainLayer(
      .dense(inputs: 2, units: 3),
      weights: [1, 2, 3, 4, 5, 6],
      threshold: [10, 127, 10]
    )
    layer.firing?.threshold.exponent = 6
    layer.membraneBits = 20
    layer.weights.scales = [1, 2, 3]
    layer.recurrence = IntegerRecurrence(values: [1, 2, 3, 4, 5, 6, 7, 8, 9], factor: 15)
    layer.bias = numbers
    layer.synapse = IntegerSynapse(decay: leak, bits: 16, overflow: .saturate)
    layer.decay = .multiplier(factors: [3, 4, 5], fractionBits: 3, bits: 3, rounding: .floor)
    layer.firing?.resetValue = numbers
    layer.firing?.adaptation = IntegerAdaptation(decay: leak, step: numbers, bits: 8)
    return layer
  }

  @Test("A dead neuron goes with its rows and columns, and with its place in every table")
  func tables() throws {
    let readout = plainLayer(.dense(inputs: 3, units: 2), weights: [1, 2, 3, 4, 5, 6])
    let network = plainNetwork(
      SampleShape(height: 1, width: 2),
      [recurrentLayer(), readout],
      timesteps: 8
    )
    try network.validate()
    let smaller = network.removingDeadChannels()
    try smaller.validate()
    let kept = ScaledIntegers(bits: 6, exponent: 1, mantissas: [1, 3])
    let leak = IntegerDecay.shift(distances: [1, 3], bits: 3, rounding: .floor)
    var expected = recurrentLayer()
    expected.name = "layer1"
    expected.geometry = .dense(inputs: 2, units: 2)
    expected.weights.values = [1, 3, 4, 6]
    expected.weights.scales = [1, 3]
    expected.recurrence = IntegerRecurrence(values: [1, 3, 7, 9], factor: 15)
    expected.bias = kept
    expected.synapse?.decay = leak
    expected.decay = .multiplier(factors: [3, 5], fractionBits: 3, bits: 3, rounding: .floor)
    expected.firing?.threshold.mantissas = [10, 10]
    expected.firing?.resetValue = kept
    expected.firing?.adaptation?.step = kept
    expected.firing?.adaptation?.decay = leak
    #expect(smaller.layers[0] == expected)
    #expect(smaller.layers[1].geometry == .dense(inputs: 2, units: 2))
    #expect(smaller.layers[1].weights.values == [1, 2, 5, 6])
  }

  @Test("Channels of a convolution go from the convolution or the matrix behind them")
  func convolutions() throws {
    // Channel 1 of 2 is dead; then channel 0 of 3, which nothing else drives; then a flattened
    // readout.
    let first = LayerGeometry(
      input: SampleShape(height: 2, width: 3),
      kernel: Extent(1),
      channels: 2
    )
    let second = LayerGeometry(
      input: first.neurons,
      inputWindow: Extent(height: 1, width: 2),
      kernel: Extent(height: 2, width: 1),
      padding: Extent(height: 1, width: 0),
      channels: 3
    )
    let readout = LayerGeometry.dense(inputs: 9, units: 1)
    let network = plainNetwork(
      first.input,
      [
        plainLayer(first, weights: [1, -1], threshold: [1]),
        plainLayer(
          second,
          .max,
          // [row][channel][output]: channel 1 alone drives output 0.
          weights: [-1, 1, 1, 5, 6, 7, -2, 1, 1, 8, 9, 9],
          threshold: [1]
        ),
        plainLayer(readout, weights: (1...9).map { Int16($0) }),
      ],
      timesteps: 2
    )
    try network.validate()
    #expect(second.neurons == SampleShape(channels: 3, height: 3, width: 1))
    let smaller = network.removingDeadChannels()
    try smaller.validate()
    #expect(smaller.layers.map(\.geometry.channels) == [1, 2, 1])
    #expect(smaller.layers[0].weights.values == [1])
    #expect(smaller.layers[1].weights.values == [1, 1, 1, 1])
    #expect(smaller.layers[1].geometry.input == SampleShape(channels: 1, height: 2, width: 3))
    #expect(smaller.layers[2].weights.values == [2, 3, 5, 6, 8, 9])
    for input in [[1, 0, 0, 0, 2, 0], [0, 0, 3, 4, 5, 6]] as [[UInt8]] {
      #expect(
        IntegerSimulator(network).trace(input[...], sample: 0).scores
          == IntegerSimulator(smaller).trace(input[...], sample: 0).scores
      )
    }
  }

  @Test("A layer keeps one channel, groups keep all, and the classes stay")
  func kept() {
    let dead = plainLayer(
      .dense(inputs: 2, units: 3),
      weights: [-1, -1, -1, -1, -1, -1],
      threshold: [9]
    )
    let readout = plainLayer(.dense(inputs: 3, units: 2), weights: [1, 2, 3, 4, 5, 6])
    let network = plainNetwork(SampleShape(height: 1, width: 2), [dead, readout])
    #expect(network.removingDeadChannels().layers.map(\.outputCount) == [1, 2])
    var counting = network
    counting.layers[1] = plainLayer(
      .dense(inputs: 3, units: 2),
      weights: [-1, -1, -1, -1, -1, -1],
      threshold: [9]
    )
    counting.readout = .spikeCount
    #expect(counting.removingDeadChannels().layers.map(\.outputCount) == [1, 2])

    let shape = SampleShape(channels: 2, height: 1, width: 2)
    let grouped = plainLayer(
      LayerGeometry(input: shape, kernel: Extent(1), groups: 2, channels: 2),
      weights: [-1, 1],
      threshold: [1]
    )
    let flat = plainLayer(.dense(inputs: 4, units: 1), weights: [1, 2, 3, 4])
    let depthwise = plainNetwork(shape, [grouped, flat])
    #expect(BoundsAnalysis.ranges(of: depthwise)[0].deadChannels == [0])
    #expect(depthwise.removingDeadChannels() == depthwise)
  }

  /// In each step and layer, the membranes of the neurons that fired, in their order.
  private func fired(_ trace: SimulationTrace) -> [[[Int32]]] {
    trace.steps.map { layers in
      layers.map { layer in
        layer.membranes.indices.filter { layer.spikes[$0] }.map { layer.membranes[$0] }
      }
    }
  }

  @Test("Nothing else changes in random networks", arguments: [false, true])
  func random(ofImages: Bool) throws {
    var changed = 0
    for number in 0..<300 {
      var random = RandomNetworks(number: number)
      let network = ofImages ? random.imageNetwork() : random.network()
      let smaller = network.removingDeadChannels()
      try smaller.validate()
      #expect(smaller.removingDeadChannels() == smaller)
      guard smaller != network else { continue }
      changed += 1
      for sample in 0..<3 {
        let input = random.input(of: network)
        let before = IntegerSimulator(network).trace(input[...], sample: sample)
        let after = IntegerSimulator(smaller).trace(input[...], sample: sample)
        #expect(after.scores == before.scores && after.prediction == before.prediction)
        #expect(after.steps.map(\.last) == before.steps.map(\.last))
        #expect(fired(after) == fired(before), "network \(number), sample \(sample)")
      }
    }
    #expect(changed > 20)
  }
}
