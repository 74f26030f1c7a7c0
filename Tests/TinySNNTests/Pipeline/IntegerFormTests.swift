import Quantization
import SpikingNetworks
import Testing

@testable import TinySNN

/// Networks that are trained in float only: what a study says of them.
@Suite struct IntegerFormTests {
  private func experiment(_ items: [String], space: String = "{}") throws -> Experiment {
    try Experiment(
      yaml: """
        dataset: {kind: digits}
        input: {bits: 4, timesteps: 2}
        network: [\(items.joined(separator: ", ")), dense: {units: 10}, readout: membrane]
        train: {epochs: 1}
        search: {space: \(space)}
        """,
      file: "test"
    )
  }

  @Test(
    "A study of which no candidate can have integers is refused, with the layer and the reason",
    arguments: [
      (["dense: {units: 8, recurrent: true}", "lif: {}"], "dense1: recurrent synapses"),
      (["conv: {channels: 2, kernel: 3}", "synaptic: {}"], "conv1: synaptic currents"),
      (["dense: {units: 8}", "alif: {}"], "dense1: adaptive thresholds"),
    ]
  )
  func refused(_ items: [String], _ reason: String) throws {
    let experiment = try experiment(items)
    let error = #expect(throws: NoIntegerForm.self) { try experiment.requireIntegerForm() }
    #expect(error?.description.hasPrefix("no candidate can be exported: \(reason)") == true)
    #expect(throws: NoIntegerForm.self) { try Estimate(of: experiment) }
  }

  @Test("A study is refused only if every value of the space leads to such a network")
  func partly() throws {
    let items = ["dense: {units: 8, recurrent: true}", "lif: {}"]
    let key = "network.0.dense.recurrent"
    try experiment(items, space: "{\(key): [true, false]}").requireIntegerForm()
    #expect(throws: NoIntegerForm.self) {
      try experiment(["dense: {units: 8}", "lif: {}"], space: "{\(key): [true]}")
        .requireIntegerForm()
    }
    try experiment(["dense: {units: 8}", "lif: {}"]).requireIntegerForm()
  }

  @Test("A candidate without an integer form is refused before anything is trained")
  func candidate() throws {
    let experiment = try experiment(["dense: {units: 8}", "lif: {}"])
    let context = RunContext(
      engine: TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1)),
      jobs: 1,
      locator: DatasetLocator(dataDirectory: nil, environment: [:]),
      version: "test"
    )
    let evaluator = QuantizationEvaluator(
      experiment: experiment,
      models: FloatModelStore(
        context: context,
        data: try Pipeline(context: context).load(experiment).split,
        directory: nil
      ),
      isTimeOver: { false }
    )
    let recurrent = Candidate(
      assignments: [Assignment(key: "network.0.dense.recurrent", value: .bool(true))]
    )
    let error = #expect(throws: CandidateRefused.self) {
      try evaluator.canonicalKey(of: recurrent)
    }
    #expect(error?.reason.contains("recurrent synapses have no integer form") == true)
  }
}
