import CVectorKernels

@testable import Quantization
@testable import SpikingNetworks

/// The integers of one layer behind what the kernels wrote, after one step of one sample.
struct EngineState {
  var spikes: [Bool] = []
  /// After the reset.
  var membranes: [Int32] = []
  /// After the step of those that fired; empty in a layer whose thresholds do not adapt.
  var rises: [Int32] = []
  /// The synaptic currents; nil where the engine keeps none.
  ///
  /// The kernels hold them in registers from step to step and write them only for the next step of a recurrent
  /// layer: they are there after the last step of such a layer. All others show in the membranes alone.
  var currents: [Int32]?

  /// Whether this is all of `trace` that the engine keeps.
  func equals(_ trace: LayerTrace) -> Bool {
    spikes == trace.spikes && membranes == trace.membranes && rises == trace.rises
      && (currents.map { $0 == trace.currents } ?? true)
  }
}

extension ShardWorkspace {
  /// The integers behind what the kernels wrote.
  func states(
    layer index: Int,
    step: Int,
    sample: Int,
    _ network: NetworkState
  ) -> EngineState {
    let (layer, state) = (layers[index], network.layers[index])
    let plan = layer.plan
    var result = EngineState()
    guard let neuron = state.integers?.neuron else { return result }
    let carried = layer.carriedIntegers[1]
    let isCarried = carried.count > 0 && step + 1 == layer.steps
    if isCarried { result.currents = [] }
    for place in 0..<plan.positions {
      for channel in 0..<plan.channels {
        let own = sample * plan.neurons + place * plan.width + channel
        let at = step * samples * plan.neurons + own
        // Membranes of 24 bits need the quotient in more digits than a float has.
        let unit = Double(neuron.unit[channel])
        let distance = Int32((Double(layer.membrane.base[at]) / unit).rounded())
        let isAdaptive = layer.rise.count > 0
        let rise = isAdaptive ? Int32((Double(layer.rise.base[at]) / unit).rounded()) : 0
        // The comparison that the rest of the engine makes.
        let fires = plan.fires && layer.membrane.base[at] >= state.thresholds[channel]
        let reset =
          plan.spec.neuron.firing?.reset == .zero
          ? neuron.reset_value[channel] : distance - neuron.threshold[channel]
        result.spikes.append(fires)
        result.membranes.append(fires ? reset : distance + rise)
        // What the kernels write is the rise of the comparison, before its step.
        if isAdaptive {
          let raised = fires ? rise + neuron.rise_step[channel] : rise
          result.rises.append(min(raised, neuron.rise_limit))
        }
        if isCarried { result.currents?.append(carried.base[own]) }
      }
    }
    return result
  }
}
