import CTinySNN
import FixedPoint
import Quantization

/// The text of the runtime, and Swift's view of its codes.
public enum RuntimeSource {
  /// The name of the runtime's file in every export.
  public static let fileName = "tinysnn_runtime.h"

  /// The text of `tinysnn_runtime.h`, the very header that `CTinySNN` compiles.
  public static var text: String { String(cString: tinysnn_runtime_text()) }

  /// The runtime's code for where `count` thresholds, biases or decays come from.
  static func code(_ count: Int?) -> UInt8 {
    switch count {
    case nil: UInt8(TINYSNN_ABSENT)
    case 1: UInt8(TINYSNN_SHARED)
    default: UInt8(TINYSNN_PER_CHANNEL)
    }
  }

  /// The runtime's name for where `count` thresholds, biases or decays come from.
  static func macro(_ count: Int?) -> String {
    switch count {
    case nil: "TINYSNN_ABSENT"
    case 1: "TINYSNN_SHARED"
    default: "TINYSNN_PER_CHANNEL"
    }
  }
}

extension RoundingMode {
  /// The runtime's code for the mode.
  ///
  /// - Precondition: The mode is deterministic.
  public var runtimeCode: UInt8 {
    switch self {
    case .floor: UInt8(TINYSNN_FLOOR)
    case .trunc: UInt8(TINYSNN_TRUNC)
    case .ceil: UInt8(TINYSNN_CEIL)
    case .halfUp: UInt8(TINYSNN_HALF_UP)
    case .halfAway: UInt8(TINYSNN_HALF_AWAY)
    case .halfEven: UInt8(TINYSNN_HALF_EVEN)
    case .stochastic: preconditionFailure("stochastic rounding is refused at run time")
    }
  }

  /// The runtime's name for the mode.
  var runtimeMacro: String { "TINYSNN_\(rawValue.uppercased())" }
}
