import CodeGeneration
import FixedPoint
import Foundation
import MutationSupport
import Quantization
import SpikingNetworks
import Testing

@testable import TinySNN

/// The self-test of a model that was trained on digits, against small wrong changes of its export.
@Suite struct TrainedMutationTests {
  private func network() throws -> QuantizedNetwork {
    let experiment = try Experiment(
      yaml: """
        seed: 1
        dataset: {kind: digits, validation: 0.2, test: 0.2}
        input: {bits: 4, timesteps: 4}
        network:
          - dense: {units: 16}
          - lif: {beta: 0.9, threshold: 1.0, reset: subtract}
          - dense: {units: 10}
          - readout: membrane
        train: {epochs: 4, batch: 32, optimizer: {kind: adam, lr: 0.01}}
        """,
      file: "test"
    )
    let context = RunContext(
      engine: TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1)),
      jobs: 1,
      locator: DatasetLocator(dataDirectory: nil, environment: [:]),
      version: "test"
    )
    let pipeline = Pipeline(context: context)
    let artifact = try pipeline.quantize(pipeline.train(experiment), overrides: [])
    return try #require(artifact.network)
  }

  /// Whether interval analysis proves that the neuron cannot reach its threshold on any input.
  private func neverFires(_ neuron: Int, of layer: Int, in network: QuantizedNetwork) -> Bool {
    let whole = network.layers[layer]
    guard let firing = whole.firing else { return false }
    var one = whole
    let outputs = whole.outputCount
    one.outputCount = 1
    one.weights.values = (0..<whole.inputCount).map {
      whole.weights.values[$0 * outputs + neuron]
    }
    func own(_ integers: ScaledIntegers) -> ScaledIntegers {
      var result = integers
      if integers.mantissas.count > 1 { result.mantissas = [integers.mantissas[neuron]] }
      return result
    }
    one.bias = whole.bias.map(own)
    one.firing?.threshold = own(firing.threshold)
    let isDirect = layer == 0 && network.input.coding == .direct
    let ranges = BoundsAnalysis.ranges(
      of: one,
      largestInput: isDirect ? network.input.maximum : 1,
      timesteps: network.input.timesteps
    )
    return ranges.integrated.upper < Int(own(firing.threshold).value(at: 0))
  }

  @Test(
    "50 mutants of a trained model's export are caught, rows of neurons that provably never fire aside",
    .enabled(if: HostVerifierTests.hasCompiler, HostVerifierTests.skipped)
  )
  func trained() throws {
    let network = try network()
    let silent = (0..<network.layers[0].outputCount).filter {
      neverFires($0, of: 0, in: network)
    }
    // What cannot be observed by any input: weights that leave a neuron which can never fire.
    let observable = Mutation.all(of: network, weightStride: 7).filter {
      guard case .weight(let layer, let index, _) = $0, layer > 0 else { return true }
      return !silent.contains(index / network.layers[layer].outputCount)
    }
    let isWeight: (Mutation) -> Bool = { if case .weight = $0 { true } else { false } }
    let weights = observable.filter(isWeight)
    let others = observable.filter { !isWeight($0) }
    let chosen =
      (0..<30).map { weights[$0 * weights.count / 30] }
      + (0..<20).map { others[$0 * others.count / 20] }
    #expect(Set(chosen).count == 50)

    let vectors = TestVectors.synthetic(for: network)
    let golden = try CHeaderExporter(network, name: "net", banner: []).render(vectors: vectors)
    let compiler = try #require(try HostCompiler.find(in: HostVerifierTests.environment))
    let directory = try TemporaryDirectory()
    let folder = URL(fileURLWithPath: directory.path)
    for mutation in chosen {
      let mutant = try #require(mutation.applied(to: network))
      var bundle = try CHeaderExporter(mutant, name: "net", banner: []).render(vectors: vectors)
      // Header of the mutant, vectors and self-test of the model.
      for index in bundle.files.indices.dropFirst() { bundle.files[index] = golden.files[index] }
      try ExportFiles(bundle).write(to: folder)
      try compiler.compile("selftest.c", output: "selftest", in: folder)
      let result = try ChildProcess(folder: folder).run(folder.path + "/selftest", [])
      let output = String(decoding: result.output, as: UTF8.self)
      #expect(result.status == 1 && output.contains("FAIL "), "\(mutation) survives: \(output)")
    }
  }
}
