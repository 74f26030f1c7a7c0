import CTinySNN
import FixedPoint
import Quantization
import SpikingNetworks

/// A constant of the runtime: its value for the runtime in process, its name for the text of an export.
struct RuntimeConstant: Hashable, Sendable {
  /// The value in the descriptor.
  let code: UInt8
  /// The macro that stands for it.
  let name: String

  private init(_ code: UInt32, _ name: String) {
    self.code = UInt8(code)
    self.name = "TINYSNN_" + name
  }
}

extension RuntimeConstant {
  /// Where `count` thresholds, biases or decays come from.
  init(source count: Int) {
    switch count {
    case 0: self.init(TINYSNN_ABSENT, "ABSENT")
    case 1: self.init(TINYSNN_SHARED, "SHARED")
    default: self.init(TINYSNN_PER_CHANNEL, "PER_CHANNEL")
    }
  }

  /// The sign of the numbers of a table.
  init(isSigned: Bool) {
    if isSigned {
      self.init(TINYSNN_SIGNED, "SIGNED")
    } else {
      self.init(TINYSNN_UNSIGNED, "UNSIGNED")
    }
  }

  /// A rounding of every step.
  ///
  /// - Precondition: The mode is deterministic.
  init(_ mode: RoundingMode) {
    switch mode {
    case .floor: self.init(TINYSNN_FLOOR, "FLOOR")
    case .trunc: self.init(TINYSNN_TRUNC, "TRUNC")
    case .ceil: self.init(TINYSNN_CEIL, "CEIL")
    case .halfUp: self.init(TINYSNN_HALF_UP, "HALF_UP")
    case .halfAway: self.init(TINYSNN_HALF_AWAY, "HALF_AWAY")
    case .halfEven: self.init(TINYSNN_HALF_EVEN, "HALF_EVEN")
    case .stochastic: preconditionFailure("stochastic rounding is refused at run time")
    }
  }

  /// What happens to a value outside its width, where that can happen at all.
  init(_ mode: OverflowMode, canHappen: Bool) {
    switch mode {
    case _ where !canHappen: self.init(TINYSNN_IN_RANGE, "IN_RANGE")
    case .saturate: self.init(TINYSNN_SATURATE, "SATURATE")
    case .wrap: self.init(TINYSNN_WRAP, "WRAP")
    }
  }

  /// What a spike does to the membrane; nil for a layer that never fires.
  init(_ reset: ResetMode?) {
    switch reset {
    case nil: self.init(TINYSNN_NEVER_FIRES, "NEVER_FIRES")
    case .subtract: self.init(TINYSNN_RESET_SUBTRACT, "RESET_SUBTRACT")
    case .zero: self.init(TINYSNN_RESET_ZERO, "RESET_ZERO")
    }
  }

  /// The kind of a decay.
  init(_ decay: IntegerDecay) {
    switch decay {
    case .none: self.init(TINYSNN_DECAY_NONE, "DECAY_NONE")
    case .multiplier: self.init(TINYSNN_DECAY_MULTIPLIER, "DECAY_MULTIPLIER")
    case .shift: self.init(TINYSNN_DECAY_SHIFT, "DECAY_SHIFT")
    }
  }

  /// What a field of a row of weights holds.
  init(_ grid: WeightGrid) {
    switch grid {
    case .symmetric, .twosComplement: self.init(TINYSNN_OFFSET, "OFFSET")
    case .ternary: self.init(TINYSNN_TERNARY, "TERNARY")
    case .powerOfTwo: self.init(TINYSNN_POWER_OF_TWO, "POWER_OF_TWO")
    case .binary: self.init(TINYSNN_BINARY, "BINARY")
    }
  }

  /// How rows of weights are stored; nil without any.
  init(_ form: WeightStorage.Form?) {
    switch form {
    case nil: self.init(TINYSNN_NO_WEIGHTS, "NO_WEIGHTS")
    case .dense: self.init(TINYSNN_DENSE, "DENSE")
    case .padded: self.init(TINYSNN_PADDED, "PADDED")
    case .sparse(startBytes: 2): self.init(TINYSNN_SPARSE_2, "SPARSE_2")
    case .sparse: self.init(TINYSNN_SPARSE_4, "SPARSE_4")
    }
  }

  /// What the values of a layer are: loaded once per sample or not, with recurrent sums or without.
  init(isLoaded: Bool, isRecurrent: Bool) {
    switch (isLoaded, isRecurrent) {
    case (false, _): self.init(TINYSNN_SPIKES, "SPIKES")
    case (true, false): self.init(TINYSNN_CURRENT, "CURRENT")
    case (true, true): self.init(TINYSNN_SUMS, "SUMS")
    }
  }

  /// How an array of numbers is stored.
  init(_ type: StorageType) {
    switch type {
    case .int8: self.init(TINYSNN_INT8, "INT8")
    case .int16: self.init(TINYSNN_INT16, "INT16")
    case .int32: self.init(TINYSNN_INT32, "INT32")
    case .uint8: self.init(TINYSNN_UINT8, "UINT8")
    case .uint16: self.init(TINYSNN_UINT16, "UINT16")
    }
  }
}
