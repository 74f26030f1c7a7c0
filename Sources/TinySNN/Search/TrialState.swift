/// What has become of a trial, in Optuna's words.
public enum TrialState: Hashable, Sendable {
  /// Asked for, not finished.
  case running
  /// Evaluated in full.
  case complete
  /// Given up early, because its outcome against the target was decided.
  case pruned
  /// Without a usable result, for the given reason.
  case failed(reason: String)

  /// The word that journals and tables use: `running`, `complete`, `pruned` or `failed`.
  public var name: String {
    switch self {
    case .running: "running"
    case .complete: "complete"
    case .pruned: "pruned"
    case .failed: "failed"
    }
  }

  /// Why the trial failed, nil in other states.
  public var reason: String? {
    guard case .failed(let reason) = self else { return nil }
    return reason
  }
}

extension TrialState: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, reason
  }

  /// Decodes `{"name": ..., "reason": ...}`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .name)
    switch name {
    case "running": self = .running
    case "complete": self = .complete
    case "pruned": self = .pruned
    case "failed": self = .failed(reason: try container.decode(String.self, forKey: .reason))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .name,
        in: container,
        debugDescription: "unknown trial state \(name)"
      )
    }
  }

  /// Encodes `{"name": ..., "reason": ...}`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encodeIfPresent(reason, forKey: .reason)
  }
}
