import CTinySNN
import Quantization
import SpikingNetworks

extension DeviceLayer {
  /// The windows that the runtime takes, or nil for a layer that it runs as one matrix.
  var window: tinysnn_window_t? {
    guard layer.movesWindow else { return nil }
    let sizes = layer.geometry
    // A spike of a window that is summed adds the weights of the pooled input.
    let pool = layer.poolsByOr ? Extent(1) : sizes.inputWindow
    var result = tinysnn_window_t()
    result.input_width = UInt16(inputs.width)
    result.pool_height = UInt16(pool.height)
    result.pool_width = UInt16(pool.width)
    result.height = UInt16(sizes.pooled.height)
    result.width = UInt16(sizes.pooled.width)
    result.channels = UInt16(sizes.pooled.channels)
    result.kernel_height = UInt16(sizes.kernel.height)
    result.kernel_width = UInt16(sizes.kernel.width)
    result.stride_height = UInt16(sizes.stride.height)
    result.stride_width = UInt16(sizes.stride.width)
    result.padding_height = UInt16(sizes.padding.height)
    result.padding_width = UInt16(sizes.padding.width)
    result.group_inputs = UInt16(sizes.groupInputs)
    result.group_outputs = UInt16(sizes.groupOutputs)
    result.outputs = UInt16(sizes.channels)
    result.rows = UInt16(sizes.neurons.height)
    result.columns = UInt16(sizes.neurons.width)
    result.max_height = UInt16(sizes.currentWindow.height)
    result.max_width = UInt16(sizes.currentWindow.width)
    return result
  }
}
