import CodeGeneration
import ContractSupport
import FixedPoint
import Foundation
import Quantization
import SpikingNetworks
import Testing

@testable import TinySNN

/// The self-test of a model that was trained on digits, against small wrong changes of its export.
@Suite struct TrainedMutationTests {
  /// The items of a network of 64-16-10.
  private static let dense = """
      - dense: {units: 16}
      - lif: {beta: 0.9, threshold: 1.0, reset: subtract}
    """

  /// The items of a convolution with normalisation and pooled spikes.
  private static let convolution = """
      - conv: {channels: 3, kernel: 3, padding: 1, stride: 2}
      - norm: batch
      - lif: {beta: 0.9, threshold: 1.0, reset: subtract}
      - pool: {kind: max, size: 2}
    """

  /// A trained network of digits; a strong regularizer leaves hidden neurons that can never fire.
  private func network(
    _ items: String = dense,
    regularizer strength: Int
  ) throws -> QuantizedNetwork {
    let experiment = try Experiment(
      yaml: """
        seed: 1
        dataset: {kind: digits, validation: 0.2, test: 0.2}
        input: {bits: 4, timesteps: 4}
        network:
        \(items)
          - dense: {units: 10}
          - readout: membrane
        train:
          epochs: 4
          batch: 32
          optimizer: {kind: adam, lr: 0.01}
          regularizers: [{kind: synaptic, strength: \(strength), p: 1}]
        quantize: {weights: {bits: 4}}
        """,
      file: "test"
    )
    // The same network on every processor.
    let kernels = try #require(VectorKernels(instructionSet: .baseline))
    let context = RunContext(
      engine: TrainingEngine(kernels: kernels, workers: WorkerPool(workers: 1)),
      jobs: 1,
      locator: DatasetLocator(dataDirectory: nil, environment: [:]),
      version: "test"
    )
    let pipeline = Pipeline(context: context)
    let folder = try TemporaryDirectory()
    let model = try pipeline.train(experiment, to: folder.file("model.tsnn"))
    // Neurons that can never fire stay, for mutants that nobody can see.
    let artifact = try pipeline.quantize(model, overrides: ["quantize.remove_dead=false"])
    return try #require(artifact.network)
  }

  /// Whether interval analysis proves that the neuron cannot reach its threshold on any input.
  private func neverFires(_ neuron: Int, of layer: Int, in network: QuantizedNetwork) -> Bool {
    let whole = network.layers[layer]
    guard let firing = whole.firing else { return false }
    var one = whole
    let outputs = whole.outputCount
    one.geometry = .dense(inputs: whole.inputCount, units: 1)
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
    "Mutants of a trained model's export are caught, rows of neurons that provably never fire aside",
    .enabled(if: HostVerifierTests.hasCompiler, HostVerifierTests.skipped),
    arguments: [0, 3]
  )
  func trained(strength: Int) throws {
    let network = try network(regularizer: strength)
    let silent = (0..<network.layers[0].outputCount).filter {
      neverFires($0, of: 0, in: network)
    }
    #expect(silent.isEmpty == (strength == 0))
    #expect(silent.count < network.layers[0].outputCount / 2)
    // What no input can show: thresholds of neurons that can never fire, weights that leave them, and widths
    // that no value leaves.
    func isObservable(_ mutation: Mutation) -> Bool {
      switch mutation {
      case .weight(let layer, let index, _) where layer > 0:
        !silent.contains(index / network.layers[layer].outputCount)
      case .threshold(let layer, let index, _) where layer == 0:
        !silent.contains(index)
      default: !mutation.isProvablyInvisible(in: network)
      }
    }
    let vectors = TestVectors.synthetic(for: network)
    let all = Mutation.all(of: network, weightStride: 1)

    // In process, all of them: those and only those are not noticed.
    let unnoticed = try survivors(of: all, network, vectors)
    let undecided = try undecided(unnoticed, network)
    #expect(
      unnoticed.filter { !undecided.contains($0) } == all.filter { !isObservable($0) }
    )

