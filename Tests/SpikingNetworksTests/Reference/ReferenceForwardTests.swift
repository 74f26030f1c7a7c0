import SpikingNetworks
import Testing

/// What the reference computes, against numbers worked out by hand: finite differences would confirm the
/// gradient of a wrong network too.
@Suite struct ReferenceForwardTests {
  private func neurons(
    _ spec: NeuronSpec,
    constant: Double = 0,
    recurrent: [Double] = []
  ) -> ReferenceNeurons {
    ReferenceNeurons(
      spec: spec,
      surrogate: .arctan(slope: 1),
      detachReset: false,
      smooth: false,
      beta: [spec.beta],
      threshold: [spec.firing?.threshold ?? .infinity],
      constant: [constant],
      recurrentWeights: recurrent
    )
  }

  private func membranes(_ neurons: ReferenceNeurons, _ currents: [Double]) -> [Double] {
    neurons.run(currents.map { [$0] }).map { $0.u[0] }
  }

  @Test("A synaptic current decays beside the membrane, and a bias does not enter it")
  func synapticCurrent() {
    let neuron = NeuronSpec(beta: 0.5, firing: nil, synapticDecay: 0.5)
    #expect(membranes(neurons(neuron), [1, 0, 0, 1]) == [1, 1, 0.75, 1.5])
    #expect(membranes(neurons(neuron, constant: 1), [0, 0, 0]) == [1, 1.5, 1.75])
  }

  @Test("A threshold that rises by 1 and halves: theta(t) is 1, 1.5, 1.25 and 1.625")
  func adaptation() {
    let firing = FiringSpec(
      threshold: 1,
      reset: .subtract,
      adaptation: AdaptationSpec(decay: 0.5, step: 1)
    )
    let steps = neurons(NeuronSpec(beta: 1, firing: firing)).run([[1], [1.25], [0.25], [0]])
    #expect(steps.map { $0.threshold[0] } == [1, 1.5, 1.25, 1.625])
    #expect(steps.map { $0.spikes[0] } == [1, 0, 1, 0])
    // The subtraction takes the risen threshold: 1.5 - 1.25.
    #expect(steps.map { $0.u[0] } == [1, 1.25, 1.5, 0.25])
  }

  @Test("A reset to a value forgets the membrane")
  func resetValue() {
    let firing = FiringSpec(threshold: 1, reset: .zero, resetValue: -0.5)
    let neurons = neurons(NeuronSpec(beta: 0.5, firing: firing))
    #expect(membranes(neurons, [3, 0.5, 1]) == [3, 0.25, 1.125])
  }

  @Test("A spike comes back in the step after, through the synaptic current")
  func recurrence() {
    let firing = FiringSpec(threshold: 1, reset: .subtract)
    let plain = neurons(NeuronSpec(beta: 1, firing: firing), recurrent: [0.75])
    #expect(membranes(plain, [1, 0, 0.25, 0]) == [1, 0.75, 1, 0.75])
    let slow = neurons(
      NeuronSpec(beta: 1, firing: firing, synapticDecay: 0.5),
      recurrent: [-1]
    )
    // i: 1, 0.5 - 1, -0.25, -0.125
    #expect(membranes(slow, [1, 0, 0, 0]) == [1, -0.5, -0.75, -0.875])
  }

  @Test("Windows of 2 x 2 pool each channel for itself and drop what is left over")
  func pooling() {
    // Two channels of 2 x 5: the first counts up, the second is its negative.
    let shape = SampleShape(channels: 2, height: 2, width: 5)
    let values = (0..<10).flatMap { [Double($0), -Double($0)] }
    let results = PoolKind.allCases.map { kind in
      let pool = ReferencePooling(PoolSpec(kind: kind, size: Extent(2)), from: shape)
      return pool.pool(values, largest: pool.largest(values))
    }
    #expect(results == [[12, -12, 20, -20], [3, -3, 5, -5], [6, 0, 8, -2]])
    let pool = ReferencePooling(PoolSpec(kind: .max, size: Extent(2)), from: shape)
    #expect(pool.largest(values.map { _ in 0 }) == [0, 1, 4, 5])
  }

  @Test("Convolutions of 3 x 3 by 2 x 2, padded, with a stride, in groups")
  func convolution() {
    let image = (1...9).map(Double.init)
    let weights: [Double] = [1, 10, 100, 1000]
    func currents(
      _ filters: FilterSpec,
      stride: Int = 1,
      padding: Int = 0,
      channels: Int = 1,
      _ inputs: [Double],
      _ weights: [Double]
    ) -> [Double] {
      let connection = ConnectionSpec.convolution(
        ConvolutionSpec(
          filters: filters,
          kernel: Extent(2),
          stride: Extent(stride),
          padding: Extent(padding)
        )
      )
      let layer = LayerSpec(
        name: "",
        connection: connection,
        neuron: NeuronSpec(beta: 1, firing: nil)
      )
      let shape = SampleShape(channels: channels, height: 3, width: 3)
      let geometry = LayerGeometry(layer, input: shape)
      return ReferenceConnection(connection, geometry).currents(inputs, weights)
    }
    let one = FilterSpec.grouped(channels: 1, groups: 1)
    #expect(currents(one, image, weights) == [5421, 6532, 8754, 9865])
    #expect(currents(one, stride: 2, padding: 1, image, weights) == [1000, 3200, 7040, 9865])
    // Two channels, the second ten thousand times the first; the weights [row][column][channel].
    let two = image.flatMap { [$0, 10_000 * $0] }
    let depthwise = currents(
      .depthwise(multiplier: 1),
      channels: 2,
      two,
      weights.flatMap { [$0, 2 * $0] }
    )
    #expect(
      depthwise == [5421, 108_420_000, 6532, 130_640_000, 8754, 175_080_000, 9865, 197_300_000]
    )
    // Two groups with two outputs each, at the first position: output 2g + o.
    let grouped = currents(
      .grouped(channels: 4, groups: 2),
      channels: 2,
      two,
      weights.flatMap { [$0, 2 * $0, 3 * $0, 4 * $0] }
    )
    #expect(grouped.prefix(4) == [5421, 10842, 162_630_000, 216_840_000])
  }

  @Test("A normalised current has mean 0 and variance 1 before scale and shift")
  func norm() {
    let norm = ReferenceNorm(epsilon: 0, channels: 2)
    // Two samples of two steps and one position.
    let currents: ReferenceSignal = [[[1, 0], [3, 10]], [[1, 10], [3, 0]]]
    let statistics = norm.statistics(currents)
    #expect(statistics.mean == [2, 5])
    #expect(statistics.variance == [1, 25])
    #expect(norm.constants(statistics, scale: [1, 5], shift: [0, 1]) == [-2, -4])
    #expect(norm.scaled(currents, statistics, scale: [1, 5])[1] == [[1, 10], [3, 0]])
  }

  @Test("Labels smoothed by 0.2: of four classes the right one has 0.85, the others 0.05")
  func crossEntropy() {
    let loss = ReferenceLoss(readout: .spikeCount, labelSmoothing: 0.2)
    let result = loss.crossEntropy([0, 0, 0, 0], 2)
    #expect(abs(result.loss - 1.386294361119891) < 1e-12)
    let expected = [0.2, 0.2, -0.6, 0.2]
    #expect(zip(result.gradient, expected).allSatisfy { abs($0 - $1) < 1e-12 })
  }
}
