import FixedPoint
import Quantization

/// The precisions of a network as the configuration spells them: defaults, and exceptions per layer.
public struct QuantizationPlan: Codable, Hashable, Sendable {
  /// How parameters become integers.
  public private(set) var procedure: QuantizationProcedure
  /// What holds for every layer that has no exception.
  public private(set) var defaults: LayerQuantization
  /// The exceptions, in the order of the layers.
  public private(set) var exceptions: [LayerException]
  /// The precisions of each layer, exceptions applied; shift decays may still be wider than 4 bits.
  public private(set) var layers: [LayerQuantization]
  private let layerNames: [String]

  /// The keys of one layer that differ from the defaults.
  public struct LayerException: Codable, Hashable, Sendable {
    /// The name of the layer.
    public var layer: String
    /// The keys below the layer with their values, for example `weights.bits`.
    public var settings: [Assignment]
  }

  /// Returns the precisions of every layer as the quantizer takes them.
  ///
  /// - Parameter needsOneScale: For each layer whether its weights need scale `tensor`. `channel` as a
  ///   default means the layers that can have it; as an exception for such a layer it stays, and the
  ///   quantizer refuses it.
  func spec(needsOneScale: [Bool]) -> QuantizationSpec {
    QuantizationSpec(
      layers: layers.indices.map { index in
        var layer = layers[index]
        layer.decay = layer.decay.legal
        layer.synapse.decay = layer.synapse.decay.legal
        layer.adaptation.decay = layer.adaptation.decay.legal
        if needsOneScale[index], !isExceptional("weights.scale", layer: layerNames[index]) {
          layer.weights.scale = .tensor
        }
        return layer
      }
    )
  }

  private func isExceptional(_ key: String, layer name: String) -> Bool {
    exceptions.contains { $0.layer == name && $0.settings.contains { $0.key == key } }
  }
}

extension DecayQuantization {
  /// What is wider than the kind allows has its largest width: 4 bits for a shift distance.
  fileprivate var legal: DecayQuantization {
    var result = self
    result.bits = min(bits, kind.legalBits.upperBound)
    return result
  }
}

extension QuantizationPlan {
  /// Reads the section `quantize` for layers of the given names.
  init(_ reader: ConfigReader, layerNames: [String]) {
    procedure = QuantizationProcedure(reader)
    let defaults = LayerQuantization(reader, default: .standard)
    let list = reader.section("layers")
    var exceptions: [LayerException] = []
    self.layers = layerNames.map { name in
      guard let node = list.take(name) else { return defaults }
      let section = ConfigReader(node, name: name, parent: list)
      let layer = LayerQuantization(section, default: defaults)
      section.finish()
      let settings = node.leaves(below: "")
      if !settings.isEmpty { exceptions.append(LayerException(layer: name, settings: settings)) }
      return layer
    }
    list.finish()
    if procedure.method == .aware, procedure.aware.stepSize == .learned,
      layers.contains(where: { $0.weights.grid.hasPowerOfTwoScale })
    {
      reader.report(
        "expected qat.step fixed at \(reader.path) for weights of the grid twos_complement, "
          + "whose scales are powers of two, found learned",
        at: reader.peek("qat")?.origin ?? reader.origin,
        key: "qat.step"
      )
    }
    reader.finish()
    self.layerNames = layerNames
    self.defaults = defaults
    self.exceptions = exceptions
  }

  /// The canonical spelling.
  var node: ConfigNode {
    let layers = exceptions.map { exception in
      var node = ConfigNode(.mapping([]))
      for setting in exception.settings {
        // Keys of a resolved plan lead through mappings only, so that setting cannot fail.
        try? node.set(
          setting.key.split(separator: ".").map(String.init),
          to: .scalar(setting.value),
          keyOrigin: .generated,
          file: nil
        )
      }
      return (exception.layer, node)
    }
    return .map(procedure.pairs + defaults.pairs + [("layers", .map(layers))])
  }
}

extension ConfigNode {
  /// The scalars of a tree of mappings, with their dotted keys.
  fileprivate func leaves(below prefix: String) -> [Assignment] {
    switch content {
    case .scalar(let value): return [Assignment(key: prefix, value: value)]
    case .mapping(let entries):
      return entries.flatMap { entry in
        entry.value.leaves(below: prefix.isEmpty ? entry.key : prefix + "." + entry.key)
      }
    case .null, .sequence: return []
    }
  }
}
