import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks

/// Compares an export with the reference, on this machine.
///
/// The exported files go to a temporary folder and through the host's C compiler, warnings as errors;
/// the self-test and a driver run, and every membrane and spike of every vector and the class of every
/// sample are compared. Without a compiler the runtime is run in process instead, and the report says so.
public struct HostVerifier: Sendable {
  /// What is verified.
  public let exporter: CHeaderExporter
  /// The environment in which a compiler is looked for: `CC` and `PATH`.
  public let environment: [String: String]
  /// The number of vectors that are compared at least.
  public static let leastVectors = 100

  /// Prepares a verification.
  ///
  /// - Parameters:
  ///   - exporter: The export.
  ///   - environment: Where `CC` and `PATH` are read.
  public init(_ exporter: CHeaderExporter, environment: [String: String]) {
    self.exporter = exporter
    self.environment = environment
  }

  /// Verifies `bundle` on the samples of `set`, numbered from 0 in the rate coding.
  ///
  /// - Parameters:
  ///   - bundle: The rendered export.
  ///   - set: Samples with inputs of the network's bits; all classes are compared, and the traces of
  ///     the first `leastVectors`, filled up with synthetic inputs.
  ///   - predictions: The reference's class of each sample; nil asks `IntegerSimulator`.
  ///   - reference: What the network must do; nil asks `IntegerSimulator`.
  /// - Throws: `VerificationFailure`, or an error of the file system.
  public func verify(
    _ bundle: CSourceBundle,
    on set: SampleSet,
    predictions: [Int]? = nil,
    reference: ((ArraySlice<UInt8>, Int) -> SimulationTrace)? = nil
  ) throws -> VerificationReport {
    let simulator = IntegerSimulator(exporter.network)
    let expected = predictions ?? simulator.evaluate(set).predictions
    let inputs = vectors(from: set)
    let reference = reference ?? { simulator.trace($0, sample: $1) }
    let expectedTraces = inputs.enumerated().map { reference($1[...], $0) }
    guard let compiler = HostCompiler(environment: environment) else {
      let runtime = try DeviceRuntime(exporter.network)
      return report(
        .inProcess,
        expectedTraces,
        inputs.enumerated().map { runtime.trace($1[...], sample: $0) },
        expected,
        runtime.predictions(set),
        selfTest: nil,
        note: "no C compiler in $CC or $PATH: the exported files were not compiled"
      )
    }
    let outcome = try CompiledExport.run(
      bundle,
      exporter: exporter,
      compiler: compiler,
      traced: inputs,
      classified: set
    )
    return report(
      .compiled,
      expectedTraces,
      outcome.traces,
      expected,
      outcome.predictions,
      selfTest: outcome.selfTest,
      note: nil
    )
  }

  /// The first samples of `set`, then synthetic ones.
  private func vectors(from set: SampleSet) -> [[UInt8]] {
    let samples = (0..<min(set.count, HostVerifier.leastVectors)).map { Array(set.input($0)) }
    let missing = HostVerifier.leastVectors - samples.count
    return samples
      + TestVectors.randomInputs(for: exporter.network, count: max(missing, 28))
  }

  private func report(
    _ method: VerificationReport.Method,
    _ expectedTraces: [SimulationTrace],
    _ traces: [SimulationTrace],
    _ expected: [Int],
    _ predictions: [Int],
    selfTest: String?,
    note: String?
  ) -> VerificationReport {
    let differing = expectedTraces.indices.filter { expectedTraces[$0] != traces[$0] }
    let wrong = expected.indices.filter { expected[$0] != predictions[$0] }
    var first = differing.first.flatMap { index in
      TraceDifference(expected: expectedTraces[index], actual: traces[index]).map {
        "vector \(index), \($0.describe(layers: exporter.network.layers.map(\.name)))"
      }
    }
    if first == nil, let sample = wrong.first {
      first =
        "sample \(sample): expected class \(expected[sample]), actual class \(predictions[sample])"
    }
    return VerificationReport(
      target: "host",
      method: method,
      vectors: expectedTraces.count,
      mismatches: differing.count,
      firstMismatch: first,
      selfTest: selfTest,
      predictionsCompared: expected.count,
      predictionMismatches: wrong.count,
      note: note
    )
  }
}
