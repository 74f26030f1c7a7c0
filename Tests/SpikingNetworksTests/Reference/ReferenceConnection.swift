import SpikingNetworks

/// The synapses of a layer, one by one.
struct ReferenceConnection {
  struct Synapse {
    let input: Int
    let weight: Int
    let output: Int
  }

  let synapses: [Synapse]
  let outputCount: Int

  /// Lists the synapses of `connection` behind activations of shape `input`.
  init(_ connection: ConnectionSpec, _ geometry: LayerGeometry) {
    switch connection {
    case .dense(let units, _):
      synapses = (0..<geometry.pooled.count).flatMap { input in
        (0..<units).map { Synapse(input: input, weight: input * units + $0, output: $0) }
      }
    case .convolution(let spec):
      synapses = Self.synapses(spec, from: geometry.pooled, to: geometry.currents)
    }
    outputCount = geometry.currents.count
  }

  private static func synapses(
    _ spec: ConvolutionSpec,
    from input: SampleShape,
    to output: SampleShape
  ) -> [Synapse] {
    let (outputs, groups) = spec.filters.channels(inputs: input.channels)
    let (groupInputs, groupOutputs) = (input.channels / groups, outputs / groups)
    var result: [Synapse] = []
    for y in 0..<output.height {
      for x in 0..<output.width {
        for row in 0..<spec.kernel.height {
          for column in 0..<spec.kernel.width {
            let inputY = y * spec.stride.height + row - spec.padding.height
            let inputX = x * spec.stride.width + column - spec.padding.width
            guard (0..<input.height).contains(inputY), (0..<input.width).contains(inputX) else {
              continue
            }
            for from in 0..<input.channels {
              for to in 0..<groupOutputs {
                result.append(
                  Synapse(
                    input: (inputY * input.width + inputX) * input.channels + from,
                    weight: ((row * spec.kernel.width + column) * input.channels + from)
                      * groupOutputs + to,
                    output: (y * output.width + x) * outputs + from / groupInputs * groupOutputs
                      + to
                  )
                )
              }
            }
          }
        }
      }
    }
    return result
  }

  /// Returns the currents that `inputs` cause, without bias.
  func currents(_ inputs: [Double], _ weights: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: outputCount)
    for synapse in synapses {
      result[synapse.output] += weights[synapse.weight] * inputs[synapse.input]
    }
    return result
  }

  /// Returns the gradient of the inputs and adds that of the weights.
  func backward(
    _ gradient: [Double],
    _ inputs: [Double],
    _ weights: [Double],
    weightGradient: inout [Double]
  ) -> [Double] {
    var result = inputs.map { _ in 0.0 }
    for synapse in synapses {
      weightGradient[synapse.weight] += gradient[synapse.output] * inputs[synapse.input]
      result[synapse.input] += gradient[synapse.output] * weights[synapse.weight]
    }
    return result
  }
}
