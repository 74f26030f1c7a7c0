/// What one call of `study work` did.
public struct WorkReport: Hashable, Sendable {
  /// The candidates that were evaluated now.
  public var evaluated = 0
  /// The candidates of the share that had an outcome already.
  public var present = 0
  /// Whether the study has ended.
  public var isStudyOver = false

  /// One line for the user.
  public var text: String {
    "\(NumberText.counted(evaluated, "candidate")) evaluated, \(present) were done before"
      + (isStudyOver ? "; the study has ended\n" : "\n")
  }
}
