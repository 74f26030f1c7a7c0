/// One array or number of the caller-owned state struct.
struct StateMember: Hashable, Sendable {
  /// Its name in C.
  var name: String
  /// How it is stored.
  var type: StorageType
  /// The number of elements, or nil for a single number.
  var count: Int?
  /// What it is, for the comment beside it.
  var purpose: String
  /// Whether it is always written before it is read, so that a new sample may find anything in it.
  var isScratch = false

  /// The bytes it occupies.
  var bytes: Int { type.bytes * (count ?? 1) }
}
