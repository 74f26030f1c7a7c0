import CodeGeneration
import SpikingNetworks

/// One export with its samples, ready to be verified on one target after the other.
struct ExportVerification {
  let host: HostVerifier
  let boards: BoardVerifier
  /// The files of a run, nil for a model file.
  let found: ExportFiles?
  /// All samples, for the host.
  let set: SampleSet
  /// What boards are given.
  let samples: VerificationSamples
  /// The system whose packages are named if tools are missing.
  let release: DebianRelease

  /// Verifies the export on `target`.
  ///
  /// - Parameters:
  ///   - target: Where it runs.
  ///   - missing: What the target lacks; it is skipped then.
  ///   - isOptional: Whether it is skipped, too, if its tools turn out not to work.
  /// - Throws: `VerificationFailure`, `Interrupted`, or an error of the file system.
  func report(
    on target: VerificationTarget,
    lacking missing: [VerificationTool],
    isOptional: Bool
  ) throws -> VerificationReport {
    if let missing = MissingTools([(target, missing)], on: release) {
      return skipped(target, "\(missing)")
    }
    do {
      var report = try target.board.map { try emulated(target, $0) } ?? compiled()
      if samples.isSynthetic {
        report.correct = nil
        report.note = ([samples.source] + (report.note.map { [$0] } ?? [])).joined(separator: "; ")
      }
      return report
    } catch let failure as VerificationFailure where failure.concernsTools && isOptional {
      return skipped(target, "\(target.rawValue): \(failure)")
    }
  }

  private func compiled() throws -> VerificationReport {
    var report = try host.verify(found, on: set)
    // Steps are compared by their traces; this compares them with one call of `run`, as on every board.
    if report.failures.isEmpty, report.method == .compiled,
      let compiler = try HostCompiler.find(in: host.environment),
      let difference = try boards.differenceOnHost(compiler)
    {
      report.failures.append(difference)
    }
    report.samples = samples
    report.samples?.count = set.count
    return report
  }

  private func emulated(_ target: VerificationTarget, _ board: Board) throws -> VerificationReport {
    var report = try boards.verify(target, board)
    report.failures += (found?.names(differingFrom: host.bundle) ?? []).map {
      "\($0) is not what the model gives"
    }
    report.compiler = report.figures?.compiler
    report.flags = report.figures?.flags ?? []
    report.samples = samples
    return report
  }

  private func skipped(_ target: VerificationTarget, _ reason: String) -> VerificationReport {
    var report = VerificationReport(
      target: target.rawValue,
      method: .emulated,
      note: "skipped: \(reason)"
    )
    report.isSkipped = true
    return report
  }
}
