/// Something of a board that is too small for a program.
public struct MemoryShortfall: Codable, Hashable, Sendable {
  /// What is too small.
  public enum Memory: String, Codable, Hashable, Sendable {
    /// Instructions and constants.
    case flash
    /// Static variables, and the bytes that are kept for the stack.
    case ram
  }

  /// What is too small.
  public var memory: Memory
  /// The bytes that are missing.
  public var bytes: Int

  /// For example `flash: 12,345 bytes too many`.
  public var text: String {
    "\(memory.rawValue): \(NumberText.counted(bytes, "byte")) too many"
  }
}
