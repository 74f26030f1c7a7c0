import Quantization

/// The canonical texts of precisions and procedures, each part made once: candidates share most of them.
struct CanonicalTexts: Sendable {
  private let layers = Memo<LayerQuantization, String>(capacity: 4096)
  private let procedures = Memo<QuantizationProcedure, String>(capacity: 4096)

  /// Returns a text that is equal for equal precisions only.
  func text(of precisions: QuantizationSpec) throws -> String {
    try precisions.layers.map { layer in try layers(layer) { try PrettyJSON.text(layer) } }.joined()
  }

  /// Returns a text that is equal for equal procedures only.
  func text(of procedure: QuantizationProcedure) throws -> String {
    try procedures(procedure) { try PrettyJSON.text(procedure) }
  }
}
