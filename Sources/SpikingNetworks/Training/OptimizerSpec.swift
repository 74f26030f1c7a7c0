/// The rule that turns a gradient into a change of the parameters.
public enum OptimizerSpec: Codable, Hashable, Sendable {
  /// Kingma and Ba, ICLR 2015 (arXiv 1412.6980).
  case adam(learningRate: Double, beta1: Double, beta2: Double, epsilon: Double)
  /// Adam with w -= rate * weightDecay * w beside its step; weights only, no biases, decays, thresholds.
  ///
  /// Loshchilov and Hutter, *Decoupled weight decay regularization*, ICLR 2019 (arXiv 1711.05101).
  case adamW(
    learningRate: Double,
    beta1: Double,
    beta2: Double,
    epsilon: Double,
    weightDecay: Double
  )
  /// Stochastic gradient descent: velocity = momentum * velocity + gradient, w -= rate * velocity.
  case sgd(learningRate: Double, momentum: Double)

  /// The learning rate before the schedule.
  public var learningRate: Double {
    switch self {
    case .adam(let rate, _, _, _), .adamW(let rate, _, _, _, _), .sgd(let rate, _): rate
    }
  }

  /// Returns the same rule with another learning rate.
  public func with(learningRate rate: Double) -> OptimizerSpec {
    switch self {
    case .adam(_, let beta1, let beta2, let epsilon):
      .adam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    case .adamW(_, let beta1, let beta2, let epsilon, let decay):
      .adamW(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: decay)
    case .sgd(_, let momentum):
      .sgd(learningRate: rate, momentum: momentum)
    }
  }
}
