import SpikingNetworks

/// The arithmetic of one layer for one sample, all steps, forward only.
struct LayerWork: Encodable {
  /// The name of the layer.
  let name: String
  /// The floating-point operations of a dense product: two per synapse and step.
  let denseOperations: Double
  /// The fraction of inputs that are not zero, the part of these operations that events need.
  let inputDensity: Double

  private enum CodingKeys: String, CodingKey {
    case name
    case denseOperations = "dense_flop"
    case inputDensity = "input_density"
  }
}

extension Workload {
  /// Returns the arithmetic of every layer, densities measured with `parameters`.
  ///
  /// The first layer of direct coding counts once, not in every step.
  func work(_ parameters: NetworkParameters) throws -> [LayerWork] {
    let steps = spec.input.timesteps
    let part = samples.selecting(Array(0..<min(1024, samples.count)))
    let activity = try engine.evaluate(spec, parameters, on: part, seed: seed).activity
    return spec.geometries.enumerated().map { index, geometry in
      let products = index == 0 && spec.input.coding == .direct ? 1 : steps
      let density: Double
      if index > 0 {
        let neurons = spec.geometries[index - 1].neurons.count * steps
        density = activity[index - 1].spikesPerSample / Double(neurons)
      } else {
        density = inputDensity(part)
      }
      return LayerWork(
        name: spec.layers[index].name,
        denseOperations: 2 * Double(geometry.currents.count * geometry.fanIn * products),
        inputDensity: density
      )
    }
  }

  private func inputDensity(_ samples: SampleSet) -> Double {
    let sum =
      switch spec.input.coding {
      case .direct: samples.inputs.count { $0 != 0 }
      case .rate: samples.inputs.reduce(0) { $0 + Int($1) } / samples.maximum
      case .events: samples.inputs.reduce(0) { $0 + $1.nonzeroBitCount } / spec.input.timesteps
      }
    return Double(sum) / Double(samples.count * samples.shape.count)
  }
}
