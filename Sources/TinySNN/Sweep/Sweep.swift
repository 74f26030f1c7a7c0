import Foundation
import SpikingNetworks

/// A resolved sweep: an experiment, and the points at which its network is trained.
///
/// A configuration becomes a sweep once; `yaml` writes it out again with every default, and what it writes resolves to
/// the same trainings.
public struct Sweep: Sendable {
  /// What all points have in common.
  public let experiment: Experiment
  /// What is asked.
  let plan: SweepPlan
  /// The points in the order of the curves and of their values.
  let points: [SweepPoint]

  /// Resolves a YAML text: an experiment with a section `sweep`.
  ///
  /// - Parameters:
  ///   - text: The configuration.
  ///   - file: The name that errors give to the text.
  ///   - overrides: Assignments `KEY=VALUE` that replace what the text says; curves are applied after them.
  ///   - folder: Where files that the text names are looked for, before the working directory.
  /// - Throws: All errors that one pass finds.
  public init(
    yaml text: String,
    file: String,
    overrides: [String] = [],
    folder: String = ""
  ) throws(ConfigurationErrors) {
    let files = SourceFiles(folder: folder)
    var tree: ConfigNode
    do { tree = try ConfigNode.parse(text, file: file, overrides: overrides) } catch {
      throw ConfigurationErrors([error])
    }
    let section = tree.remove("sweep")
    try files.resolve(&tree, of: file)
    experiment = try Experiment(resolving: tree, file: file)
    let diagnostics = ConfigDiagnostics(file: file)
    let root = ConfigReader(
      ConfigNode(.mapping(section.map { [$0] } ?? [])),
      diagnostics: diagnostics
    )
    if section == nil { root.missing("sweep", "a section with question and curves", ()) }
    var plan = SweepPlan(root.section("sweep"), seed: experiment.seed)
    guard diagnostics.errors.isEmpty else { throw ConfigurationErrors(diagnostics.errors) }
    points = SweepPointReader(experiment: experiment, diagnostics: diagnostics, files: files)
      .points(of: &plan)
    self.plan = plan
    if diagnostics.errors.isEmpty, let first = trainings.first {
      // Whether the data set has folds is known of all trainings if it is known of one.
      do { _ = try experiment(of: first) } catch {
        for error in error.errors {
          diagnostics.report(error.message, at: section?.value.origin ?? .generated, path: "sweep")
        }
      }
    }
    guard diagnostics.errors.isEmpty else { throw ConfigurationErrors(diagnostics.errors) }
  }

  /// Resolves a YAML file.
  ///
  /// - Throws: `MissingInput` if the file cannot be read, `ConfigurationErrors` if it is wrong.
  public init(contentsOfFile path: String, overrides: [String] = []) throws {
    try self.init(
      yaml: Experiment.text(ofFile: path),
      file: path,
      overrides: overrides,
      folder: (path as NSString).deletingLastPathComponent
    )
  }

  /// The trainings in the order in which they run: all points with one division of the samples, then with the next.
  var trainings: [SweepTraining] {
    let folds: [Int?] = plan.folds.map { Array(0..<$0) } ?? [nil]
    return plan.seeds.flatMap { seed in
      folds.flatMap { fold in
        points.indices.map { SweepTraining(point: $0, seed: seed, fold: fold) }
      }
    }
  }

  /// The position of the point that all others are compared with.
  var baseline: Int {
    points.firstIndex { plan.curves[$0.curve].name == plan.baseline } ?? 0
  }

  /// Returns the name under which the outcome of `training` is recorded.
  func key(of training: SweepTraining) -> SweepTraining.Key {
    let point = points[training.point]
    return SweepTraining.Key(
      curve: plan.curves[point.curve].name,
      value: point.value,
      seed: training.seed,
      fold: training.fold
    )
  }

  /// Returns what `training` trains.
  ///
  /// - Throws: What the data set says against folds.
  func experiment(of training: SweepTraining) throws(ConfigurationErrors) -> Experiment {
    var tree = points[training.point].experiment.tree(withSearch: false)
    var assignments: [(steps: [String], node: ConfigNode)] = [
      (["seed"], .int(Int(training.seed)))
    ]
    if let fold = training.fold, let count = plan.folds {
      assignments.append(
        (["dataset", "folds"], .map([("count", .int(count)), ("index", .int(fold))]))
      )
    }
    let diagnostics = ConfigDiagnostics(file: nil)
    do {
      for (steps, node) in assignments {
        try tree.set(steps, to: node, keyOrigin: .generated, file: nil)
      }
    } catch { throw ConfigurationErrors([error]) }
    let result = Experiment(tree: tree, keeping: experiment.search, diagnostics: diagnostics)
    guard diagnostics.errors.isEmpty else { throw ConfigurationErrors(diagnostics.errors) }
    return result
  }
}

extension Sweep {
  /// The canonical text: every default written out, always in the same order.
  public var yaml: String {
    var writer = ConfigWriter()
    if case .mapping(let entries) = experiment.tree(withSearch: true).content {
      let section = ConfigEntry(key: "sweep", origin: .generated, value: plan.node)
      writer.write(entries + [section], indentation: 0)
    }
    return writer.text
  }

  /// The hash of everything that the trainings depend on, as 32 hexadecimal digits; question, losses and baseline may
  /// change.
  public var configHash: String {
    let trainings = points.map { point in
      "\(plan.curves[point.curve].name)\n\(point.value?.description ?? "")\n"
        + point.experiment.trainingIdentity
    }
    let runs = "seeds \(plan.seeds)\nfolds \(plan.folds ?? 1)\n"
    return FNV1a.text(of: (runs + trainings.joined()).utf8)
  }
}
