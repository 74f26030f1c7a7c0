import Quantization

/// Why a network cannot become C.
public enum ExportError: Error, Hashable, Sendable {
  /// A model or layer name that C cannot use.
  case invalidIdentifier(name: String, reason: String)
  /// Two layers whose names differ at most by case.
  case duplicateLayer(name: String)
  /// A table of weights that is longer than the runtime addresses.
  case tableTooLong(layer: String, bytes: Int)
  /// A network whose numbers have no place in the contract.
  case illegalNetwork(QuantizationFailure)
}

extension ExportError: CustomStringConvertible {
  /// The message for users.
  public var description: String {
    switch self {
    case .invalidIdentifier(let name, let reason): "`\(name)` cannot name anything in C: \(reason)"
    case .duplicateLayer(let name): "two layers are called `\(name)`"
    case .tableTooLong(let layer, let bytes):
      "the weights of layer `\(layer)` take \(bytes) bytes; the runtime addresses "
        + "\(DeviceWeights.longestTable)"
    case .illegalNetwork(let failure): "the network cannot be exported: \(failure)"
    }
  }
}
