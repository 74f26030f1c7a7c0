import FixedPoint
import Quantization
import SpikingNetworks

/// How `run` goes through the steps of a sample; the integers are the same in any order.
enum WindowOrder: Hashable, Sendable {
  /// Step by step, all layers in each.
  case steps
  /// The first layer through all steps, neuron by neuron, then the others step by step.
  case firstLayer
  /// The first layer likewise, then the second and last one, which reads each weight once for several steps.
  case bothLayers

  /// The widest last layer for which reading weights once beats adding rows of eight neurons at a time.
  static let widestColumns = 16

  /// Chooses the order of `layers`, which run `timesteps` steps.
  init(_ layers: [DeviceLayer], timesteps: Int) {
    let (first, last) = (layers[0], layers[layers.count - 1])
    // Spikes take the places of the currents that made them.
    let holdsHistories = timesteps <= 8 * first.currentType.bytes
    guard layers.count > 1, first.isLoaded, first.recurrence == nil, first.fires, holdsHistories
    else {
      self = .steps
      return
    }
    let readsColumns =
      layers.count == 2 && last.window == nil && !last.layer.poolsByOr && last.recurrence == nil
      && !last.weights.isSparse && !last.sumsWrap && last.layer.outputCount <= Self.widestColumns
    self = readsColumns ? .bothLayers : .firstLayer
  }
}
