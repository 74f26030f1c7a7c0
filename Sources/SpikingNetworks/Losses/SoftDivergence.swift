/// The Kullback-Leibler divergence of two answers softened by a temperature: how far a network is from its teacher.
///
///     KL = sum_c p_c log(p_c / q_c),  p = softmax(z_t / tau),  q = softmax(z_s / tau)
///
/// with the logits z_t of the teacher and z_s of the network. Hinton, Vinyals and Dean, arXiv 1503.02531.
struct SoftDivergence: Sendable {
  /// The temperature tau, above 0.
  let temperature: Double

  /// Returns the divergence and writes its gradient by the logits of the network, (q - p) / tau.
  func evaluate(
    _ logits: UnsafeMutableBufferPointer<Double>,
    teacher: UnsafePointer<Double>,
    gradient: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    let answer = Normalizer(logits.baseAddress, count: logits.count, temperature)
    let wanted = Normalizer(teacher, count: logits.count, temperature)
    var divergence = 0.0
    for index in logits.indices {
      let (own, other) = (answer.logarithm(logits[index]), wanted.logarithm(teacher[index]))
      let target = PortableMath.exp(other)
      divergence += target * (other - own)
      gradient[index] = (PortableMath.exp(own) - target) / temperature
    }
    return divergence
  }

  /// What turns softened logits into logarithms of probabilities.
  private struct Normalizer {
    private let largest: Double
    private let logarithmOfSum: Double
    private let temperature: Double

    init(_ logits: UnsafePointer<Double>?, count: Int, _ temperature: Double) {
      let logits = UnsafeBufferPointer(start: logits, count: count)
      var largest = -Double.infinity
      for value in logits { largest = max(largest, value) }
      var sum = 0.0
      for value in logits { sum += PortableMath.exp((value - largest) / temperature) }
      self.largest = largest
      self.temperature = temperature
      logarithmOfSum = PortableMath.log(sum)
    }

    func logarithm(_ logit: Double) -> Double {
      (logit - largest) / temperature - logarithmOfSum
    }
  }
}
