import Testing

@testable import SpikingNetworks

@Suite struct CrossEntropyTests {
  private func evaluate(
    _ logits: [Double],
    _ label: Int,
    smoothing: Double
  ) -> (loss: Double, gradient: [Double]) {
    var values = logits
    let loss = values.withUnsafeMutableBufferPointer {
      CrossEntropy(smoothing: smoothing).evaluate($0, label: label)
    }
    return (loss, values)
  }

  @Test("Without smoothing it is that of the reference")
  func plain() {
    let logits = [0.3, -1.2, 2.5, 0]
    for label in logits.indices {
      let found = evaluate(logits, label, smoothing: 0)
      let expected = ReferenceLoss(readout: .spikeCount, labelSmoothing: 0).crossEntropy(
        logits,
        label
      )
      #expect(abs(found.loss - expected.loss) < 1e-14)
      #expect(zip(found.gradient, expected.gradient).allSatisfy { abs($0 - $1) < 1e-14 })
    }
  }

  @Test("Smoothing spreads the target: equal logits of two classes, by hand")
  func byHand() {
    // The target is (0.95, 0.05), the softmax (0.5, 0.5), the loss log 2.
    let found = evaluate([3, 3], 0, smoothing: 0.1)
    #expect(abs(found.loss - 0.693_147_180_559_945_3) < 1e-15)
    #expect(abs(found.gradient[0] + 0.45) < 1e-15)
    #expect(abs(found.gradient[1] - 0.45) < 1e-15)
    // log(1 + e^-2) + 0.05 * 2, where a hard label costs the logarithm alone.
    let apart = evaluate([2, 0], 0, smoothing: 0.1)
    #expect(abs(apart.loss - (0.126_928_011_042_972_5 + 0.1)) < 1e-14)
  }

  @Test("The gradient is the derivative of the loss", arguments: [0, 0.1, 0.5, 0.9])
  func finiteDifferences(smoothing: Double) {
    let logits = [0.7, -2, 1.1, 0.05, 3]
    for label in logits.indices {
      let gradient = evaluate(logits, label, smoothing: smoothing).gradient
      for index in logits.indices {
        func loss(_ step: Double) -> Double {
          var moved = logits
          moved[index] += step
          return evaluate(moved, label, smoothing: smoothing).loss
        }
        let expected = (loss(1e-5) - loss(-1e-5)) / 2e-5
        #expect(abs(gradient[index] - expected) < 1e-9)
      }
      #expect(abs(gradient.reduce(0, +)) < 1e-14)
    }
  }
}
