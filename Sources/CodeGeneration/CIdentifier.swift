/// A name that C99 and C++11 programs may use for their own things.
public struct CIdentifier: Hashable, Sendable {
  /// The name as given.
  public let text: String
  /// The name in capitals, for macros.
  public let capitals: String

  /// The longest name; C99 promises to tell apart the first 31 characters of an external name.
  public static let maximumLength = 31

  /// Creates an identifier.
  ///
  /// - Throws: `ExportError.invalidIdentifier` if `text` is empty or longer than 31 characters, holds
  ///   anything but ASCII letters, digits and single underscores, does not start with a letter, ends
  ///   with an underscore, belongs to the runtime, or is a reserved word of C or C++.
  public init(_ text: String) throws(ExportError) {
    func refuse(_ reason: String) -> ExportError {
      .invalidIdentifier(name: text, reason: reason)
    }
    guard let first = text.utf8.first else { throw refuse("it is empty") }
    guard text.utf8.count <= CIdentifier.maximumLength else {
      throw refuse("it is longer than \(CIdentifier.maximumLength) characters")
    }
    guard CIdentifier.isLetter(first) else { throw refuse("it does not start with a letter") }
    guard
      text.utf8.allSatisfy({ CIdentifier.isLetter($0) || CIdentifier.isDigit($0) || $0 == 0x5F })
    else { throw refuse("only ASCII letters, digits and underscores are allowed") }
    guard !text.contains("__"), !text.hasSuffix("_") else {
      throw refuse("double and trailing underscores are reserved")
    }
    guard !CIdentifier.reservedWords.contains(text) else {
      throw refuse("it is a reserved word of C or C++")
    }
    guard !text.lowercased().hasPrefix("tinysnn") else {
      throw refuse("the prefix tinysnn belongs to the runtime")
    }
    self.text = text
    capitals = text.uppercased()
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Keywords of C99, C11 and C++11...20, alternative tokens, and names of <stdint.h> and <stddef.h>.
  private static let reservedWords: Set<String> = Set(
    """
    auto break case char const continue default do double else enum extern float for goto if inline
    int long register restrict return short signed sizeof static struct switch typedef union unsigned
    void volatile while alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept
    bitand bitor bool catch char8_t char16_t char32_t class compl concept consteval constexpr
    constinit const_cast co_await co_return co_yield decltype delete dynamic_cast explicit export
    false friend mutable namespace new noexcept not not_eq nullptr operator or or_eq private
    protected public reflexpr reinterpret_cast requires static_assert static_cast synchronized
    template this thread_local throw true try typeid typename using virtual wchar_t xor xor_eq
    typeof typeof_unqual complex imaginary noreturn main NULL size_t ptrdiff_t offsetof
    int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t intmax_t
    uintmax_t linux unix avr arm i386 errno assert stdin stdout stderr
    """.split(whereSeparator: \.isWhitespace).map(String.init)
  )
}
