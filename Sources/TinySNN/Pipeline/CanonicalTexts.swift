import Quantization
import Synchronization

/// The canonical texts of precisions and procedures, each part made once: candidates share most of them.
final class CanonicalTexts: Sendable {
  private let known = Mutex(Known())

  private struct Known {
    var layers: [LayerQuantization: String] = [:]
    var procedures: [QuantizationProcedure: String] = [:]
  }

  private static let capacity = 4096

  /// Returns a text that is equal for equal precisions only.
  func text(of precisions: QuantizationSpec) throws -> String {
    try precisions.layers.map { try text(of: $0, in: \.layers) }.joined()
  }

  /// Returns a text that is equal for equal procedures only.
  func text(of procedure: QuantizationProcedure) throws -> String {
    try text(of: procedure, in: \.procedures)
  }

  private func text<Part: Hashable & Encodable & Sendable>(
    of part: Part,
    in texts: any WritableKeyPath<Known, [Part: String]> & Sendable
  ) throws -> String {
    if let text = known.withLock({ $0[keyPath: texts][part] }) { return text }
    let text = try PrettyJSON.text(part)
    known.withLock { known in
      if known[keyPath: texts].count >= Self.capacity { known[keyPath: texts].removeAll() }
      known[keyPath: texts][part] = text
    }
    return text
  }
}
