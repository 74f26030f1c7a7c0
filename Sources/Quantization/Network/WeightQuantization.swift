import FixedPoint

/// How the scale of a group of weights is chosen.
public enum ClippingRule: Hashable, Sendable {
  /// The largest magnitude maps to the largest point; nothing is clipped.
  case max
  /// The magnitude below which `percent` percent of the weights lie maps to the largest point.
  case percentile(Double)
  /// The scale with the least squared error, searched over fractions of the largest magnitude.
  case mse
}

extension ClippingRule: Codable {
  /// Creates a rule from `max`, `mse` or `percentile:P`, P in 50...100 percent; nil for other text.
  public init?(_ text: String) {
    switch text {
    case "max": self = .max
    case "mse": self = .mse
    default:
      guard text.hasPrefix("percentile:"), let percent = Double(text.dropFirst(11)),
        (50...100).contains(percent)
      else { return nil }
      self = .percentile(percent)
    }
  }

  /// What `init(_:)` reads.
  public var text: String {
    switch self {
    case .max: "max"
    case .mse: "mse"
    case .percentile(let percent): "percentile:\(percent)"
    }
  }

  /// Decodes the text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let rule = ClippingRule(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "expected `max`, `mse` or `percentile:P` with P in 50...100"
      )
    }
    self = rule
  }

  /// Encodes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// How weights become integers.
public struct WeightQuantization: Codable, Hashable, Sendable {
  /// The legal integers.
  public var grid: WeightGrid
  /// The width B of one stored weight, one of `WeightGrid.legalBits`; without effect where one is implied.
  public var bits: Int
  /// What shares a scale.
  public var scale: ScaleGranularity
  /// How the scale is chosen.
  public var clip: ClippingRule
  /// How a scaled weight becomes an integer.
  public var rounding: RoundingMode

  /// The widths that some grid has.
  public static let legalBits: [Int] = Array(1...8) + [16]

  /// The width of one stored weight.
  public var storedBits: Int { grid.impliedBits ?? bits }

  /// Creates a weight precision.
  public init(
    grid: WeightGrid = .symmetric,
    bits: Int,
    scale: ScaleGranularity,
    clip: ClippingRule,
    rounding: RoundingMode
  ) {
    self.grid = grid
    self.bits = bits
    self.scale = scale
    self.clip = clip
    self.rounding = rounding
  }
}
