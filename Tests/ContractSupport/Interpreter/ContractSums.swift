import Quantization
import SpikingNetworks

/// The weighted sums of one layer in one step, without recurrent ones.
struct ContractSums {
  private let layer: QuantizedLayer
  /// The inputs after their pooling, [row][column][channel] in one array.
  private let pooled: [Int]
  /// The rows and columns of `pooled`; what a window leaves over is dropped.
  private let height: Int
  private let width: Int

  init(_ layer: QuantizedLayer, _ inputs: [Int]) {
    self.layer = layer
    let sizes = layer.geometry
    let (window, input) = (sizes.inputWindow, sizes.input)
    let (height, width) = (input.height / window.height, input.width / window.width)
    (self.height, self.width) = (height, width)
    pooled = (0..<height * width * input.channels).map { index in
      let channel = index % input.channels
      let place = index / input.channels
      let (y, x) = (place / width, place % width)
      var sum = 0
      for row in y * window.height..<(y + 1) * window.height {
        for column in x * window.width..<(x + 1) * window.width {
          sum += inputs[(row * input.width + column) * input.channels + channel]
        }
      }
      return layer.inputPool == .max ? min(sum, 1) : sum
    }
  }

  /// The sums at each place of the window of pooled currents of `neuron`.
  func places(of neuron: Int) -> [Int] {
    let sizes = layer.geometry
    let (place, channel) = (neuron / sizes.channels, neuron % sizes.channels)
    let window = sizes.currentWindow
    let (y, x) = (place / sizes.neurons.width, place % sizes.neurons.width)
    return (0..<window.height * window.width).map { index in
      sum(
        y * window.height + index / window.width,
        x * window.width + index % window.width,
        channel
      )
    }
  }

  /// The sum over the kernel and the input channels of the group of `channel`.
  private func sum(_ y: Int, _ x: Int, _ channel: Int) -> Int {
    let sizes = layer.geometry
    let channels = sizes.input.channels
    let outputs = sizes.channels / sizes.groups
    let inputs = channels / sizes.groups
    let group = channel / outputs
    var sum = 0
    for row in 0..<sizes.kernel.height {
      for column in 0..<sizes.kernel.width {
        let top = y * sizes.stride.height + row - sizes.padding.height
        let left = x * sizes.stride.width + column - sizes.padding.width
        // The padding is zeros.
        guard (0..<height).contains(top), (0..<width).contains(left) else { continue }
        for input in group * inputs..<(group + 1) * inputs {
          let position = row * sizes.kernel.width + column
          let weight = (position * channels + input) * outputs + channel % outputs
          let value = (top * width + left) * channels + input
          sum += Int(layer.weights.values[weight]) * pooled[value]
        }
      }
    }
    return sum
  }
}
