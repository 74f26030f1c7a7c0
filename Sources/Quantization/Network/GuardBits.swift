/// Describes how the guard bits of a layer are chosen.
public enum GuardBits: Hashable, Sendable {
  /// As many as fit: thresholds (firing layers) or the largest membrane seen in training (readout)
  /// stay a factor 2^headroom below the end of the membrane's range.
  case automatic(headroom: Int)
  /// Exactly this many, one of `legalCounts`.
  case exactly(Int)

  /// The legal numbers of guard bits, given or chosen.
  public static let legalCounts = -24...16
}

extension GuardBits: Codable {
  /// Decodes an integer or the word `auto` with an optional headroom, for example `auto:2`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let count = try? container.decode(Int.self) {
      self = .exactly(count)
      return
    }
    let text = try container.decode(String.self)
    guard let parsed = GuardBits(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "expected an integer, `auto` or `auto:HEADROOM`"
      )
    }
    self = parsed
  }

  /// Creates guard bits from an integer, `auto` or `auto:HEADROOM` in decimal; nil for other text.
  public init?(_ text: String) {
    if let count = Int(text) {
      self = .exactly(count)
    } else if text == "auto" {
      self = .automatic(headroom: 1)
    } else if text.hasPrefix("auto:"), let headroom = Int(text.dropFirst(5)) {
      self = .automatic(headroom: headroom)
    } else {
      return nil
    }
  }

  /// Encodes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .automatic(let headroom): try container.encode("auto:\(headroom)")
    case .exactly(let count): try container.encode(count)
    }
  }
}
