import SpikingNetworks

/// Small networks of rectifiers, and the spiking ones with the same connections.
enum ConversionCase {
  static func dense(_ name: String, _ units: Int, bias: Bool = true, _ neuron: NeuronSpec)
    -> LayerSpec
  {
    LayerSpec(name: name, connection: .dense(units: units, bias: bias), neuron: neuron)
  }

  static let readout = NeuronSpec(beta: 1, firing: nil)

  static func fire(threshold: Double = 1, beta: Double = 1) -> NeuronSpec {
    NeuronSpec(beta: beta, firing: FiringSpec(threshold: threshold, reset: .subtract))
  }

  /// A network of `layers` on one row of `inputs` numbers of `bits` bits.
  static func network(
    inputs: Int,
    bits: Int = 1,
    timesteps: Int = 1,
    _ layers: [LayerSpec],
    readout: Readout = .membrane(.sum)
  ) -> NetworkSpec {
    NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 1, width: inputs),
        coding: .direct,
        bits: bits,
        timesteps: timesteps
      ),
      layers: layers,
      readout: readout
    )
  }

  /// The network with neurons that fire in place of rectifiers.
  static func spiking(
    _ spec: NetworkSpec,
    timesteps: Int,
    _ neuron: NeuronSpec = fire()
  ) -> NetworkSpec {
    var result = spec.folded
    result.input.timesteps = timesteps
    for index in result.layers.indices.dropLast() { result.layers[index].neuron = neuron }
    return result
  }

  /// Samples in which one input after the other is lit, `count` times each.
  static func oneHot(_ inputs: Int, classes: Int, times count: Int = 1) -> SampleSet {
    SampleSet(
      shape: SampleShape(height: 1, width: inputs),
      classCount: classes,
      maximum: 1,
      inputs: (0..<inputs * count).flatMap { sample in
        (0..<inputs).map { $0 == sample % inputs ? 1 : 0 }
      },
      labels: (0..<inputs * count).map { UInt8($0 % classes) }
    )
  }

  /// One sample of a set by itself.
  static func sample(_ index: Int, of samples: SampleSet) -> SampleSet {
    let size = samples.shape.count
    return SampleSet(
      shape: samples.shape,
      classCount: samples.classCount,
      maximum: samples.maximum,
      inputs: Array(samples.inputs[index * size..<(index + 1) * size]),
      labels: [samples.labels[index]]
    )
  }
}
