import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks

extension Pipeline {
  /// Verifies a model file, or the model of a run folder together with the files of its `export/`.
  ///
  /// The samples are those of the test part. For boards synthetic ones will do if the data set is not there,
  /// unless its folder was named. The outcome of a run on boards is stored in it, with the targets of earlier
  /// verifications, and shown in its report; that of the host alone leaves the run as it is.
  /// - Parameters:
  ///   - path: The model file or the run folder. The files of a run must also be, byte for byte, what the
  ///     model gives.
  ///   - targets: Where the export runs.
  ///   - optional: Those that are skipped if their tools are missing or do not work; their rows say so.
  ///   - options: How boards are verified.
  /// - Throws: `MissingInput` if a file of the export or the data set is missing, `InvalidArtifact`,
  ///   `VerificationFailure`, `MissingTools`.
  public func verify(
    modelOrRun path: String,
    on targets: [VerificationTarget] = [.host],
    skippingMissing optional: Set<VerificationTarget> = [],
    options: VerificationOptions = VerificationOptions()
  ) throws -> VerificationTable {
    // What can be wrong at once is said at once.
    _ = try HostCompiler.find(in: context.environment)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tinysnn-verify-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let missing = try missingTools(targets, in: folder)
    let release = DebianRelease.current()
    if let missing = MissingTools(missing.filter { !optional.contains($0.target) }, on: release) {
      throw missing
    }
    let artifact = try ModelArtifact(contentsOfModelOrRun: path)
    var isDirectory: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    let run = isDirectory.boolValue ? RunDirectory(path: path) : nil
    // The folder may have been exported again, with other packages than the search's.
    let packages = run.flatMap { FoundManifest(of: $0.exportPath) }?.packages
    var host = HostVerifier(
      try artifact.exporter(packages: packages),
      environment: context.environment
    )
    host.isCancelled = context.isCancelled
    let found = try run.map { try ExportFiles(host.bundle, readFrom: $0.exportPath) }
    let (set, source) = try testSamples(of: artifact, for: targets, count: options.samples)
    // Test samples may leave inputs silent; the golden vectors do not, and not every board has room for its
    // self-test.
    let golden = host.goldenVectors.vectors.map(\.input)
    var options = options
    options.samples = min(set.count, options.samples)
    let files = found ?? ExportFiles(host.bundle)
    let boards = try BoardVerifier(
      host.exporter,
      files,
      inputs: (0..<options.samples).map { Array(set.input($0)) } + golden,
      options: options,
      environment: context.environment,
      folder: folder,
      isCancelled: context.isCancelled
    )
    let verification = ExportVerification(
      host: host,
      boards: boards,
      found: found,
      set: set,
      samples: VerificationSamples(
        source: source ?? "synthetic samples, because the data set is not there",
        count: options.samples,
        golden: golden.count,
        isSynthetic: source == nil
      ),
      release: release
    )
    var table = VerificationTable(
      subject: VerificationTable.Subject(
        model: FNV1a.text(of: try artifact.data()),
        export: files.hash,
        version: context.version
      ),
      samples: verification.samples,
      targets: []
    )
    for (target, tools) in missing {
      if context.isCancelled() { throw Interrupted() }
      context.progress.report(
        .phaseStarted(ProgressPhase(name: "verifying on \(target.rawValue)"))
      )
      let report = try verification.report(
        on: target,
        lacking: tools,
        isOptional: optional.contains(target)
      )
      if report.isSkipped, let note = report.note { context.progress.report(.warning(note)) }
      table.targets.append(report)
    }
    context.progress.report(.finished)
    if let run, targets.contains(where: { $0.board != nil }) { store(table, in: run) }
    return table
  }

  /// What each of `targets` lacks; a target that is named twice counts once.
  private func missingTools(
    _ targets: [VerificationTarget],
    in folder: URL
  ) throws -> [(target: VerificationTarget, tools: [VerificationTool])] {
    let wanted = VerificationTarget.allCases.filter(targets.contains)
    let tools = Set(wanted.flatMap(\.tools))
    let absent = try tools.filter {
      try !$0.isInstalled(
        in: context.environment,
        folder: folder,
        isCancelled: context.isCancelled
      )
    }
    return wanted.map { ($0, $0.tools.filter(absent.contains)) }
  }

  /// The test samples and what they are, or synthetic ones and nil.
  private func testSamples(
    of artifact: ModelArtifact,
    for targets: [VerificationTarget],
    count: Int
  ) throws -> (set: SampleSet, source: String?) {
    let name = artifact.experiment.dataset.title
    do {
      return (try samples(.test, for: artifact), "test samples of \(name)")
    } catch let error as MissingInput {
      guard let network = artifact.network, !context.locator.isExplicit,
        targets.contains(where: { $0.board != nil })
      else { throw error }
      context.progress.report(.warning("synthetic samples instead of test samples: \(error)"))
      let inputs = TestVectors.randomInputs(for: network, count: count)
      let set = SampleSet(
        shape: network.input.shape,
        classCount: network.classCount,
        maximum: network.input.maximum,
        inputs: inputs.flatMap { $0 },
        labels: [UInt8](repeating: 0, count: count),
        frameCount: network.input.frames?.count
      )
      return (set, nil)
    }
  }

  /// Stores `table` in a run and writes its report again.
  ///
  /// A folder that cannot be written, or that is no finished run, is no reason to withhold the outcome.
  private func store(_ table: VerificationTable, in run: RunDirectory) {
    do {
      let older = try? run.readVerification()
      try run.write(PrettyJSON.text(table.merged(with: older ?? nil)), to: .verification)
      if run.isFinished, run.contains(.journal) {
        _ = try StoredStudy(contentsOf: run.path).writeReport()
      }
    } catch {
      context.progress.report(.warning("the outcome is not stored in \(run.path): \(error)"))
    }
  }
}
