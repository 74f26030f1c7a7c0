import Quantization
import SpikingNetworks
import Testing

@testable import TinySNN

@Suite struct QuantizationEvaluatorTests {
  private let engine = TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1))

  private func evaluator(
    _ extra: [String] = [],
    classCount: Int = 10,
    isTimeOver: @escaping @Sendable () -> Bool = { false }
  ) throws -> QuantizationEvaluator {
    let experiment = try Experiment(
      yaml: """
        dataset: {kind: digits}
        input: {bits: 4, timesteps: 2}
        network:
          - dense: {units: 8}
          - if: {}
          - dense: {units: 10, bias: false}
          - readout: membrane
        train: {epochs: 1}
        """,
      file: "test",
      overrides: extra
    )
    let context = RunContext(
      engine: engine,
      jobs: 1,
      locator: DatasetLocator(dataDirectory: nil, environment: [:]),
      version: "test"
    )
    var data = try Pipeline(context: context).load(experiment).split
    data.train.classCount = classCount
    return QuantizationEvaluator(
      experiment: experiment,
      models: FloatModelStore(context: context, data: data, directory: nil),
      goal: experiment.search.goal(samples: data.validation.count),
      isTimeOver: isTimeOver
    )
  }

  private func candidate(_ pairs: [(String, ConfigValue)]) -> Candidate {
    Candidate(assignments: pairs.map { Assignment(key: $0.0, value: $0.1) })
  }

  @Test("Keys without effect do not make a candidate another piece of work")
  func canonicalKeys() throws {
    let evaluator = try evaluator()
    func key(_ pairs: [(String, ConfigValue)]) throws -> String {
      try evaluator.canonicalKey(of: candidate(pairs))
    }
    let plain = try key([])
    // Integrate-and-fire has no leak, and the last layer neither fires nor has biases.
    #expect(try key([("quantize.decay.bits", .int(3))]) == plain)
    #expect(try key([("quantize.decay.kind", .string("shift"))]) == plain)
    #expect(try key([("quantize.layers.dense2.threshold.bits", .int(3))]) == plain)
    #expect(try key([("quantize.layers.dense2.bias.bits", .int(3))]) == plain)
    // These have an effect.
    #expect(try key([("quantize.threshold.bits", .int(3))]) != plain)
    #expect(try key([("quantize.weights.rounding", .string("floor"))]) != plain)
    #expect(try key([("train.epochs", .int(2))]) != plain)
  }

  @Test("A norm gives a layer without bias one, whose precision has an effect")
  func foldedNorm() throws {
    let evaluator = try evaluator([
      "network.0.dense.bias=false", "network.1={norm: batch}", "network.2={if: {}}",
      "network.3={dense: {units: 10}}", "network.4={readout: membrane}",
    ])
    let bits = [2, 8].map { candidate([("quantize.layers.dense1.bias.bits", .int($0))]) }
    #expect(try evaluator.canonicalKey(of: bits[0]) != evaluator.canonicalKey(of: bits[1]))
    let networks = try bits.map { try evaluator.model(of: $0, engine: engine).integers.network }
    #expect(networks.map { $0.layers[0].bias?.bits } == [2, 8])
  }

  @Test("Candidates that differ in precisions alone share one float model")
  func sharedTraining() throws {
    let evaluator = try evaluator()
    let batch = [2, 3, 4].map { candidate([("quantize.weights.bits", .int($0))]) }
    try evaluator.prepare(batch)
    let models = try batch.map { try evaluator.model(of: $0, engine: engine).entry.artifact.model }
    #expect(Set(models).count == 1)
    #expect(
      try Set(
        batch.map {
          try evaluator.model(of: $0, engine: engine).integers.network.layers[0].weights.bits
        }
      ) == [
        2, 3, 4,
      ]
    )
  }

  @Test("A candidate without usable integers fails with its reason, the study goes on")
  func failure() throws {
    let outcome = try evaluator(["quantize.membrane.bits=4", "quantize.membrane.guard=8"])
      .evaluate(candidate([]))
    guard case .failed(let reason) = outcome else {
      Issue.record("expected a failure, found \(outcome)")
      return
    }
    #expect(
      reason.contains("dense1: threshold") && reason.contains("beyond the membrane's limit 7")
    )
  }

  @Test("Scale channel means every layer that can have it; asked for in the last one it is refused")
  func channelScale() throws {
    let everywhere = try evaluator(["quantize.weights.scale=channel"])
    let network = try everywhere.model(of: candidate([]), engine: engine).integers.network
    #expect(network.layers.map(\.weights.granularity) == [.channel, .tensor])
    let explicit = try evaluator(["quantize.layers.dense2.weights.scale=channel"])
    #expect(throws: QuantizationFailure.comparedMembranesNeedOneScale(layer: "dense2")) {
      try explicit.model(of: candidate([]), engine: engine)
    }
  }

  @Test("A reset value takes the scale of its channel")
  func resetValueScale() throws {
    let evaluator = try evaluator([
      "network.1={lif: {reset: zero, reset_value: -0.25}}", "quantize.weights.scale=channel",
    ])
    let network = try evaluator.model(of: candidate([]), engine: engine).integers.network
    let layer = network.layers[0]
    #expect(layer.weights.granularity == .channel)
    #expect(layer.firing?.resetValue?.mantissas.count == layer.outputCount)
    #expect(layer.weights.scales.indices.allSatisfy { (layer.firing?.resetValue(at: $0) ?? 0) < 0 })
  }

  @Test("A training that comes to nothing fails its candidates with the reason, the batch goes on")
  func failedTraining() throws {
    // Data of nine classes do not fit the network, which stands in for a training that diverges.
    let evaluator = try evaluator(classCount: 9)
    try evaluator.prepare([candidate([])])
    guard case .failed(let reason) = try evaluator.evaluate(candidate([])) else {
      Issue.record("expected a failure")
      return
    }
    #expect(reason.contains("9 classes"))
  }

  @Test(
    "A candidate far from the target is given up, one that reaches it never, and a limit of none asks all"
  )
  func earlyStop() throws {
    func evaluate(_ target: String, _ earlyStop: String) throws -> EvaluationOutcome {
      try evaluator(["search.target={accuracy: \(target)}", "search.early_stop=\(earlyStop)"])
        .evaluate(candidate([]))
    }
    guard case .complete(let whole) = try evaluate("0.99", "none"),
      case .pruned(let part) = try evaluate("0.99", "0.001"),
      case .complete(let easy) = try evaluate("0.01", "0.001")
    else {
      Issue.record("one training epoch was too good, or the test too strict")
      return
    }
    #expect(whole.samples == 359 && easy == whole)
    #expect(part.samples < 359 && part.samples % 32 == 0)
    #expect(part.flashBytes == whole.flashBytes && part.floatAccuracy == whole.floatAccuracy)
    #expect(abs(part.validationAccuracy - whole.validationAccuracy) < 0.25)
  }

  @Test("The forecast is close to the bytes that come of it, without any training")
  func forecast() throws {
    let evaluator = try evaluator()
    for (bits, scale) in [(2, "tensor"), (4, "channel"), (8, "tensor"), (8, "channel")] {
      let candidate = candidate([
        ("quantize.weights.bits", .int(bits)), ("quantize.weights.scale", .string(scale)),
      ])
      let forecast = try #require(evaluator.forecast(candidate))
      let network = try evaluator.model(of: candidate, engine: engine).integers.network
      let bytes = Double(MemoryFootprint(of: network).flashBytes)
      #expect(abs(forecast - bytes) <= 0.1 * bytes, "\(bits) bits: \(forecast), \(bytes)")
    }
    #expect(evaluator.forecast(candidate([("quantize.weights.bits", .int(9))])) == nil)
  }

  @Test("The time of a study ends a training, and evaluation of what is trained is not stopped")
  func timeBudget() throws {
    #expect(throws: CancellationError.self) {
      try evaluator(isTimeOver: { true }).prepare([candidate([])])
    }
    guard case .complete = try evaluator(isTimeOver: { true }).evaluate(candidate([])) else {
      Issue.record("the candidate was not evaluated")
      return
    }
  }
}
