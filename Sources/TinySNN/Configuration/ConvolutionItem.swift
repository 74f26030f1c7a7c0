import SpikingNetworks

/// A convolution as the configuration spells it.
public struct ConvolutionItem: Codable, Hashable, Sendable {
  /// The item of `network`.
  public var kind: Kind
  /// Which input channels reach which output channels.
  public var filters: FilterSpec
  /// The window.
  public var kernel: WindowSides
  /// The distance between two windows.
  public var stride: WindowSides
  /// The zeros around the input.
  public var padding: Padding
  /// Whether every output channel has a constant input current.
  public var bias: Bool

  /// Describes the spellings of a convolution.
  public enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
    /// Every input channel of a group reaches every output channel of it.
    case conv
    /// Every input channel has output channels of its own.
    case depthwise
    /// As `conv`, along the one row of a signal.
    case conv1d

    /// The key in `network`.
    var itemKind: NetworkItemKind {
      switch self {
      case .conv: .conv
      case .depthwise: .depthwise
      case .conv1d: .conv1d
      }
    }
  }

  /// Describes the zeros around the input.
  public enum Padding: Codable, Hashable, Sendable {
    /// None.
    case valid
    /// As many as keep the size under stride 1: (kernel - 1) / 2 on each side of an odd kernel.
    case same
    /// This many on each side.
    case sides(WindowSides)
  }

  /// Reads the item, which sees activations of `shape`; nil if they are not known.
  init(_ kind: Kind, _ section: ConfigReader, shape: SampleShape?) {
    self.kind = kind
    let spelling = Self.spelling(kind, shape: shape)
    switch kind {
    case .conv, .conv1d:
      filters = .grouped(
        channels: section.int("channels", in: 1...4096),
        groups: section.int("groups", in: 1...4096, default: 1)
      )
    case .depthwise:
      filters = .depthwise(multiplier: section.int("multiplier", in: 1...4096, default: 1))
    }
    kernel = section.sides("kernel", spelling)
    stride = section.sides("stride", spelling, default: .equal(1))
    padding = section.padding(spelling)
    bias = section.bool("bias", default: true)
    if padding == .same {
      let extent = kernel.extent(lineRows: spelling.lineRows(1))
      if extent.height.isMultiple(of: 2) || extent.width.isMultiple(of: 2) {
        section.report(
          "expected an odd kernel with padding 'same' at \(section.path("kernel")), "
            + "found \(extent.height) x \(extent.width)",
          at: section.peek("kernel")?.origin ?? section.origin,
          key: "kernel"
        )
      }
    }
    section.finish()
  }

  /// Returns the convolution of activations of `shape`.
  func spec(shape: SampleShape?) -> ConvolutionSpec {
    let spelling = Self.spelling(kind, shape: shape)
    let extent = kernel.extent(lineRows: spelling.lineRows(1))
    let zeros: Extent =
      switch padding {
      case .valid: Extent(0)
      case .same: Extent(height: (extent.height - 1) / 2, width: (extent.width - 1) / 2)
      case .sides(let sides): sides.extent(lineRows: spelling.lineRows(0))
      }
    return ConvolutionSpec(
      filters: filters,
      kernel: extent,
      stride: stride.extent(lineRows: spelling.lineRows(1)),
      padding: zeros,
      bias: bias
    )
  }

  private static func spelling(_ kind: Kind, shape: SampleShape?) -> WindowSpelling {
    switch kind {
    case .conv: .square
    case .depthwise: shape?.height == 1 ? .row : .square
    case .conv1d: .rowOnly
    }
  }

  /// The canonical spelling of what stands below the item's key.
  var pairs: [(String, ConfigNode)] {
    let window = [("kernel", kernel.node), ("stride", stride.node), ("padding", padding.node)]
    return switch filters {
    case .grouped(let channels, let groups):
      [("channels", .int(channels))] + window + [("groups", .int(groups)), ("bias", .bool(bias))]
    case .depthwise(let multiplier):
      [("multiplier", .int(multiplier))] + window + [("bias", .bool(bias))]
    }
  }
}

extension ConvolutionItem.Padding {
  fileprivate var node: ConfigNode {
    switch self {
    case .valid: .string("valid")
    case .same: .string("same")
    case .sides(let sides): sides.node
    }
  }
}

extension ConfigReader {
  fileprivate func padding(_ spelling: WindowSpelling) -> ConvolutionItem.Padding {
    guard let node = take("padding") else { return .valid }
    let range = 0...254
    switch node.content {
    case .scalar(.string("valid")): return .valid
    case .scalar(.string("same")): return .same
    default:
      guard let sides = spelling.sides(node, in: range, single: 0) else {
        return wrong(node, "padding", "valid | same | \(spelling.expected(range))", .valid)
      }
      return sides == .equal(0) ? .valid : .sides(sides)
    }
  }
}
