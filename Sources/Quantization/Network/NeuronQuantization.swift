import FixedPoint

/// How thresholds, biases or reset values become integers m * 2^e on the membrane's scale, e shared by the layer.
public struct ParameterQuantization: Codable, Hashable, Sendable {
  /// The width of m, one of `legalBits`: unsigned for thresholds, signed for biases and reset values.
  public var bits: Int
  /// How a scaled value becomes m.
  public var rounding: RoundingMode

  /// The legal widths of m.
  public static let legalBits = 2...16

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

  /// The legal widths of D or k; a k above 15 would clear every state.
  public var legalBits: ClosedRange<Int> {
    switch self {
    case .multiplier: 1...16
    case .shift: 1...4
    }
  }
}

/// How a decay, of the membrane or another state, becomes integers.
public struct DecayQuantization: Codable, Hashable, Sendable {
  /// Multiplier or shift.
  public var kind: DecayKind
  /// The width of D for a multiplier or of k for a shift, one of the kind's `legalBits`.
  public var bits: Int
  /// How 1 - beta becomes D, or -log2(1 - beta) becomes k; at conversion time.
  public var conversion: RoundingMode
  /// How the leak is rounded in each step on the device; deterministic.
  public var rounding: RoundingMode

  /// What a layer without a choice of its own gets.
  public static let standard = DecayQuantization(
    kind: .multiplier,
    bits: 8,
    conversion: .halfUp,
    rounding: .halfUp
  )

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
  /// The width that bounds the membrane, sign included, one of `QuantizedLayer.legalStateBits`.
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

/// How the weighted sum of one step is bounded.
public struct AccumulatorQuantization: Codable, Hashable, Sendable {
  /// The width that bounds the sum, sign included, one of `legalBits`; 32 never changes a value.
  public var bits: Int
  /// What happens, once the sum is complete, to one outside `bits`.
  public var overflow: OverflowMode

  /// The legal widths of a sum.
  public static let legalBits = 8...32

  /// A sum that is never changed.
  public static let unbounded = AccumulatorQuantization(bits: 32, overflow: .saturate)

  /// Creates an accumulator precision.
  public init(bits: Int, overflow: OverflowMode) {
    self.bits = bits
    self.overflow = overflow
  }
}

/// How a synaptic current becomes integers on the membrane's scale.
public struct SynapseQuantization: Codable, Hashable, Sendable {
  /// The decay of the current.
  public var decay: DecayQuantization
  /// The width that bounds the current, sign included, one of `QuantizedLayer.legalStateBits`.
  public var bits: Int
  /// What happens to a current outside `bits`.
  public var overflow: OverflowMode

  /// What a layer without a choice of its own gets.
  public static let standard = SynapseQuantization(
    decay: .standard,
    bits: 16,
    overflow: .saturate
  )

  /// Creates the precision of a synaptic current.
  public init(decay: DecayQuantization, bits: Int, overflow: OverflowMode) {
    self.decay = decay
    self.bits = bits
    self.overflow = overflow
  }
}

/// How the rise of an adaptive threshold becomes integers on the membrane's scale.
public struct AdaptationQuantization: Codable, Hashable, Sendable {
  /// The decay of the rise.
  public var decay: DecayQuantization
  /// What a spike adds to the rise, m * 2^e with unsigned m.
  public var step: ParameterQuantization
  /// The width of the rise, unsigned, one of `QuantizedLayer.legalStateBits`; it saturates at the end.
  public var bits: Int

  /// What a layer without a choice of its own gets.
  public static let standard = AdaptationQuantization(
    decay: .standard,
    step: ParameterQuantization(bits: 8, rounding: .halfUp),
    bits: 16
  )

  /// Creates the precision of an adaptive threshold.
  public init(decay: DecayQuantization, step: ParameterQuantization, bits: Int) {
    self.decay = decay
    self.step = step
    self.bits = bits
  }
}
