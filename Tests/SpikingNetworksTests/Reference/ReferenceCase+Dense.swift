import SpikingNetworks

/// Three dense layers under every combination of coding, readout, reset and surrogate.
extension ReferenceCase {
  static let dense: [ReferenceCase] = {
    let surrogates: [Surrogate] = [
      .fastSigmoid(slope: 5), .arctan(slope: 2), .triangular(width: 0.8), .boxcar(width: 1.3),
    ]
    let readouts: [Readout] = [.spikeCount, .membrane(.sum), .membrane(.last)]
    var result: [ReferenceCase] = []
    for coding in [InputCoding.direct, .rate] {
      for (r, readout) in readouts.enumerated() {
        for reset in ResetMode.allCases {
          for detach in [false, true] {
            for (s, surrogate) in surrogates.enumerated() {
              let p = (r + s) % 3
              var test = ReferenceCase(
                name: "\(coding) \(readout) \(reset) detach=\(detach) \(surrogate) p=\(p)",
                spec: spec(coding, readout, reset),
                options: TrainingOptions(surrogate: surrogate, detachReset: detach)
              )
              if p > 0 {
                test.options.regularizers = [.synaptic(strength: 3, p: p, ramp: false)]
              }
              result.append(test)
            }
          }
        }
      }
    }
    // A low threshold: so many spikes that an engine driven by events may change its way.
    var busy = ReferenceCase(
      name: "busy",
      spec: spec(.rate, .spikeCount, .subtract, threshold: 0.05),
      sampleCount: 6
    )
    busy.options.regularizers = [.synaptic(strength: 3, p: 2, ramp: false)]
    result.append(busy)
    // Several panels of weights, and so many steps that rate-coded inputs share their sums.
    for coding in [InputCoding.direct, .rate] {
      result.append(
        ReferenceCase(
          name: "\(coding), wide and long",
          spec: spec(coding, .spikeCount, .subtract, hidden: 40, timesteps: 14)
        )
      )
    }
    return result
  }()

  private static func spec(
    _ coding: InputCoding,
    _ readout: Readout,
    _ reset: ResetMode,
    threshold: Double = 0.6,
    hidden: Int = 7,
    timesteps: Int = 5
  ) -> NetworkSpec {
    let firing = FiringSpec(
      threshold: threshold,
      reset: reset,
      resetValue: reset == .zero ? -0.1 : 0
    )
    func dense(_ name: String, _ units: Int, bias: Bool, _ neuron: NeuronSpec) -> LayerSpec {
      LayerSpec(name: name, connection: .dense(units: units, bias: bias), neuron: neuron)
    }
    let fires = readout == .spikeCount
    return NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 2, width: 3),
        coding: coding,
        bits: 4,
        timesteps: timesteps
      ),
      layers: [
        dense("dense1", hidden, bias: true, NeuronSpec(beta: 0.8, firing: firing)),
        dense("dense2", 5, bias: false, NeuronSpec(beta: 1, firing: firing)),
        dense("out", 3, bias: true, NeuronSpec(beta: 0.9, firing: fires ? firing : nil)),
      ],
      readout: readout
    )
  }
}
