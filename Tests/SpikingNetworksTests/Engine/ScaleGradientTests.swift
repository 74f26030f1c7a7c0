import FixedPoint
import Testing

@testable import SpikingNetworks

/// What becomes of the gradient of quantized weights, computed by hand.
@Suite struct ScaleGradientTests {
  /// Two inputs, two outputs, ternary weights of scale 0.5.
  private let weights: [Float] = [0.3, -0.2, 0.9, -0.6]
  private let gradient: [Float] = [1, 2, 3, 4]

  private func spec(isRecurrent: Bool = false) -> NetworkSpec {
    NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 1, width: 2),
        coding: .direct,
        bits: 4,
        timesteps: 2
      ),
      layers: [
        LayerSpec(
          name: "dense1",
          connection: .dense(units: 2, bias: false),
          isRecurrent: isRecurrent,
          neuron: NeuronSpec(beta: 1, firing: FiringSpec(threshold: 1, reset: .subtract))
        )
      ],
      readout: .spikeCount
    )
  }

  private func form(_ scales: [Double], recurrent: [Float] = []) -> IntegerLayerForm {
    IntegerLayerForm(
      weights: [1, 0, 1, -1],
      recurrentWeights: recurrent,
      recurrentFactor: 15,
      weightRange: -1...1,
      scales: scales,
      units: scales.map { $0 / 15 },
      sum: IntegerWidth(bits: 32, overflow: .saturate),
      guardBits: 0,
      guardRounding: .floor,
      bias: [],
      membrane: IntegerStateForm(
        leak: .none,
        width: IntegerWidth(bits: 16, overflow: .saturate)
      ),
      firing: IntegerFiringForm(thresholds: [30], resetValues: [])
    )
  }

  private func state(
    _ spec: NetworkSpec,
    recurrent: [Float] = [],
    form: IntegerLayerForm,
    learned: [Double]?
  ) -> NetworkState {
    let plan = ExecutionPlan(spec, kernels: .best, computesIntegers: true)
    let network = NetworkState(
      plan,
      NetworkParameters(layers: [
        LayerParameters(weights: weights, bias: [], recurrentWeights: recurrent)
      ]),
      forTraining: true,
      learnedScales: learned.map { [$0] }
    )
    network.adopt([form], workers: WorkerPool(workers: 1), plan.kernels)
    return network
  }

  /// Places `gradient` on the weights, and returns the sums by channel and the gradient that is
  /// left.
  private func passThrough(
    _ network: NetworkState,
    learns: Bool
  ) -> (sums: [Double], gradient: [Float]) {
    let layer = network.layers[0]
    layer.plan.place(gradient, in: layer.weights.gradient.base)
    let sums = AlignedBuffer<Double>(layer.plan.width)
    GradientPiece(layer: 0, part: .weights(0..<2))
      .passThrough(network, sums: learns ? sums.base : nil)
    return (
      (0..<2).map { sums.base[$0] }, layer.plan.collect(layer.weights.gradient.base)
    )
  }

  @Test("Under a fixed scale a clamped weight loses what would push it further out")
  func straightThrough() {
    let network = state(spec(), form: form([0.5]), learned: nil)
    // 0.9 is beyond 0.5 and would come back; -0.6 is below -0.5 and would go on.
    #expect(passThrough(network, learns: false).gradient == [1, 2, 3, 0])
  }

  @Test("A learned scale takes q - w/s inside and the end point outside")
  func learned() throws {
    let network = state(spec(), form: form([0.5]), learned: [0.5])
    let (sums, gradient) = passThrough(network, learns: true)
    #expect(gradient == [1, 2, 0, 0])
    // Channel 0: 1 * (1 - 0.6) + 3 * 1; channel 1: 2 * (0 + 0.4) + 4 * -1.
    #expect(abs(sums[0] - 3.4) < 1e-6 && abs(sums[1] + 3.2) < 1e-6)
    let scales = try #require(network.layers[0].learnedScales)
    scales.setGradient(sums, weights: 2, highest: 1)
    // 0.2 / sqrt(4 weights * 1), by the initial scale.
    #expect(abs(scales.array.gradient.base[0] - 0.2) < 1e-6)
    #expect(scales.array.gradient.base[1] == scales.array.gradient.base[0])
    #expect(scales.scales == [0.5])
  }

  @Test("A learned scale of a channel has the weights of the channel")
  func channels() throws {
    let network = state(spec(), form: form([0.5, 0.5]), learned: [0.5, 0.5])
    let (sums, _) = passThrough(network, learns: true)
    let scales = try #require(network.layers[0].learnedScales)
    scales.setGradient(sums, weights: 2, highest: 1)
    let factor = 1 / (0.5 * 2.0.squareRoot())
    #expect(abs(Double(scales.array.gradient.base[0]) - 3.4 * factor) < 1e-5)
    #expect(abs(Double(scales.array.gradient.base[1]) + 3.2 * factor) < 1e-5)
  }

  @Test("Recurrent weights hold their factor, which no gradient sees")
  func recurrent() {
    let network = state(
      spec(isRecurrent: true),
      recurrent: [0.3, 0, 0, -0.9],
      form: form([0.5], recurrent: [1, 0, 0, -1]),
      learned: [0.5]
    )
    let layer = network.layers[0]
    #expect(layer.forwardRecurrent?[0] == 15)
    #expect(abs(layer.recurrentTransposed.base[0] - 0.5) < 1e-6)
    for index in 0..<2 {
      for to in 0..<2 {
        layer.recurrent?.gradient.base[index * layer.plan.width + to] = Float(1 + 2 * index + to)
      }
    }
    let sums = AlignedBuffer<Double>(layer.plan.width)
    GradientPiece(layer: 0, part: .recurrentWeights(0..<2)).passThrough(network, sums: sums.base)
    // Channel 0: 1 * (1 - 0.6) + 3 * 0; channel 1: 2 * 0 + 4 * -1.
    #expect(abs(sums.base[0] - 0.4) < 1e-5 && abs(sums.base[1] + 4) < 1e-5)
    #expect(layer.recurrent?.gradient.base[layer.plan.width + 1] == 0)
  }
}
