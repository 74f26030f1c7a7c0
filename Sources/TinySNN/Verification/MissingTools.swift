/// Tools that are missing.
public struct MissingTools: Error, Hashable, Sendable, CustomStringConvertible {
  /// The targets that were asked for and lack something.
  public var targets: [VerificationTarget]
  /// What is missing.
  public var names: [String]
  /// The packages of Debian and Ubuntu that have it.
  public var packages: [String]

  /// Collects what `targets` lack, nil if it is nothing.
  ///
  /// - Parameters:
  ///   - missing: The targets with what each of them lacks.
  ///   - release: The system whose packages are named.
  init?(
    _ missing: [(target: VerificationTarget, tools: [VerificationTool])],
    on release: DebianRelease
  ) {
    let lacking = missing.filter { !$0.tools.isEmpty }
    let tools = VerificationTool.allCases.filter { tool in
      lacking.contains { $0.tools.contains(tool) }
    }
    guard !tools.isEmpty else { return nil }
    targets = lacking.map(\.target)
    names = tools.map(\.name)
    packages = tools.flatMap { $0.packages(on: release) }
  }

  /// The command that installs all of it on Debian or Ubuntu.
  public var command: String {
    "apt-get update && apt-get install -y --no-install-recommends "
      + packages.joined(separator: " ")
  }

  /// One line: what is missing for what, and how to get it.
  public var description: String {
    "\(targets.map(\.rawValue).joined(separator: ", ")): missing "
      + "\(names.joined(separator: ", ")); on Debian or Ubuntu: \(command)"
  }
}
