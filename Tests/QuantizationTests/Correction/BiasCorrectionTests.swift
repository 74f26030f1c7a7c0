import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

/// Biases of small layers, by hand.
@Suite struct BiasCorrectionTests {
  /// A float layer with its integers.
  private struct Layer {
    var spec: LayerSpec
    var float: LayerParameters
    var integers: [Int16]
    var recurrence: [Int16] = []
    var synapse: IntegerSynapse?
    var biasBits = 8
    /// The real value of a weight unit; a membrane unit is 1/16 of it.
    var scale = 0.25
  }

  /// A rate-coded network of `layer` alone, which sees `samples`: each input silent or firing in each of two steps.
  private func corrected(_ layer: Layer, _ samples: [[Bool]]) throws -> [Int] {
    let shape = SampleShape(height: 1, width: samples[0].count)
    let spec = NetworkSpec(
      input: InputSpec(shape: shape, coding: .rate, bits: 4, timesteps: 2),
      layers: [layer.spec],
      readout: .spikeCount
    )
    let channels = spec.geometries[0].channels
    let network = QuantizedNetwork(
      input: spec.input,
      encodingSeed: 3,
      layers: [
        QuantizedLayer(
          name: layer.spec.name,
          geometry: spec.geometries[0],
          weights: QuantizedWeights(
            grid: .symmetric,
            bits: 4,
            values: layer.integers,
            scales: [layer.scale]
          ),
          recurrence: layer.recurrence.isEmpty
            ? nil : IntegerRecurrence(values: layer.recurrence, factor: 1),
          guardBits: 4,
          guardRounding: .floor,
          bias: ScaledIntegers(
            bits: layer.biasBits,
            exponent: 0,
            mantissas: Array(repeating: 1, count: channels)
          ),
          synapse: layer.synapse,
          decay: .none,
          firing: IntegerFiring(
            threshold: ScaledIntegers(bits: 8, exponent: 0, mantissas: [64]),
            reset: .subtract
          ),
          membraneBits: 12,
          overflow: .saturate
        )
      ],
      readout: .spikeCount
    )
    let model = TrainedModel(
      spec: spec,
      parameters: NetworkParameters(layers: [layer.float]),
      history: [],
      activity: [LayerActivity(spikesPerSample: 0, membranePeak: 1)]
    )
    let set = SampleSet(
      shape: shape,
      classCount: 2,
      maximum: 15,
      inputs: samples.flatMap { $0.map { $0 ? 15 : 0 } },
      labels: samples.map { _ in 0 }
    )
    let corrector = QuantizationCorrector(model, calibratingOn: 9, of: set, seed: 3)
    let result = try corrector.correctingBiases(of: network)
    var other = result
    other.layers[0].bias = network.layers[0].bias
    #expect(other == network, "nothing but biases changes")
    #expect(try corrector.correctingBiases(of: result) == result)
    return (0..<channels).map { result.layers[0].bias?.value(at: $0) ?? 0 }
  }

  private static func dense(_ units: Int) -> LayerSpec {
    LayerSpec(
      name: "dense1",
      connection: .dense(units: units, bias: true),
      neuron: NeuronSpec(beta: 1, firing: FiringSpec(threshold: 1, reset: .subtract))
    )
  }

  /// Weights that lost 0.1, 0, 0.05 and 0.05.
  private let two = Layer(
    spec: dense(2),
    float: LayerParameters(weights: [0.6, 1, 0.3, -0.7], bias: [0.1, -0.2]),
    integers: [2, 4, 1, -3]
  )

  /// The mean inputs are 1 and 0.5.
  private let samples = [[true, false], [true, true]]

  @Test("A bias gains what rounding took from the mean current")
  func mean() throws {
    // 0.1 + 0.125 and -0.2 + 0.025 in units of 1/64: 14.4 and -11.2.
    #expect(try corrected(two, samples) == [14, -11])
  }

  @Test("The exponent grows with the biases")
  func exponent() throws {
    var layer = two
    layer.biasBits = 4
    // At most 7 units: 14.4 and -11.2 become 3.6 and -2.8 of 4.
    #expect(try corrected(layer, samples) == [16, -12])
  }

  @Test("Behind a synaptic current the mean is that of the current")
  func synapticCurrent() throws {
    var layer = two
    layer.spec.neuron.synapticDecay = 0.5
    layer.synapse = IntegerSynapse(
      decay: .shift(distances: [1], bits: 4, rounding: .halfUp),
      bits: 12,
      overflow: .saturate
    )
    // Of an input of 1 in both steps the current holds 1 and 1.5: 16.4 and -10.8.
    #expect(try corrected(layer, samples) == [16, -11])
  }

  @Test("A convolution takes the mean over its positions, borders included")
  func convolution() throws {
    var layer = two
    layer.spec = LayerSpec(
      name: "conv1",
      connection: .convolution(
        ConvolutionSpec(
          filters: .grouped(channels: 1, groups: 1),
          kernel: Extent(height: 1, width: 3),
          padding: Extent(height: 0, width: 1)
        )
      ),
      neuron: layer.spec.neuron
    )
    layer.float = LayerParameters(weights: [0.3, 0.6, 0.1], bias: [0])
    layer.integers = [1, 2, 0]
    // Lost 0.05, 0.1 and 0.1: at the left 0.2, in the middle 0.25, at the right 0.15, in the mean 0.2.
    #expect(try corrected(layer, [[true, true, true]]) == [13])
    // Windows of two positions: the third reaches no neuron, and the mean is 0.225.
    layer.spec.currentPool = PoolSpec(kind: .max, size: Extent(height: 1, width: 2))
    #expect(try corrected(layer, [[true, true, true]]) == [14])
  }

  @Test("Recurrent weights count with the spikes of the step before")
  func recurrence() throws {
    var layer = two
    layer.spec = Self.dense(1)
    layer.spec.isRecurrent = true
    layer.float = LayerParameters(weights: [1, 0], bias: [0], recurrentWeights: [0.1])
    layer.integers = [4, 0]
    layer.recurrence = [0]
    // It fires in both steps, and the second sees 0.1: in the mean 0.05 of 1/64.
    #expect(try corrected(layer, [[true, false]]) == [3])
  }
}
