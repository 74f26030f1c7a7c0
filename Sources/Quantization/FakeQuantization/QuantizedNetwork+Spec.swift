import SpikingNetworks

extension QuantizedNetwork {
  /// The structure of the network; the numbers of its neurons stand for nothing.
  public var structure: NetworkSpec {
    NetworkSpec(input: input, layers: layers.map(\.structure), readout: readout)
  }
}

extension QuantizedLayer {
  fileprivate var structure: LayerSpec {
    LayerSpec(
      name: name,
      inputPool: inputPool.map { PoolSpec(kind: $0, size: geometry.inputWindow) },
      connection: connection,
      currentPool: geometry.currentWindow.area > 1
        ? PoolSpec(kind: .max, size: geometry.currentWindow) : nil,
      isRecurrent: recurrence != nil,
      neuron: NeuronSpec(
        beta: 1,
        firing: firing.map { firing in
          FiringSpec(
            threshold: 1,
            reset: firing.reset,
            adaptation: firing.adaptation.map { _ in AdaptationSpec(decay: 1, step: 0) }
          )
        },
        synapticDecay: synapse.map { _ in 1 }
      )
    )
  }

  private var connection: ConnectionSpec {
    if geometry.isDense && geometry.currentWindow.area == 1 {
      return .dense(units: geometry.channels, bias: false)
    }
    return .convolution(
      ConvolutionSpec(
        filters: .grouped(channels: geometry.channels, groups: geometry.groups),
        kernel: geometry.kernel,
        stride: geometry.stride,
        padding: geometry.padding,
        bias: false
      )
    )
  }
}
