/// The state of an unfinished training that cannot be continued.
public struct InvalidCheckpoint: Error, Hashable, CustomStringConvertible {
  /// Why a checkpoint is of no use.
  public enum Reason: Hashable, Sendable {
    /// Its bytes are not those that were written.
    case damaged
    /// Another version of the tool wrote it, in a format of this name.
    case schema(String)
    /// It belongs to another training; the text says what differs.
    case otherTraining(String)
  }

  /// The file.
  public var path: String
  /// Why it is of no use.
  public var reason: Reason

  /// One sentence for the user.
  public var description: String {
    let advice = "; without the file the training starts anew"
    return switch reason {
    case .damaged: "the checkpoint \(path) is damaged\(advice)"
    case .schema(let schema):
      "the checkpoint \(path) has schema '\(schema)', this version reads "
        + "'\(CheckpointFile.schema)'\(advice)"
    case .otherTraining(let difference):
      "the checkpoint \(path) belongs to another training: \(difference)"
    }
  }
}
