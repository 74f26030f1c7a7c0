import SpikingNetworks
import Testing

@testable import Quantization

/// Geometries that the device cannot hold, each one change away from one that it can.
@Suite struct GeometryValidationTests {
  private let shape = SampleShape(channels: 2, height: 1, width: 3)
  private let sides = "layer1: a side of its input or of its currents lies outside 1...65528"
  private let windows = "layer1: windows that are empty, too large, or lie in the padding alone"

  /// A network of one layer that reads its own input, with as many weights as the geometry says.
  private func network(_ geometry: LayerGeometry, _ pool: PoolKind? = nil) -> QuantizedNetwork {
    plainNetwork(
      geometry.input,
      [
        plainLayer(
          geometry,
          pool,
          weights: [Int16](repeating: 1, count: max(geometry.weightCount, 0))
        )
      ]
    )
  }

  /// Expects that `last` is legal, and `next` refused for `reason`.
  private func refuse(
    _ reason: String,
    _ last: LayerGeometry,
    _ next: LayerGeometry,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: Never.self, sourceLocation: sourceLocation) { try network(last).validate() }
    expectRefusal(reason, sourceLocation: sourceLocation) { try network(next).validate() }
  }

  private func geometry(
    inputs: Int = 2,
    kernel: Extent = Extent(height: 1, width: 2),
    stride: Extent = Extent(1),
    padding: Extent = Extent(0),
    groups: Int = 1,
    channels: Int = 4,
    currentWindow: Extent = Extent(1)
  ) -> LayerGeometry {
    LayerGeometry(
      input: SampleShape(channels: inputs, height: 1, width: 3),
      kernel: kernel,
      stride: stride,
      padding: padding,
      groups: groups,
      channels: channels,
      currentWindow: currentWindow
    )
  }

  @Test("Groups divide the channels on both sides")
  func groups() {
    let legal = geometry(groups: 2, channels: 4)
    let reason = "layer1: 2 groups do not divide its channels"
    refuse(reason, legal, geometry(inputs: 3, groups: 2, channels: 4))
    refuse(reason, legal, geometry(groups: 2, channels: 3))
    refuse("layer1: 3 groups do not divide its channels", legal, geometry(groups: 3, channels: 4))
    refuse("layer1: 0 groups do not divide its channels", legal, geometry(groups: 0, channels: 4))
  }

  @Test("The padding is smaller than the kernel along each axis")
  func padding() {
    func padded(_ height: Int, _ width: Int, kernel: Extent) -> LayerGeometry {
      geometry(kernel: kernel, padding: Extent(height: height, width: width))
    }
    let flat = Extent(height: 1, width: 2)
    refuse(windows, padded(0, 1, kernel: flat), padded(0, 2, kernel: flat))
    refuse(windows, padded(0, 0, kernel: flat), padded(1, 0, kernel: flat))
    refuse(windows, padded(0, 0, kernel: Extent(1)), padded(0, -1, kernel: Extent(1)))
    let high = Extent(height: 3, width: 2)
    refuse(windows, padded(2, 0, kernel: high), padded(3, 0, kernel: high))
  }

  @Test("Kernels, strides and windows hold a place at least, and kernels fit their input")
  func extents() {
    let legal = geometry()
    refuse(windows, legal, geometry(kernel: Extent(height: 1, width: 0)))
    refuse(windows, legal, geometry(stride: Extent(height: 1, width: 0)))
    refuse(windows, legal, geometry(currentWindow: Extent(height: 1, width: 0)))
    refuse(
      sides,
      geometry(kernel: Extent(height: 1, width: 3)),
      geometry(kernel: Extent(height: 1, width: 4))
    )
    refuse(
      "layer1: 6 inputs and 0 neurons; legal are 1...65528",
      geometry(currentWindow: Extent(height: 1, width: 2)),
      geometry(currentWindow: Extent(height: 1, width: 3))
    )
  }

  @Test("Indices have 16 bits")
  func counts() {
    refuse(
      sides,
      .dense(inputs: 1, units: 65_528),
      .dense(inputs: 1, units: 65_529)
    )
    refuse(
      "the network: a sample of 1 x 1 x 65529; legal are sides of 1...65528",
      .dense(inputs: 65_528, units: 1),
      .dense(inputs: 65_529, units: 1)
    )
  }

  @Test("A layer reads the shape in front of it; only dense ones have no use for the arrangement")
  func chain() {
    expectRefusal(
      of: network(geometry()),
      "layer1: it has 1 x 3 x 2 inputs and receives 2 x 3 x 1"
    ) {
      $0.input.shape = SampleShape(channels: 1, height: 2, width: 3)
    }
    var dense = network(.dense(inputs: 6, units: 2))
    dense.input.shape = SampleShape(channels: 1, height: 2, width: 3)
    #expect(throws: Never.self) { try dense.validate() }
  }

  @Test("A pooling of inputs has a window and a kind, and no layer pools the sample")
  func pools() {
    let reason = "layer2: a pooling of its inputs without a kind, or a kind without a pooling"
    func pooled(_ window: Extent) -> LayerGeometry {
      LayerGeometry(input: shape, inputWindow: window, kernel: Extent(1), channels: 2)
    }
    let copy = plainLayer(
      LayerGeometry(input: shape, kernel: Extent(1), channels: 2),
      weights: [1, 0, 0, 1],
      threshold: [1]
    )
    func network(_ window: Extent, _ kind: PoolKind?) -> QuantizedNetwork {
      plainNetwork(shape, [copy, plainLayer(pooled(window), kind, weights: [1, 0, 0, 1])])
    }
    let window = Extent(height: 1, width: 2)
    expectRefusal(of: network(window, .sum), reason) { $0.layers[1].inputPool = nil }
    expectRefusal(of: network(Extent(1), nil), reason) { $0.layers[1].inputPool = .sum }
    expectRefusal("layer1: it pools the sample") {
      try self.network(pooled(window), .sum).validate()
    }
  }
}