    // Compiled, 50 of them, once: weights, and then everything else there is.
    guard strength > 0 else { return }
    let isWeight: (Mutation) -> Bool = { if case .weight = $0 { true } else { false } }
    let weights = all.filter { isWeight($0) && isObservable($0) }
    let others = all.filter { !isWeight($0) && isObservable($0) && !undecided.contains($0) }
    let chosen =
      (0..<30).map { weights[$0 * weights.count / 30] }
      + (0..<20).map { others[$0 * others.count / 20] }
    #expect(Set(chosen).count == 50)
    try expectCaught(chosen, network, vectors)
  }

  @Test(
    "Mutants of a trained convolution, its folded normalisation and what it feeds are all caught"
  )
  func trainedConvolution() throws {
    let network = try network(Self.convolution, regularizer: 0)
    let vectors = TestVectors.synthetic(for: network)
    let all = Mutation.all(of: network, weightStride: 1)
    let isOfLayer: (Mutation, Int) -> Bool = { mutation, wanted in
      if case .weight(let layer, _, _) = mutation { layer == wanted } else { false }
    }
    #expect(all.filter { isOfLayer($0, 0) }.count >= 27)
    #expect(all.filter { isOfLayer($0, 1) }.count >= 120)
    let unnoticed = try survivors(of: all, network, vectors)
    let undecided = try undecided(unnoticed, network)
    #expect(
      unnoticed.filter { !undecided.contains($0) }
        == all.filter { $0.isProvablyInvisible(in: network) }
    )
  }

  /// The mutations that no vector shows.
  private func survivors(
    of mutations: [Mutation],
    _ network: QuantizedNetwork,
    _ vectors: TestVectors
  ) throws -> [Mutation] {
    try mutations.filter { mutation in
      let runtime = try DeviceRuntime(try #require(mutation.applied(to: network)))
      return vectors.vectors.allSatisfy {
        runtime.trace($0.input[...], sample: $0.sample) == $0.trace
      }
    }
  }

  /// Those of `survivors` that neither intervals nor vectors decide: other widths of the readout's membranes.
  ///
  /// Intervals take the neurons in front for independent; no input is known whose membranes need the bit, or leave
  /// their width.
  private func undecided(
    _ survivors: [Mutation],
    _ network: QuantizedNetwork
  ) throws -> [Mutation] {
    let candidates: [Mutation] = [
      .width(layer: 1, .membrane, by: 1), .width(layer: 1, .membrane, by: -1),
      .overflow(layer: 1, .membrane),
    ]
    let undecided = survivors.filter {
      candidates.contains($0) && !$0.isProvablyInvisible(in: network)
    }
    let simulator = IntegerSimulator(network)
    let inputs = TestVectors.randomInputs(for: network, count: 1_000)
    for mutation in undecided {
      let mutant = IntegerSimulator(try #require(mutation.applied(to: network)))
      for (index, input) in inputs.enumerated() {
        let expected = simulator.trace(input[...], sample: index)
        #expect(mutant.trace(input[...], sample: index) == expected, "\(mutation), input \(index)")
      }
    }
    return undecided
  }

  /// Compiles the header of each mutant with the self-test and the vectors of `network`.
  private func expectCaught(
    _ mutations: [Mutation],
    _ network: QuantizedNetwork,
    _ vectors: TestVectors
  ) throws {
    let golden = try CHeaderExporter(network, name: "net", banner: []).render(vectors: vectors)
    let compiler = try #require(try HostCompiler.find(in: HostVerifierTests.environment))
    let directory = try TemporaryDirectory()
    let folder = URL(fileURLWithPath: directory.path)
    // What the C computes is asked, not what a compiler makes of it: each function is compiled once, as it stands.
    let quick = ["-O0", "-DTINYSNN_INLINE=static inline"]
    for mutation in mutations {
      let mutant = try #require(mutation.applied(to: network))
      var bundle = golden
      bundle.files[0] = try CHeaderExporter(mutant, name: "net", banner: [])
        .render(vectors: vectors).files[0]
      #expect(bundle.files[0].name == "net.h" && bundle != golden, "\(mutation)")
      try ExportFiles(bundle).write(to: folder)
      try compiler.compile("selftest.c", output: "selftest", in: folder, extra: quick)
      let result = try ChildProcess(folder: folder).run(directory.file("selftest"), [])
      let output = String(decoding: result.output, as: UTF8.self)
      #expect(result.status == 1 && output.contains("FAIL "), "\(mutation) survives: \(output)")
    }
  }
}
