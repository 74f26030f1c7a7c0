/// Softmax cross-entropy of one sample.
enum CrossEntropy {
  /// Returns the loss and replaces `logits` by its gradient, softmax - one-hot.
  static func evaluate(_ logits: UnsafeMutableBufferPointer<Double>, label: Int) -> Double {
    var largest = -Double.infinity
    for value in logits { largest = max(largest, value) }
    let target = logits[label] - largest
    var sum = 0.0
    for index in logits.indices {
      let value = PortableMath.exp(logits[index] - largest)
      logits[index] = value
      sum += value
    }
    for index in logits.indices { logits[index] /= sum }
    logits[label] -= 1
    return PortableMath.log(sum) - target
  }
}
