/// Why a network, its parameters, a data set or training options were refused.
public enum NetworkError: Error, Hashable, Sendable {
  /// The structure is illegal; the text names the layer and what was expected.
  case invalidNetwork(String)
  /// The arrays of the parameters do not fit the structure.
  case parameterMismatch(layer: String)
  /// A weight or bias is no finite number.
  case diverged(layer: String)
  /// The samples do not fit the network's input or classes.
  case dataMismatch(String)
  /// The training options are out of range.
  case invalidOptions(String)
  /// A checkpoint is damaged or belongs to another training.
  case invalidCheckpoint(String)
}

extension NetworkError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .invalidNetwork(let text): "invalid network: \(text)"
    case .parameterMismatch(let layer): "the parameters of layer \(layer) have the wrong size"
    case .diverged(let layer):
      "a parameter of layer \(layer) is not finite: the training diverged; try a lower learning rate"
    case .dataMismatch(let text): "the data do not fit the network: \(text)"
    case .invalidOptions(let text): "invalid training options: \(text)"
    case .invalidCheckpoint(let text): "the training cannot go on from this checkpoint: \(text)"
    }
  }
}
