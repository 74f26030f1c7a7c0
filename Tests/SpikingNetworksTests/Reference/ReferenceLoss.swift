import Foundation
import SpikingNetworks

/// What is read out of the last layer, and the loss of it.
struct ReferenceLoss {
  let readout: Readout
  let labelSmoothing: Double

  /// Returns the score of each class for one sample.
  func logits(_ steps: [ReferenceNeurons.Step]) -> [Double] {
    let classes = steps[0].u.indices
    return switch readout {
    case .spikeCount: classes.map { j in steps.reduce(0) { $0 + $1.spikes[j] } }
    case .membrane(.sum):
      classes.map { j in steps.reduce(0) { $0 + $1.u[j] } / Double(steps.count) }
    case .membrane(.last): steps[steps.count - 1].u
    }
  }

  /// Softmax cross-entropy with the C library's functions.
  func crossEntropy(_ logits: [Double], _ label: Int) -> (loss: Double, gradient: [Double]) {
    let sum = logits.reduce(0) { $0 + exp($1) }
    var (loss, gradient) = (0.0, logits)
    for (index, logit) in logits.enumerated() {
      let target =
        (index == label ? 1 - labelSmoothing : 0) + labelSmoothing / Double(logits.count)
      loss -= target * (logit - log(sum))
      gradient[index] = exp(logit) / sum - target
    }
    return (loss, gradient)
  }

  /// Returns the gradient of the spikes and of the membranes in each step, given that of the logits.
  func backward(_ gradient: [Double], steps: Int) -> (spikes: [[Double]], membranes: [[Double]]) {
    let zeros = [[Double]](repeating: gradient.map { _ in 0 }, count: steps)
    var result = (spikes: zeros, membranes: zeros)
    for step in 0..<steps {
      switch readout {
      case .spikeCount: result.spikes[step] = gradient
      case .membrane(.sum): result.membranes[step] = gradient.map { $0 / Double(steps) }
      case .membrane(.last): if step == steps - 1 { result.membranes[step] = gradient }
      }
    }
    return result
  }
}
