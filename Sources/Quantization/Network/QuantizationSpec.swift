import FixedPoint

/// The precisions of a whole network, one element per layer.
public struct QuantizationSpec: Codable, Hashable, Sendable {
  /// The precisions of each layer, in processing order.
  public var layers: [LayerQuantization]

  /// Creates a specification.
  public init(layers: [LayerQuantization]) {
    self.layers = layers
  }
}

/// The precisions of one layer: each kind of number has its own.
public struct LayerQuantization: Codable, Hashable, Sendable {
  /// The synaptic weights.
  public var weights: WeightQuantization
  /// The constant currents.
  public var bias: ParameterQuantization
  /// The firing thresholds.
  public var threshold: ParameterQuantization
  /// The membrane decay.
  public var decay: DecayQuantization
  /// The membrane.
  public var membrane: MembraneQuantization

  /// Creates the precisions of a layer.
  public init(
    weights: WeightQuantization,
    bias: ParameterQuantization,
    threshold: ParameterQuantization,
    decay: DecayQuantization,
    membrane: MembraneQuantization
  ) {
    self.weights = weights
    self.bias = bias
    self.threshold = threshold
    self.decay = decay
    self.membrane = membrane
  }
}

/// The integers that weights may take.
public enum WeightGrid: String, Codable, CaseIterable, Hashable, Sendable {
  /// -(2^(B-1) - 1) ... 2^(B-1) - 1, equally spaced, zero in the middle.
  case symmetric
}

/// What shares one weight scale.
public enum ScaleGranularity: String, Codable, CaseIterable, Hashable, Sendable {
  /// All weights of a layer.
  case tensor
  /// The weights of one output neuron.
  case channel
}

/// How the scale of a group of weights is chosen.
public enum ClippingRule: String, Codable, CaseIterable, Hashable, Sendable {
  /// The largest magnitude maps to the largest integer; nothing is clipped.
  case max
  /// The scale with the least squared error, searched over fractions of the largest magnitude.
  case mse
}

/// How weights become integers.
public struct WeightQuantization: Codable, Hashable, Sendable {
  /// The legal integers.
  public var grid: WeightGrid
  /// The width B of one stored weight: 2...8 and 16.
  public var bits: Int
  /// What shares a scale.
  public var scale: ScaleGranularity
  /// How the scale is chosen.
  public var clip: ClippingRule
  /// How a scaled weight becomes an integer.
  public var rounding: RoundingMode

  /// The legal widths.
  public static let legalBits: [Int] = Array(2...8) + [16]

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

/// How thresholds or biases become integers m * 2^e on the membrane's scale, e shared by the layer.
public struct ParameterQuantization: Codable, Hashable, Sendable {
  /// The width of m: unsigned for thresholds, signed for biases, in 2...16.
  public var bits: Int
  /// How a scaled value becomes m.
  public var rounding: RoundingMode

  /// Creates a parameter precision.
  public init(bits: Int, rounding: RoundingMode) {
    self.bits = bits
    self.rounding = rounding
  }
}

/// Describes how the leak of one step is computed.
public enum DecayKind: String, Codable, CaseIterable, Hashable, Sendable {
  /// leak = round(v * D / 2^f), D of `bits` bits.
  case multiplier
  /// leak = round(v / 2^k): no multiplication.
  case shift
}

/// How the membrane decay becomes integers.
public struct DecayQuantization: Codable, Hashable, Sendable {
  /// Multiplier or shift.
  public var kind: DecayKind
  /// The width of D for a multiplier, in 1...16, or of k for a shift, in 1...4.
  public var bits: Int
  /// How 1 - beta becomes D, or -log2(1 - beta) becomes k; at conversion time.
  public var conversion: RoundingMode
  /// How the leak is rounded in each step on the device; deterministic.
  public var rounding: RoundingMode

  /// Creates a decay precision.
  public init(kind: DecayKind, bits: Int, conversion: RoundingMode, rounding: RoundingMode) {
    self.kind = kind
    self.bits = bits
    self.conversion = conversion
    self.rounding = rounding
  }
}

/// How the membrane is bounded and scaled.
public struct MembraneQuantization: Codable, Hashable, Sendable {
  /// The width that bounds the membrane, sign included, in 4...24.
  public var bits: Int
  /// The guard bits g; one membrane unit is one accumulator unit times 2^-g.
  public var guardBits: GuardBits
  /// How the accumulator is rounded when g < 0; deterministic.
  public var guardRounding: RoundingMode
  /// What happens to a membrane outside `bits`.
  public var overflow: OverflowMode

  /// Creates a membrane precision.
  public init(
    bits: Int,
    guardBits: GuardBits,
    guardRounding: RoundingMode,
    overflow: OverflowMode
  ) {
    self.bits = bits
    self.guardBits = guardBits
    self.guardRounding = guardRounding
    self.overflow = overflow
  }
}

/// Describes how the guard bits of a layer are chosen.
public enum GuardBits: Hashable, Sendable {
  /// As many as fit: thresholds (firing layers) or the largest membrane seen in training (readout)
  /// stay a factor 2^headroom below the end of the membrane's range.
  case automatic(headroom: Int)
  /// Exactly this many, in -16...16.
  case exactly(Int)
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
