/// One candidate of a study, and what has become of it.
public struct Trial: Codable, Hashable, Sendable {
  /// The position in ask order, from 0.
  public var number: Int
  /// What was tried.
  public var candidate: Candidate
  /// The name of the work: 16 hexadecimal digits, equal for candidates that are the same work.
  public var id: String
  /// How far the trial is.
  public var state: TrialState
  /// The figures of a complete trial, of a pruned one as far as measured, else nil.
  public var evaluation: Evaluation?
  /// The number of the earlier trial that is the same work and whose outcome this trial shares.
  public var duplicateOf: Int?

  /// Creates a trial.
  public init(
    number: Int,
    candidate: Candidate,
    id: String,
    state: TrialState = .running,
    evaluation: Evaluation? = nil,
    duplicateOf: Int? = nil
  ) {
    self.number = number
    self.candidate = candidate
    self.id = id
    self.state = state
    self.evaluation = evaluation
    self.duplicateOf = duplicateOf
  }

  /// Returns the name of the work whose canonical key is `key`: a hash that no run, machine or
  /// version changes (FNV-1a, 64 bits, with the finalizer of MurmurHash3).
  public static func id(canonicalKey key: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
    hash ^= hash >> 33
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
