/// Why a network cannot become C.
public enum ExportError: Error, Hashable, Sendable {
  /// A model or layer name that C cannot use.
  case invalidIdentifier(name: String, reason: String)
  /// Two layers whose names differ at most by case.
  case duplicateLayer(name: String)
  /// A structure or number that the runtime does not have.
  case unsupported(layer: String?, reason: String)
}

extension ExportError: CustomStringConvertible {
  /// The message for users.
  public var description: String {
    switch self {
    case .invalidIdentifier(let name, let reason): "`\(name)` cannot name anything in C: \(reason)"
    case .duplicateLayer(let name): "two layers are called `\(name)`"
    case .unsupported(let layer?, let reason): "layer `\(layer)` cannot be exported: \(reason)"
    case .unsupported(nil, let reason): "the network cannot be exported: \(reason)"
    }
  }
}
