import Foundation

/// Softmax cross-entropy with the C library's functions.
enum ReferenceLoss {
  static func crossEntropy(_ logits: [Double], _ label: Int) -> (loss: Double, gradient: [Double]) {
    let sum = logits.reduce(0) { $0 + exp($1) }
    let gradient = logits.indices.map { exp(logits[$0]) / sum - ($0 == label ? 1 : 0) }
    return (log(sum) - logits[label], gradient)
  }
}
