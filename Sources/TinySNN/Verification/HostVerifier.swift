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
  /// The golden vectors of the export.
  public let goldenVectors: TestVectors
  /// What the exporter gives: the files that are verified, or that others must be equal to.
  public let bundle: CSourceBundle
  /// The environment in which a compiler is looked for: `CC` and `PATH`.
  public let environment: [String: String]
  /// The number of vectors that are compared at least.
  public static let leastVectors = 100
  /// Whether the user asked to stop.
  var isCancelled: @Sendable () -> Bool = { false }
  /// The seconds after which a compiled program is stopped.
  var deadline = 600.0

  /// Prepares a verification and renders the export.
  ///
  /// - Parameters:
  ///   - exporter: The export.
  ///   - environment: Where `CC` and `PATH` are read.
  public init(_ exporter: CHeaderExporter, environment: [String: String]) {
    self.exporter = exporter
    self.environment = environment
    goldenVectors = TestVectors.synthetic(for: exporter.network)
    bundle = exporter.render(vectors: goldenVectors)
  }

  /// Verifies an export on the samples of `set`, numbered from 0 in the rate coding.
  ///
  /// - Parameters:
  ///   - files: The exported files as they were found; a file that is not byte for byte the rendered one
  ///     is a failure of its own. Nil takes the rendered ones.
  ///   - set: Samples with inputs of the network's bits; all classes are compared, and the traces of
  ///     the first `leastVectors`, filled up with synthetic inputs.
  ///   - predictions: The reference's class of each sample; nil asks `IntegerSimulator`.
  ///   - reference: What the network must do; nil asks `IntegerSimulator`.
  /// - Throws: `VerificationFailure` if the compiler of `$CC` is not there, or if the compiler cannot be
  ///   used; or an error of the file system.
  public func verify(
    _ files: ExportFiles? = nil,
    on set: SampleSet,
    predictions: [Int]? = nil,
    reference: ((ArraySlice<UInt8>, Int) -> SimulationTrace)? = nil
  ) throws -> VerificationReport {
    guard var compiler = try HostCompiler.find(in: environment) else {
      return try verifyInProcess(
        files,
        on: set,
        predictions: predictions,
        reference: reference,
        note: "no C compiler in $CC or $PATH: the exported files were not compiled"
      )
    }
    compiler.isCancelled = isCancelled
    let expected = try expectations(on: set, predictions, reference)
    let export = CompiledExport(exporter: exporter, compiler: compiler, deadline: deadline)
    let outcome = try export.run(
      files ?? ExportFiles(bundle),
      traced: expected.inputs,
      classified: set
    )
    var report = report(.compiled, files, expected, outcome, set.labels, note: nil)
    report.compiler = compiler.command
    report.flags = HostCompiler.flags
    return report
  }

  /// Verifies the runtime with the export's numbers in this process, without a compiler.
  ///
  /// - Parameters:
  ///   - files: As in `verify`; they are compared with the rendered ones, but not run.
  ///   - set: As in `verify`.
  ///   - predictions: As in `verify`.
  ///   - reference: As in `verify`.
  ///   - note: What the report says about the compiler.
  public func verifyInProcess(
    _ files: ExportFiles? = nil,
    on set: SampleSet,
    predictions: [Int]? = nil,
    reference: ((ArraySlice<UInt8>, Int) -> SimulationTrace)? = nil,
    note: String
  ) throws -> VerificationReport {
    let expected = try expectations(on: set, predictions, reference)
    let runtime = try DeviceRuntime(exporter.network)
    let outcome = CompiledExport.Outcome(
      traces: expected.inputs.enumerated().map { runtime.trace($1[...], sample: $0) },
      predictions: runtime.predictions(set)
    )
    return report(.inProcess, files, expected, outcome, set.labels, note: note)
  }

  /// What the network must do: on each of the inputs, and with each sample.
  private struct Expectations {
    var inputs: [[UInt8]]
    var traces: [SimulationTrace]
    var predictions: [Int]
  }

  private func expectations(
    on set: SampleSet,
    _ predictions: [Int]?,
    _ reference: ((ArraySlice<UInt8>, Int) -> SimulationTrace)?
  ) throws -> Expectations {
    let simulator = IntegerSimulator(exporter.network)
    let inputs = vectors(from: set)
    let reference = reference ?? { simulator.trace($0, sample: $1) }
    return Expectations(
      inputs: inputs,
      traces: try inputs.enumerated().map {
        if isCancelled() { throw Interrupted() }
        return reference($1[...], $0)
      },
      predictions: try predictions ?? classes(set, simulator)
    )
  }

  /// The simulator's class of each sample, some at a time: the user may ask to stop.
  private func classes(_ set: SampleSet, _ simulator: IntegerSimulator) throws -> [Int] {
    let step = 100
    return try stride(from: 0, to: set.count, by: step).flatMap { start in
      if isCancelled() { throw Interrupted() }
      let numbers = Array(start..<min(start + step, set.count))
      return simulator.evaluate(set.selecting(numbers), order: numbers).predictions
    }
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
    _ files: ExportFiles?,
    _ expected: Expectations,
    _ outcome: CompiledExport.Outcome,
    _ labels: [UInt8],
    note: String?
  ) -> VerificationReport {
    // A program that failed left nothing to compare.
    let traces = Array(zip(expected.traces, outcome.traces))
    let classes = Array(zip(expected.predictions, outcome.predictions))
    let differing = traces.indices.filter { traces[$0].0 != traces[$0].1 }
    let wrong = classes.indices.filter { classes[$0].0 != classes[$0].1 }
    var first = differing.first.flatMap { index in
      TraceDifference(expected: traces[index].0, actual: traces[index].1).map {
        "vector \(index), \($0.describe(layers: exporter.network.layers.map(\.name)))"
      }
    }
    if first == nil, let sample = wrong.first {
      let (expected, actual) = classes[sample]
      first = "sample \(sample): expected class \(expected), actual class \(actual)"
    }
    let changed = files?.names(differingFrom: bundle) ?? []
    var report = VerificationReport(
      target: VerificationTarget.host.rawValue,
      method: method,
      vectors: traces.count,
      mismatches: differing.count,
      firstMismatch: first,
      selfTest: outcome.selfTest,
      predictionsCompared: classes.count,
      predictionMismatches: wrong.count,
      failures: changed.map { "\($0) is not what the model gives" } + outcome.failures,
      note: note
    )
    if !classes.isEmpty {
      report.correct = zip(outcome.predictions, labels).count { $0 == Int($1) }
    }
    return report
  }
}
