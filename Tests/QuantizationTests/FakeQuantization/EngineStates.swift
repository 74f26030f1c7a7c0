import CVectorKernels

@testable import Quantization
@testable import SpikingNetworks

extension ShardWorkspace {
  /// The integers behind what the kernels wrote: spikes, and membranes after their reset.
  func states(
    layer index: Int,
    step: Int,
    sample: Int,
    _ network: NetworkState
  ) -> (spikes: [Bool], membranes: [Int32]) {
    let (layer, state) = (layers[index], network.layers[index])
    let plan = layer.plan
    let neuron = state.integers?.neuron
    var (spikes, membranes) = ([Bool](), [Int32]())
    for place in 0..<plan.positions {
      for channel in 0..<plan.channels {
        let at = (step * samples + sample) * plan.neurons + place * plan.width + channel
        guard let neuron else { continue }
        // Membranes of 24 bits need the quotient in more digits than a float has.
        let unit = Double(neuron.unit[channel])
        let distance = Int32((Double(layer.membrane.base[at]) / unit).rounded())
        let rise = layer.rise.count > 0 ? Int32((Double(layer.rise.base[at]) / unit).rounded()) : 0
        // The comparison that the rest of the engine makes.
        let fires = plan.fires && layer.membrane.base[at] >= state.thresholds[channel]
        let reset =
          plan.spec.neuron.firing?.reset == .zero
          ? neuron.reset_value[channel] : distance - neuron.threshold[channel]
        spikes.append(fires)
        membranes.append(fires ? reset : distance + rise)
      }
    }
    return (spikes, membranes)
  }
}
