import Quantization

/// The first place where two traces differ.
struct TraceDifference {
  /// Where it is and what stands there.
  enum Place: Hashable {
    case membrane(step: Int, layer: Int, neuron: Int, expected: Int32, actual: Int32)
    /// A synaptic current or the rise of a threshold.
    case state(String, step: Int, layer: Int, neuron: Int, expected: Int32, actual: Int32)
    case spike(step: Int, layer: Int, neuron: Int, expected: Bool)
    case score(index: Int, expected: Int, actual: Int)
    case prediction(expected: Int, actual: Int)
    case shape
  }

  let place: Place

  /// Finds the first difference, in the order of execution; nil if there is none.
  init?(expected: SimulationTrace, actual: SimulationTrace) {
    guard expected != actual else { return nil }
    place = TraceDifference.search(expected, actual)
  }

  private static func search(_ expected: SimulationTrace, _ actual: SimulationTrace) -> Place {
    guard expected.steps.count == actual.steps.count, expected.scores.count == actual.scores.count
    else { return .shape }
    for (step, (expectedLayers, actualLayers)) in zip(expected.steps, actual.steps).enumerated() {
      for (layer, (left, right)) in zip(expectedLayers, actualLayers).enumerated() {
        let states = [
          ("synaptic current", left.currents, right.currents), ("rise", left.rises, right.rises),
        ]
        for (name, left, right) in states {
          guard left.count == right.count else { return .shape }
          for neuron in left.indices where left[neuron] != right[neuron] {
            return .state(
              name,
              step: step,
              layer: layer,
              neuron: neuron,
              expected: left[neuron],
              actual: right[neuron]
            )
          }
        }
        for neuron in left.membranes.indices {
          if left.membranes[neuron] != right.membranes[neuron] {
            return .membrane(
              step: step,
              layer: layer,
              neuron: neuron,
              expected: left.membranes[neuron],
              actual: right.membranes[neuron]
            )
          }
          if left.spikes[neuron] != right.spikes[neuron] {
            return .spike(
              step: step,
              layer: layer,
              neuron: neuron,
              expected: left.spikes[neuron]
            )
          }
        }
      }
    }
    for index in expected.scores.indices where expected.scores[index] != actual.scores[index] {
      return .score(index: index, expected: expected.scores[index], actual: actual.scores[index])
    }
    return .prediction(expected: expected.prediction, actual: actual.prediction)
  }

  /// The difference in words.
  func describe(layers: [String]) -> String {
    switch place {
    case .membrane(let step, let layer, let neuron, let expected, let actual):
      "step \(step), layer \(layers[layer]), neuron \(neuron): "
        + "expected membrane \(expected), actual \(actual)"
    case .state(let name, let step, let layer, let neuron, let expected, let actual):
      "step \(step), layer \(layers[layer]), neuron \(neuron): "
        + "expected \(name) \(expected), actual \(actual)"
    case .spike(let step, let layer, let neuron, let expected):
      "step \(step), layer \(layers[layer]), neuron \(neuron): "
        + "expected \(expected ? "a spike, actual none" : "no spike, actual one")"
    case .score(let index, let expected, let actual):
      "class \(index): expected score \(expected), actual \(actual)"
    case .prediction(let expected, let actual):
      "expected class \(expected), actual class \(actual)"
    case .shape: "another number of steps or classes"
    }
  }
}
