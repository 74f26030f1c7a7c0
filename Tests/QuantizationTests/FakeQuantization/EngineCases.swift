import ContractSupport
import FixedPoint
import Quantization
import SpikingNetworks

/// Random float networks with random precisions: every layer, neuron, coding and readout of the
/// contract.
struct EngineCases {
  private var state: Int
  private let random = Philox(seed: 77, stream: .testVectors)

  init(number: Int) { state = number << 12 }

  /// A network and its integers.
  struct Case {
    var model: TrainedModel
    var specification: QuantizationSpec
    var quantizer: Quantizer
    var network: QuantizedNetwork
    var samples: SampleSet
  }

  /// Returns case `number`, or nil where its precisions have no integers.
  static func make(_ number: Int) throws -> Case? {
    var models = EngineCases(number: number)
    let (model, samples) = try models.model()
    let specification = QuantizationSpec(
      layers: model.spec.layers.indices.map {
        models.precisions(isLast: $0 == model.spec.layers.count - 1)
      }
    )
    let quantizer = Quantizer(seed: UInt64(models.integer(0...9999)))
    guard let network = try? quantizer.quantize(model, specification) else { return nil }
    return Case(
      model: model,
      specification: specification,
      quantizer: quantizer,
      network: network,
      samples: samples
    )
  }

