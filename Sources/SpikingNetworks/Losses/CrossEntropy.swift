/// Softmax cross-entropy of one sample, with labels that may be smoothed.
///
/// The target of class k of K is (1 - smoothing) [k = label] + smoothing / K: Szegedy et al., *Rethinking the
/// Inception architecture for computer vision*, CVPR 2016 (arXiv 1512.00567), section 7.
struct CrossEntropy: Sendable {
  /// The part of the label that is spread evenly over all classes, in 0..<1.
  let smoothing: Double

  init(smoothing: Double = 0) {
    self.smoothing = smoothing
  }

  /// Returns the loss and replaces `logits` by its gradient, softmax - target.
  func evaluate(_ logits: UnsafeMutableBufferPointer<Double>, label: Int) -> Double {
    var largest = -Double.infinity
    for value in logits { largest = max(largest, value) }
    let share = smoothing / Double(logits.count)
    // The mean of the logits under the target distribution, relative to the largest.
    var target = (1 - smoothing) * (logits[label] - largest)
    var sum = 0.0
    for index in logits.indices {
      target += share * (logits[index] - largest)
      let value = PortableMath.exp(logits[index] - largest)
      logits[index] = value
      sum += value
    }
    for index in logits.indices { logits[index] = logits[index] / sum - share }
    logits[label] -= 1 - smoothing
    return PortableMath.log(sum) - target
  }
}
