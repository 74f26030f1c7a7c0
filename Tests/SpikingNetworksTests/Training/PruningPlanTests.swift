import Testing

@testable import SpikingNetworks

@Suite struct PruningPlanTests {
  /// Two inputs, three neurons with recurrence, two outputs.
  private func network(isRecurrent: Bool) -> NetworkSpec {
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
          connection: .dense(units: 3, bias: true),
          isRecurrent: isRecurrent,
          neuron: NeuronSpec(beta: 1, firing: FiringSpec(threshold: 1, reset: .subtract))
        ),
        LayerSpec(
          name: "out",
          connection: .dense(units: 2, bias: false),
          neuron: NeuronSpec(beta: 1, firing: nil)
        ),
      ],
      readout: .membrane(.sum)
    )
  }

  private let parameters = NetworkParameters(layers: [
    LayerParameters(weights: [3, 0, 1, 4, 0, -1], bias: [0, 0.5, 1]),
    LayerParameters(weights: [1, 0, -6, 8, 2, 2], bias: []),
  ])

  private func mask(
    _ spec: NetworkSpec,
    _ kind: PruningKind,
    _ counts: [Int],
    _ parameters: NetworkParameters
  ) throws -> PruningMask {
    let plan = try PruningPlan(spec, PruningSpec(kind: kind, sparsity: 0.5))
    return plan.growing(PruningMask(unitCounts: plan.unitCounts), to: counts, by: parameters)
  }

  @Test("A channel is worth the norm of what enters it, its bias too, times that of what leaves it")
  func channelScores() throws {
    // Entering 5, 0.5 and sqrt(3); leaving 1, 10 and sqrt(8): worth 5, 5 and 4.9.
    let spec = network(isRecurrent: false)
    #expect(try mask(spec, .channels, [1, 0], parameters).layers == [[false, false, true], []])
    #expect(try mask(spec, .channels, [2, 0], parameters).layers == [[true, false, true], []])
  }

  @Test("Recurrent weights enter one neuron and leave another")
  func recurrentScores() throws {
    var parameters = parameters
    // From the second neuron to the first, and a loop of the third.
    parameters.layers[0].recurrentWeights = [0, 0, 0, 12, 0, 0, 0, 0, 1]
    // Entering 13, 0.5 and 2; leaving 1, sqrt(244) and 3: worth 13, 7.8 and 6.
    let spec = network(isRecurrent: true)
    #expect(try mask(spec, .channels, [1, 0], parameters).layers[0] == [false, false, true])
    #expect(try mask(spec, .channels, [2, 0], parameters).layers[0] == [false, true, true])
  }

  @Test("Synapses of a layer compete, recurrent ones behind the others, the readout's too")
  func magnitudes() throws {
    var parameters = parameters
    parameters.layers[0].recurrentWeights = [0, 5, 1, 5, 0, 5, 5, -0.5, 0]
    let mask = try mask(network(isRecurrent: true), .magnitude, [7, 2], parameters)
    // Zeros at 1, 4, 6, 10, 14; then 0.5 at 13; then the first 1 at 2.
    let places = mask.layers.map { layer in layer.indices.filter { layer[$0] } }
    #expect(places == [[1, 2, 4, 6, 10, 13, 14], [0, 1]])
  }

  @Test("A pruned channel loses its bias and every synapse")
  func channelNumbers() throws {
    let spec = network(isRecurrent: true)
    let plan = try PruningPlan(spec, PruningSpec(kind: .channels, sparsity: 0.5))
    var mask = PruningMask(unitCounts: plan.unitCounts)
    mask.grow(0, to: 1, scores: [1, 0, 1])
    let (first, second) = (
      plan.prunedNumbers(ofLayer: 0, mask), plan.prunedNumbers(ofLayer: 1, mask)
    )
    func places(_ flags: [Bool]) -> [Int] { flags.indices.filter { flags[$0] } }
    #expect(places(first.weights) == [1, 4])
    #expect(places(first.recurrentWeights) == [1, 3, 4, 5, 7])
    #expect(places(first.channels) == [1])
    #expect(places(second.weights) == [2, 3])
    #expect(second.recurrentWeights.isEmpty && second.channels.isEmpty)
  }

  @Test("Counts are the sparsity to the nearest, and one unit stays")
  func counts() throws {
    let spec = network(isRecurrent: true)
    func counts(_ kind: PruningKind, _ sparsity: Double) throws -> [Int] {
      try PruningPlan(spec, PruningSpec(kind: kind, sparsity: sparsity))
        .prunedCounts(inEpoch: 0, of: 1)
    }
    // 15 and 6 synapses; 3 neurons.
    #expect(try counts(.magnitude, 0.5) == [8, 3])
    #expect(try counts(.magnitude, 0.99) == [14, 5])
    #expect(try counts(.magnitude, 0) == [0, 0])
    #expect(try counts(.channels, 0.5) == [2, 0])
    #expect(try counts(.channels, 0.99) == [2, 0])
  }

  @Test("A norm takes part with the weights that it folds into")
  func foldedChannels() throws {
    var spec = network(isRecurrent: false)
    spec.layers[0].norm = BatchNormSpec(epsilon: 1)
    var parameters = parameters
    // Factors 1 / sqrt(3 + 1), 10 and 1: the second channel is worth 10 * 0.5 * 10 for its bias alone.
    parameters.layers[0].norm = BatchNormParameters(
      scale: [1, 20, 1],
      shift: [0, 0, 0],
      mean: [0, 0, 0],
      variance: [3, 3, 0]
    )
    // Worth 2.5, 50 and 4.9.
    #expect(try mask(spec, .channels, [1, 0], parameters).layers[0] == [true, false, false])
    #expect(try mask(spec, .channels, [2, 0], parameters).layers[0] == [true, false, true])
  }

  @Test("Layers that are not there, or keep their channels, are refused")
  func refusals() throws {
    func refused(_ spec: NetworkSpec, _ pruning: PruningSpec) -> String {
      do throws(NetworkError) {
        try spec.check(pruning)
        return "none"
      } catch { return error.description }
    }
    func pruning(_ kind: PruningKind, _ layers: [String]?) -> PruningSpec {
      PruningSpec(kind: kind, sparsity: 0.5, layers: layers)
    }
    let spec = network(isRecurrent: false)
    #expect(refused(spec, pruning(.magnitude, ["dense1", "out"])) == "none")
    #expect(refused(spec, pruning(.magnitude, ["dense2"])).contains("there are dense1, out"))
    #expect(refused(spec, pruning(.channels, ["dense1"])) == "none")
    #expect(refused(spec, pruning(.channels, ["out"])).contains("out cannot lose channels"))
    #expect(refused(spec, pruning(.channels, [])).contains("no layer that can lose channels"))
    var images = TinyProblem.spec()
    images.layers = FeatureCase.grouped
    // Depthwise, grouped, depthwise, dense: the channels of each are numbered by the next.
    let counts = try? PruningPlan(images, pruning(.channels, nil)).unitCounts
    #expect(counts == nil)
    for layer in ["conv1", "conv2", "conv3"] {
      #expect(refused(images, pruning(.channels, [layer])).contains("cannot lose channels"))
    }
    images.layers = FeatureCase.normalised
    #expect(try PruningPlan(images, pruning(.channels, nil)).unitCounts == [4, 5, 6, 0])
    #expect(try PruningPlan(images, pruning(.channels, ["conv2"])).unitCounts == [0, 5, 0, 0])
  }
}
