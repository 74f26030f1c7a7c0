import Testing

@testable import SpikingNetworks

@Suite struct InputSpikesTests {
  /// One dense layer, 30 inputs and 20 outputs, whose input has `density` spikes.
  @Test(
    "Sparse and dense spikes give the sums of plain loops",
    arguments: InstructionSet.available,
    [0.1, 0.9]
  )
  func bothPaths(instructionSet: InstructionSet, density: Double) throws {
    let kernels = try #require(VectorKernels(instructionSet: instructionSet))
    let (inputs, outputs, rows) = (30, 20, 12)
    let spec = NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 1, width: inputs),
        coding: .rate,
        bits: 8,
        timesteps: 3
      ),
      layers: [
        LayerSpec(
          name: "dense1",
          connection: .dense(units: outputs, bias: true),
          neuron: NeuronSpec(beta: 1, firing: nil)
        )
      ],
      readout: .membrane(.sum)
    )
    var draws = Draws(61)
    let parameters = LayerParameters(
      weights: draws.floats(inputs * outputs),
      bias: draws.floats(outputs)
    )
    let plan = ExecutionPlan(spec, kernels: kernels).layers[0]
    let state = LayerState(plan, parameters, isFirst: true, forTraining: true)
    let spikes = InputSpikes(plan, rows: rows, forTraining: true)
    var membrane = [Float](repeating: 0, count: rows * plan.inputWidth)
    for row in 0..<rows {
      for input in 0..<inputs where draws.uniform() < density {
        membrane[row * plan.inputWidth + input] = 1
      }
    }
    spikes.load(membrane: membrane, threshold: 1, rows: rows, kernels: kernels)
    #expect((spikes.eventCount == nil) == (density > InputSpikes.eventDensity))

    var currents = [Float](repeating: 0, count: rows * plan.width)
    spikes.currents(state, rows: rows, to: &currents, kernels)
    let delta = draws.floats(rows * plan.width)
    var gradient = [Float](repeating: 0, count: inputs * plan.width)
    spikes.weightGradient(
      0..<inputs,
      rows: rows,
      delta: delta,
      accumulate: false,
      to: &gradient,
      kernels
    )
    spikes.weightGradient(
      8..<inputs,
      rows: rows,
      delta: delta,
      accumulate: true,
      to: &gradient,
      kernels
    )

    for row in 0..<rows {
      for output in 0..<outputs {
        var sum = parameters.bias[output]
        for input in 0..<inputs {
          sum +=
            membrane[row * plan.inputWidth + input] * parameters.weights[input * outputs + output]
        }
        #expect(currents[row * plan.width + output] == sum)
      }
    }
    for input in 0..<inputs {
      for output in 0..<outputs {
        var sum: Float = 0
        for _ in 0..<(input < 8 ? 1 : 2) {
          for row in 0..<rows {
            sum += membrane[row * plan.inputWidth + input] * delta[row * plan.width + output]
          }
        }
        #expect(gradient[input * plan.width + output] == sum)
      }
    }
  }
}
