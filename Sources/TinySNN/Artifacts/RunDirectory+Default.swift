import Foundation

extension RunDirectory {
  /// Returns the folder for a run that the user did not name: `results/<study>/run-<number>`.
  ///
  /// A new run takes the next free number. A resumed one takes the latest run of the same
  /// configuration, or the next number if there is none.
  public static func defaultPath(for experiment: Experiment, resume: Bool) -> String {
    defaultPath(study: experiment.name, resume: resume) { directory in
      let stored = try? Experiment(contentsOfFile: directory.path(of: .experiment))
      return stored?.configHash == experiment.configHash
    }
  }

  /// Returns the folder for a sweep that the user did not name, by the same rule.
  public static func defaultPath(for sweep: Sweep, resume: Bool) -> String {
    defaultPath(study: sweep.experiment.name, resume: resume) { directory in
      let stored = try? Sweep(contentsOfFile: directory.path(of: .sweep))
      return stored?.configHash == sweep.configHash
    }
  }

  private static func defaultPath(
    study name: String,
    resume: Bool,
    isSame: (RunDirectory) -> Bool
  ) -> String {
    let study = "results/\(name)"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: study)) ?? []
    let numbers = names.compactMap { name in
      name.hasPrefix(runPrefix) ? Int(name.dropFirst(runPrefix.count)) : nil
    }.sorted()
    if resume {
      for number in numbers.reversed() {
        let directory = RunDirectory(path: path(study, number))
        if isSame(directory) { return directory.path }
      }
    }
    return path(study, (numbers.last ?? 0) + 1)
  }

  private static let runPrefix = "run-"

  private static func path(_ study: String, _ number: Int) -> String {
    let digits = String(number)
    return
      "\(study)/\(runPrefix)\(String(repeating: "0", count: max(0, 3 - digits.count)))\(digits)"
  }

  /// Returns the runs at or below `folder`, sorted by path.
  ///
  /// - Throws: `RunDirectoryError.cannotRead` if there is no such folder.
  public static func runs(below folder: String) throws -> [RunDirectory] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory),
      isDirectory.boolValue
    else { throw RunDirectoryError.cannotRead(path: folder, reason: "there is no such folder") }
    let below = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return ([folder] + below.map { folder + "/" + $0 }).sorted()
      .map(RunDirectory.init(path:)).filter { $0.contains(.journal) }
  }
}
