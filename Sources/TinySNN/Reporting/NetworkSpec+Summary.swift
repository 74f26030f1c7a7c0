import SpikingNetworks

extension NetworkSpec {
  /// The architecture in a few words, for example `64-32-10, T=8, direct` or `12C5-P2-10, T=8, direct`.
  ///
  /// A network of dense layers begins with its inputs. `12C5` is a convolution of 12 channels with a
  /// kernel of 5 x 5, `DW3` a depthwise one, `P2`, `AP2` and `MP2` pool sums, averages and maxima,
  /// `32R` is recurrent.
  public var summary: String {
    let isDense = layers.allSatisfy { $0.currentPool == nil && $0.inputPool == nil && $0.isDense }
    let parts = (isDense ? ["\(input.shape.count)"] : []) + layers.flatMap(\.summaryParts)
    let time = isRectified ? "relu" : "T=\(input.timesteps), \(input.coding.rawValue)"
    return parts.joined(separator: "-") + ", " + time
  }
}

extension NetworkSpec {
  /// Each layer in a few characters: the pooling before it, and the inputs and neurons of a dense layer or
  /// the synapses of a convolution with the rows, columns and channels of its neurons.
  ///
  /// For example `12C3 to 8x8x12` and `MP2 192x10`.
  var structures: [String] {
    zip(layers, geometries).map { layer, geometry in
      let neurons = geometry.neurons
      let body =
        layer.isDense
        ? "\(geometry.pooled.count)x\(layer.connectionSummary)"
        : ([layer.connectionSummary, layer.currentPool?.summary].compactMap { $0 }
          + ["to", "\(neurons.height)x\(neurons.width)x\(neurons.channels)"])
          .joined(separator: " ")
      return [layer.inputPool?.summary, body].compactMap { $0 }.joined(separator: " ")
    }
  }
}

extension LayerSpec {
  fileprivate var isDense: Bool {
    switch connection {
    case .dense: true
    case .convolution: false
    }
  }

  /// The synapses in a few characters, for example `12C5`.
  var connectionSummary: String {
    switch connection {
    case .dense(let units, _): "\(units)" + (isRecurrent ? "R" : "")
    case .convolution(let convolution): convolution.summary
    }
  }

  fileprivate var summaryParts: [String] {
    [inputPool?.summary, connectionSummary, currentPool?.summary].compactMap { $0 }
  }
}

extension ConvolutionSpec {
  fileprivate var summary: String {
    let head: String
    var groupText = ""
    switch filters {
    case .grouped(let channels, let groups):
      head = "\(channels)C"
      if groups > 1 { groupText = "g\(groups)" }
    case .depthwise(let multiplier): head = (multiplier > 1 ? "\(multiplier)" : "") + "DW"
    }
    let strideText =
      stride == Extent(1) || kernel.isRow && stride.width == 1 ? "" : "s" + stride.summary
    return head + kernel.summary + strideText + groupText
  }
}

extension PoolSpec {
  fileprivate var summary: String {
    let head =
      switch kind {
      case .sum: "P"
      case .average: "AP"
      case .max: "MP"
      }
    return head + size.summary
  }
}

extension Extent {
  fileprivate var isRow: Bool { height == 1 }

  /// One number for a square, else rows and columns.
  fileprivate var summary: String { height == width ? "\(width)" : "\(height)x\(width)" }
}
