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
}
