import CVectorKernels
import Testing

/// The sizes of a convolution and its plain definition, whole numbers throughout.
struct ConvolutionCase: Sendable, CustomTestStringConvertible {
  var input: (height: Int, width: Int, channels: Int)
  var kernel: (height: Int, width: Int)
  var stride = (y: 1, x: 1)
  var padding = (y: 0, x: 0)
  /// The padded number of output channels.
  var width = 16

  var output: (height: Int, width: Int) {
    (
      (input.height + 2 * padding.y - kernel.height) / stride.y + 1,
      (input.width + 2 * padding.x - kernel.width) / stride.x + 1
    )
  }

  var testDescription: String {
    "\(input.height)x\(input.width)x\(input.channels), kernel \(kernel.height)x\(kernel.width),"
      + " stride \(stride.y)x\(stride.x), padding \(padding.y)x\(padding.x), width \(width)"
  }

  var shape: vk_convolution {
    vk_convolution(
      in_height: Int32(input.height),
      in_width: Int32(input.width),
      in_channels: Int32(input.channels),
      out_height: Int32(output.height),
      out_width: Int32(output.width),
      width: Int32(width),
      kernel_height: Int32(kernel.height),
      kernel_width: Int32(kernel.width),
      stride_y: Int32(stride.y),
      stride_x: Int32(stride.x),
      pad_y: Int32(padding.y),
      pad_x: Int32(padding.x)
    )
  }

  var area: Int { kernel.height * kernel.width }
  var positions: Int { input.height * input.width }
  var inputs: Int { positions * input.channels }
  var outputs: Int { output.height * output.width }
  var weightCount: Int { area * input.channels * width }
  /// The padded number of input channels.
  var inputPitch: Int { (input.channels + 15) / 16 * 16 }

  /// Calls `body` with the input place, the kernel place and the output place of every pair that meets.
  func forEachPair(_ body: (_ from: Int, _ place: Int, _ to: Int) -> Void) {
    for oy in 0..<output.height {
      for ox in 0..<output.width {
        for ky in 0..<kernel.height {
          for kx in 0..<kernel.width {
            let (y, x) = (oy * stride.y + ky - padding.y, ox * stride.x + kx - padding.x)
            guard 0..<input.height ~= y, 0..<input.width ~= x else { continue }
            body(y * input.width + x, ky * kernel.width + kx, oy * output.width + ox)
          }
        }
      }
    }
  }

  /// The currents [outputs][width] of an image [positions][channels].
  func currents(_ image: [Float], weights: [Float], initial: [Float]?) -> [Float] {
    var result = (0..<outputs).flatMap { _ in initial ?? [Float](repeating: 0, count: width) }
    forEachPair { from, place, to in
      for channel in 0..<input.channels where image[from * input.channels + channel] != 0 {
        let row = (place * input.channels + channel) * width
        let value = image[from * input.channels + channel]
        for lane in 0..<width { result[to * width + lane] += value * weights[row + lane] }
      }
    }
    return result
  }

  /// The gradient of the weights from that of the currents.
  func weightGradient(_ image: [Float], delta: [Float]) -> [Float] {
    var result = [Float](repeating: 0, count: weightCount)
    forEachPair { from, place, to in
      for channel in 0..<input.channels where image[from * input.channels + channel] != 0 {
        let row = (place * input.channels + channel) * width
        let value = image[from * input.channels + channel]
        for lane in 0..<width { result[row + lane] += value * delta[to * width + lane] }
      }
    }
    return result
  }

  /// The gradient of the input, [positions][inputPitch], from that of the first `channels` currents.
  func inputGradient(_ delta: [Float], weights: [Float], channels: Int) -> [Float] {
    var result = [Float](repeating: 0, count: positions * inputPitch)
    forEachPair { from, place, to in
      for channel in 0..<input.channels {
        let row = (place * input.channels + channel) * width
        for lane in 0..<channels {
          result[from * inputPitch + channel] += delta[to * width + lane] * weights[row + lane]
        }
      }
    }
    return result
  }

  /// `delta` with the border of kernel - 1 zeros that the backward kernels ask for.
  func padded(_ delta: [Float]) -> [Float] {
    let columns = output.width + 2 * (kernel.width - 1)
    let rows = output.height + 2 * (kernel.height - 1)
    var result = [Float](repeating: 0, count: rows * columns * width)
    for place in 0..<outputs {
      let (y, x) = (place / output.width, place % output.width)
      let to = ((y + kernel.height - 1) * columns + x + kernel.width - 1) * width
      for lane in 0..<width { result[to + lane] = delta[place * width + lane] }
    }
    return result
  }

  /// The weights as [output][kernel row][kernel column][inputPitch], with `border` zeros around a kernel.
  func transposed(_ weights: [Float], channels: Int, border: (y: Int, x: Int) = (0, 0)) -> [Float] {
    let rows = kernel.height + 2 * border.y
    let columns = kernel.width + 2 * border.x
    var result = [Float](repeating: 0, count: channels * rows * columns * inputPitch)
    for place in 0..<area {
      let (y, x) = (place / kernel.width + border.y, place % kernel.width + border.x)
      for channel in 0..<input.channels {
        for output in 0..<channels {
          result[((output * rows + y) * columns + x) * inputPitch + channel] =
            weights[(place * input.channels + channel) * width + output]
        }
      }
    }
    return result
  }

  /// The lists of an image, by place.
  func lists(_ image: [Float], images: Int = 1, repeats: Bool = false) -> EventLists {
    EventLists(
      image,
      rows: images,
      columns: inputs,
      period: input.width * input.channels,
      places: input.channels,
      repeats: repeats
    )
  }
}
