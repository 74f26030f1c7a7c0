import CTinySNN
import FixedPoint
import Quantization

/// The text of the runtime, and Swift's view of its codes.
public enum RuntimeSource {
  /// The name of the runtime's file in every export.
  public static let fileName = "tinysnn_runtime.h"

  /// The text of `tinysnn_runtime.h`, the very header that `CTinySNN` compiles.
  public static var text: String { String(cString: tinysnn_runtime_text()) }

  /// The runtime's code for where a threshold or bias comes from.
  static func code(_ integers: ScaledIntegers?) -> UInt8 {
    guard let integers else { return UInt8(TINYSNN_ABSENT) }
    return UInt8(integers.mantissas.count == 1 ? TINYSNN_SHARED : TINYSNN_PER_NEURON)
  }

  /// The runtime's name for where a threshold or bias comes from.
  static func macro(_ integers: ScaledIntegers?) -> String {
    guard let integers else { return "TINYSNN_ABSENT" }
    return integers.mantissas.count == 1 ? "TINYSNN_SHARED" : "TINYSNN_PER_NEURON"
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
