/// The loss of one sample by its logits: what the label says, and what a teacher answers.
///
/// loss = (1 - alpha) CE + alpha tau^2 KL, see `DistillationSpec`; the gradient of a softened answer shrinks with
/// tau^2, which the factor makes up for.
struct SampleLoss: Sendable {
  private let crossEntropy: CrossEntropy
  private let divergence: SoftDivergence
  /// The share of the teacher; 0 without one.
  private let alpha: Double

  /// Takes label smoothing and distillation from `options`.
  init(_ options: TrainingOptions) {
    crossEntropy = CrossEntropy(smoothing: options.labelSmoothing)
    alpha = options.distillation?.alpha ?? 0
    divergence = SoftDivergence(temperature: options.distillation?.temperature ?? 1)
  }

  /// Returns the loss and replaces `logits` by its gradient.
  ///
  /// - Parameters:
  ///   - logits: The scores of the classes.
  ///   - label: The class.
  ///   - teacher: What the teacher answers, as many scores; read where it has a share.
  func evaluate(
    _ logits: UnsafeMutableBufferPointer<Double>,
    label: Int,
    teacher: UnsafePointer<Double>?
  ) -> Double {
    // Without a share the bits are those of a training that never had a teacher.
    guard alpha > 0, let teacher else { return crossEntropy.evaluate(logits, label: label) }
    let (hard, soft) = (1 - alpha, alpha * divergence.temperature * divergence.temperature)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: logits.count) { gradient in
      let distance = divergence.evaluate(logits, teacher: teacher, gradient: gradient)
      let entropy = crossEntropy.evaluate(logits, label: label)
      for index in logits.indices {
        logits[index] = hard * logits[index] + soft * gradient[index]
      }
      return hard * entropy + soft * distance
    }
  }
}