  /// Returns a float network and samples for it.
  mutating func model() throws -> (TrainedModel, SampleSet) {
    let spec = spec()
    try spec.validate()
    let (parameters, samples) = (parameters(of: spec), samples(of: spec))
    let engine = TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1))
    let evaluation = try engine.evaluate(spec, parameters, on: samples, seed: 1)
    return (
      TrainedModel(
        spec: spec,
        parameters: parameters,
        history: [],
        activity: evaluation.activity
      ), samples
    )
  }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    state += 1
    return range.lowerBound + random.integer(below: range.count, state)
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[integer(0...elements.count - 1)]
  }

  mutating func real(_ range: ClosedRange<Double>) -> Double {
    state += 1
    return range.lowerBound + (range.upperBound - range.lowerBound) * random.uniform(state)
  }

  private mutating func spec() -> NetworkSpec {
    let readout = pick([Readout.spikeCount, .membrane(.sum), .membrane(.last)])
    let shape = SampleShape(
      channels: integer(1...2),
      height: integer(1...7),
      width: integer(3...8)
    )
    let input = InputSpec(
      shape: shape,
      coding: pick([.direct, .rate]),
      bits: integer(2...8),
      timesteps: pick([1, 2, 3, 5, 13])
    ).withEventsAmongRates
    var layers: [LayerSpec] = []
    var previous = shape
    let count = integer(1...3)
    for index in 0..<count {
      let layer = layer(index, behind: previous, isLast: index == count - 1, readout)
      layers.append(layer)
      previous = LayerGeometry(layer, input: previous).neurons
    }
    return NetworkSpec(input: input, layers: layers, readout: readout)
  }

  private mutating func layer(
    _ index: Int,
    behind input: SampleShape,
    isLast: Bool,
    _ readout: Readout
  ) -> LayerSpec {
    var layer = LayerSpec(
      name: "layer\(index)",
      connection: .dense(
        units: isLast ? integer(2...5) : pick([5, 17, 40]),
        bias: integer(0...2) > 0
      ),
      neuron: neuron(fires: !isLast || readout == .spikeCount)
    )
    if index > 0 && integer(0...1) == 0 {
      layer.inputPool = PoolSpec(
        kind: pick(PoolKind.allCases),
        size: Extent(height: min(integer(1...2), input.height), width: min(2, input.width))
      )
    }
    guard isLast || integer(0...2) == 0 else {
      setConvolution(&layer, input.pooled(by: layer.inputPool?.size ?? Extent(1)))
      return layer
    }
    if layer.neuron.firing != nil { layer.isRecurrent = integer(0...1) == 0 }
    return layer
  }

  private mutating func setConvolution(_ layer: inout LayerSpec, _ input: SampleShape) {
    let kernel = Extent(
      height: min(integer(1...3), input.height),
      width: min(integer(1...3), input.width)
    )
    let filters: FilterSpec =
      switch integer(0...2) {
      case 0: .depthwise(multiplier: integer(1...3))
      case 1: .grouped(channels: input.channels * integer(1...3), groups: input.channels)
      default: .grouped(channels: integer(1...6), groups: 1)
      }
    let convolution = ConvolutionSpec(
      filters: filters,
      kernel: kernel,
      stride: Extent(height: integer(1...2), width: integer(1...2)),
      padding: Extent(
        height: integer(0...kernel.height - 1),
        width: integer(0...kernel.width - 1)
      ),
      bias: integer(0...1) == 0
    )
    layer.connection = .convolution(convolution)
    let currents = LayerGeometry(
      LayerSpec(name: "", connection: layer.connection, neuron: layer.neuron),
      input: input
    ).currents
    guard integer(0...2) == 0, currents.height >= 2, currents.width >= 2 else { return }
    layer.currentPool = PoolSpec(kind: .max, size: Extent(height: integer(1...2), width: 2))
  }

  private mutating func neuron(fires: Bool) -> NeuronSpec {
    var neuron = NeuronSpec(beta: pick([1, 0.5, 0.9, 0.97]), firing: nil)
    if integer(0...2) == 0 { neuron.synapticDecay = pick([0.5, 0.8]) }
    if integer(0...2) == 0 {
      neuron.beta = 0.8
      neuron.betaTuning = ParameterTuning(
        sharing: pick(ParameterSharing.allCases),
        spread: 0.15,
        isTrained: true
      )
    }
    guard fires else { return neuron }
    let reset = pick(ResetMode.allCases)
    neuron.firing = FiringSpec(
      threshold: 1,
      reset: reset,
      resetValue: reset == .zero ? pick([0, -0.3, 0.2]) : 0,
      adaptation: integer(0...2) == 0
        ? AdaptationSpec(decay: pick([0.5, 0.9]), step: pick([0.3, 0.7])) : nil,
      thresholdTuning: integer(0...2) == 0
        ? ParameterTuning(sharing: .channel, spread: 0.3, isTrained: true) : .fixed
    )
    return neuron
  }

  private mutating func parameters(of spec: NetworkSpec) -> NetworkParameters {
    var result = NetworkParameters(initializing: spec, seed: UInt64(integer(0...999)))
    for index in result.layers.indices {
      // Larger than initial weights, so that every layer fires.
      let scale = Float(pick([1.5, 3, 5]))
      result.layers[index].weights = result.layers[index].weights.map { ($0 + 0.03) * scale }
      result.layers[index].recurrentWeights =
        result.layers[index].recurrentWeights.map { $0 * scale }
    }
    return result
  }

  private mutating func samples(of spec: NetworkSpec) -> SampleSet {
    // More than a chunk of the inference.
    let count = pick([3, 37])
    let inputs = (0..<count * spec.input.shape.count).map { _ in
      integer(0...2) == 0 ? 0 : UInt8(integer(0...spec.input.maximum))
    }
    let frames = spec.input.frames.map { frames in
      (0..<count).flatMap { _ in frames.sample { _, _ in integer(0...2) == 0 } }
    }
    let labels = (0..<count).map { _ in UInt8(integer(0...spec.classCount - 1)) }
    return SampleSet(
      shape: spec.input.shape,
      classCount: spec.classCount,
      maximum: spec.input.maximum,
      inputs: frames ?? inputs,
      labels: labels,
      frameCount: spec.input.frames?.count
    )
  }

  private mutating func precisions(isLast: Bool) -> LayerQuantization {
    let grid = pick(WeightGrid.allCases)
    let overflow = pick(OverflowMode.allCases)
    return LayerQuantization(
      weights: WeightQuantization(
        grid: grid,
        bits: pick(grid.legalBits.filter { $0 < 16 }),
        scale: isLast ? .tensor : pick(ScaleGranularity.allCases),
        clip: pick([.max, .mse, .percentile(99)]),
        rounding: pick(RoundingMode.allCases)
      ),
      bias: ParameterQuantization(bits: integer(4...10), rounding: pick(RoundingMode.allCases)),
      threshold: ParameterQuantization(bits: integer(4...10), rounding: .halfUp),
      decay: decay(),
      membrane: MembraneQuantization(
        bits: pick([8, 11, 16]),
        guardBits: integer(0...3) == 0 ? .exactly(integer(-2...2)) : .automatic(headroom: 1),
        guardRounding: pick(RoundingMode.deterministic),
        overflow: overflow
      ),
      accumulator: integer(0...2) == 0
        ? AccumulatorQuantization(bits: pick([8, 10, 12]), overflow: overflow) : .unbounded,
      synapse: SynapseQuantization(decay: decay(), bits: pick([8, 14]), overflow: overflow),
      adaptation: AdaptationQuantization(
        decay: decay(),
        step: ParameterQuantization(bits: 8, rounding: .halfEven),
        bits: pick([8, 12])
      )
    )
  }

  private mutating func decay() -> DecayQuantization {
    let kind = pick(DecayKind.allCases)
    return DecayQuantization(
      kind: kind,
      bits: kind == .shift ? integer(2...4) : integer(3...8),
      conversion: .halfUp,
      rounding: pick(RoundingMode.deterministic)
    )
  }
}
