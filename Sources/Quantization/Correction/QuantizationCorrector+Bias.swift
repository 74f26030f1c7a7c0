import FixedPoint
import SpikingNetworks

extension QuantizationCorrector {
  /// Returns `network` with biases that make up for the mean error of the currents.
  ///
  /// The real bias becomes b_j + sum_i (w_ij - s_j q_ij) E[x_i], the mean taken over samples, steps and, in a
  /// convolution, the positions that neurons see; recurrent weights likewise. It is rounded to nearest, to even on
  /// ties, with the layer's number of bits and a new exponent. A layer without bias stays as it is. Nagel et al.,
  /// *Data-free quantization through weight equalization and bias correction*, ICCV 2019 (arXiv 1906.04721),
  /// section 4.2, with the mean inputs of the float model.
  ///
  /// - Throws: `QuantizationFailure` if a bias has no legal form.
  public func correctingBiases(
    of network: QuantizedNetwork
  ) throws(QuantizationFailure) -> QuantizedNetwork {
    requireOrigin(of: network)
    var result = network
    for index in network.layers.indices {
      guard let bias = network.layers[index].bias else { continue }
      let float = model.parameters.layers[index].bias
      let units = network.membraneUnits(ofLayer: index)
      let values = currentErrors(ofLayer: index, network).enumerated().map { channel, error in
        (Double(float[channel]) + error) / units.shared(channel)
      }
      result.layers[index].bias = ParameterQuantizer { _, _ in 0 }.signed(
        values,
        ParameterQuantization(bits: bias.bits, rounding: .halfEven),
        .bias
      )
    }
    try result.validate()
    return result
  }

  /// The mean over samples, steps and positions of what a channel's current lacks against the float model.
  func currentErrors(ofLayer index: Int, _ network: QuantizedNetwork) -> [Double] {
    let (layer, parameters) = (network.layers[index], model.parameters.layers[index])
    let (geometry, scales) = (layer.geometry, layer.weights.scales)
    func errors(
      _ weights: [Float],
      _ integers: [Int16],
      _ channel: (Int) -> Int
    ) -> [Double] {
      integers.indices.map {
        Double(weights[$0]) - scales.shared(channel($0)) * Double(integers[$0])
      }
    }
    let synapses = PlainSynapses(
      geometry,
      nil,
      weights: errors(parameters.weights, layer.weights.values, geometry.channel(ofWeight:)),
      recurrentWeights: []
    )
    let sums = synapses.sums(activity.layers[index].inputs)
    var means = [Double](repeating: 0, count: geometry.channels)
    // Currents that a pooling drops reach no neuron.
    let rows = geometry.neurons.height * geometry.currentWindow.height
    let columns = geometry.neurons.width * geometry.currentWindow.width
    for row in 0..<rows {
      for column in 0..<columns {
        let first = (row * geometry.currents.width + column) * geometry.channels
        for channel in means.indices { means[channel] += sums[first + channel] }
      }
    }
    for channel in means.indices { means[channel] /= Double(rows * columns) }
    let recurrent = errors(parameters.recurrentWeights, layer.recurrence?.values ?? []) {
      $0 % geometry.channels
    }
    for (place, error) in recurrent.enumerated() {
      means[place % geometry.channels] +=
        error * activity.layers[index].recurrentInputs[place / geometry.channels]
    }
    return means
  }
}
