import Testing

@testable import SpikingNetworks

@Suite struct SampleLossTests {
  private let logits = [0.7, -2, 1.1, 0.05]
  private let teacher = [1.5, 0.2, -0.4, 2.5]

  private func evaluate(
    _ distillation: DistillationSpec?,
    smoothing: Double = 0.1,
    logits: [Double]? = nil,
    teacher: [Double]?,
    label: Int = 1
  ) -> (loss: Double, gradient: [Double]) {
    var options = TrainingOptions(labelSmoothing: smoothing)
    options.distillation = distillation
    var values = logits ?? self.logits
    let loss = values.withUnsafeMutableBufferPointer { values in
      guard let teacher else {
        return SampleLoss(options).evaluate(values, label: label, teacher: nil)
      }
      return teacher.withUnsafeBufferPointer {
        SampleLoss(options).evaluate(values, label: label, teacher: $0.baseAddress)
      }
    }
    return (loss, values)
  }

  @Test("Without a share of the teacher the bits are those of the cross-entropy")
  func noShare() {
    var values = logits
    let loss = values.withUnsafeMutableBufferPointer {
      CrossEntropy(smoothing: 0.1).evaluate($0, label: 1)
    }
    let none = DistillationSpec(temperature: 3, alpha: 0, features: 1)
    #expect(evaluate(nil, teacher: nil) == (loss, values))
    #expect(evaluate(none, teacher: teacher) == (loss, values))
  }

  @Test("With all of it the label says nothing")
  func wholeShare() {
    let whole = DistillationSpec(temperature: 3, alpha: 1)
    let results = logits.indices.map { evaluate(whole, teacher: teacher, label: $0) }
    #expect(results.allSatisfy { $0 == results[0] })
    let agreed = evaluate(whole, teacher: logits)
    #expect(agreed.loss == 0)
    #expect(agreed.gradient.allSatisfy { $0 == 0 })
  }

  @Test("(1 - alpha) CE + alpha tau^2 KL", arguments: [0.25, 0.9])
  func sum(alpha: Double) {
    let tau = 3.0
    let found = evaluate(DistillationSpec(temperature: tau, alpha: alpha), teacher: teacher)
    let hard = evaluate(nil, teacher: nil)
    var soft = logits.map { _ in 0.0 }
    var values = logits
    let divergence = values.withUnsafeMutableBufferPointer { values in
      soft.withUnsafeMutableBufferPointer { soft in
        teacher.withUnsafeBufferPointer { teacher in
          teacher.baseAddress.map {
            SoftDivergence(temperature: tau).evaluate(values, teacher: $0, gradient: soft)
          } ?? .nan
        }
      }
    }
    #expect(abs(found.loss - ((1 - alpha) * hard.loss + alpha * 9 * divergence)) < 1e-14)
    for index in logits.indices {
      let expected = (1 - alpha) * hard.gradient[index] + alpha * 9 * soft[index]
      #expect(abs(found.gradient[index] - expected) < 1e-14)
    }
  }

  @Test("The gradient is the derivative of the loss", arguments: [0.3, 1])
  func finiteDifferences(alpha: Double) {
    let distillation = DistillationSpec(temperature: 2, alpha: alpha)
    let gradient = evaluate(distillation, teacher: teacher).gradient
    for index in logits.indices {
      func loss(_ step: Double) -> Double {
        var moved = logits
        moved[index] += step
        return evaluate(distillation, logits: moved, teacher: teacher).loss
      }
      let expected = (loss(1e-5) - loss(-1e-5)) / 2e-5
      #expect(abs(gradient[index] - expected) < 1e-9)
    }
  }
}
