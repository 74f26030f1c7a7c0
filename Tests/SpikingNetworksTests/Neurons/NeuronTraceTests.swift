import CVectorKernels
import SpikingNetworks
import Testing

/// Traces computed by hand; every number is exact in Float.
@Suite struct NeuronTraceTests {
  struct Trace: Sendable {
    var beta: Float
    var reset: ResetMode
    var resetValue: Float = 0
    var currents: [Float]
    var membrane: [Float]
    var spikes: Float
    var last: Float
  }

  static let traces = [
    Trace(
      beta: 0.5,
      reset: .subtract,
      currents: [0.75, 0.75, 0.75, 0, 2.5, 0],
      membrane: [0.75, 1.125, 0.8125, 0.40625, 2.703125, 0.8515625],
      spikes: 2,
      last: 0.8515625
    ),
    Trace(
      beta: 0.5,
      reset: .zero,
      resetValue: -0.25,
      currents: [0.75, 0.75, 0.75, 0, 2.5, 0],
      membrane: [0.75, 1.125, 0.625, 0.3125, 2.65625, -0.125],
      spikes: 2,
      last: -0.125
    ),
    // Integrate and fire; the membrane fires on reaching the threshold exactly.
    Trace(
      beta: 1,
      reset: .subtract,
      currents: [0.5, 0.5, 0.75, 0.5],
      membrane: [0.5, 1, 0.75, 1.25],
      spikes: 2,
      last: 0.25
    ),
    Trace(
      beta: 1,
      reset: .zero,
      currents: [0.5, 0.5, 0.75, 0.5],
      membrane: [0.5, 1, 0.75, 1.25],
      spikes: 2,
      last: 0
    ),
  ]

  @Test("A neuron follows the trace computed by hand", arguments: traces, InstructionSet.available)
  func follows(trace: Trace, instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    let (steps, neurons) = (trace.currents.count, 16 * 5)
    var neuron = vk_neuron(
      beta: trace.beta,
      threshold: 1,
      reset_value: trace.resetValue,
      reset: Int32(trace.reset == .zero ? VK_RESET_ZERO : VK_RESET_SUBTRACT),
      detach_reset: 1,
      surrogate: Int32(VK_FAST_SIGMOID),
      surrogate_shape: 25
    )
    let currents = trace.currents.flatMap { [Float](repeating: $0, count: neurons) }
    var membrane = [Float](repeating: 0, count: steps * neurons)
    var spikes = [Float](repeating: 0, count: neurons)
    var last = spikes
    kernels.lif_forward(
      &neuron,
      Int32(steps),
      neurons,
      currents,
      neurons,
      &membrane,
      &spikes,
      &last
    )
    for index in 0..<neurons {
      let found: [Float] = (0..<steps).map { membrane[$0 * neurons + index] }
      #expect(found == trace.membrane)
      #expect(spikes[index] == trace.spikes)
      #expect(last[index] == trace.last)
    }
  }

  @Test("A membrane that never fires decays and adds", arguments: InstructionSet.available)
  func integrator(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    let currents = [Float](repeating: 1, count: 16)
    var membrane = [Float](repeating: 0, count: 48)
    var total = [Float](repeating: 0, count: 16)
    kernels.integrator_forward(0.5, 3, 16, currents, 0, &membrane, &total)
    let trace: [Float] = [membrane[3], membrane[19], membrane[35]]
    #expect(trace == [1, 1.5, 1.75])
    #expect(total[15] == 4.25)
  }
}
