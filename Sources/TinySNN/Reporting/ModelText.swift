import FixedPoint
import Foundation
import Quantization
import SpikingNetworks

/// What `tinysnn inspect`, `train` and `quantize` print about a model.
public struct ModelText: Sendable {
  /// The model.
  public let artifact: ModelArtifact

  /// Creates the text of a model.
  public init(_ artifact: ModelArtifact) {
    self.artifact = artifact
  }

  /// Everything that there is to know, as text.
  public var inspection: String {
    let provenance = artifact.provenance
    var text = training
    if let accuracy = artifact.metrics.validationAccuracy {
      text += "integer     \(NumberText.percent(accuracy)) on validation data"
      text += artifact.metrics.testAccuracy.map { ", \(NumberText.percent($0)) on test data" } ?? ""
      text += "\n"
    }
    text += "origin      tinysnn \(provenance.version), configuration \(provenance.configHash), "
    text += "seed \(provenance.seed), data set \(provenance.dataset)\n"
    guard let network = artifact.network else {
      return text + "integers    none yet; `tinysnn quantize` makes them\n"
    }
    let footprint = MemoryFootprint(of: network)
    let float = MemoryFootprint.floatBytes(of: artifact.model.spec)
    text += "flash       \(footprint.flashBytes) bytes (\(footprint.decoderBytes) for decoders), "
    text += "float32 parameters \(float): "
    text += "\(NumberText.fixed(Double(float) / Double(max(footprint.flashBytes, 1)), 1)) times\n"
    text += "ram         \(footprint.ramBytes) bytes\n"
    for (layer, count) in zip(network.layers, artifact.metrics.silentNeurons ?? [])
    where layer.firing != nil && count > 0 {
      text += "silent      \(count) of \(layer.outputCount) neurons of \(layer.name) "
      text += "fire on no validation sample\n"
    }
    text += "\n"
    text += table.text()
    return text
  }

  /// One row for each layer.
  private var table: TextTable {
    var table = TextTable(columns: [
      "layer", "structure", "weights", "threshold", "decay", "bias", "membrane", "guard", "bytes",
      "reachable", "overflow",
    ])
    for layer in layers {
      table.add([
        layer.name, layer.structure, layer.weights, layer.threshold, layer.decay,
        layer.bias, layer.membrane, "\(layer.guardBits)", "\(layer.flashBytes)",
        "\(layer.membraneRange.lower)...\(layer.membraneRange.upper)",
        layer.overflowCanHappen ? "possible" : "never",
      ])
    }
    return table
  }

  /// Returns the same as JSON.
  public func json() throws -> String {
    let footprint = artifact.network.map(MemoryFootprint.init(of:))
    return try PrettyJSON.text(
      Inspection(
        architecture: artifact.model.spec.summary,
        parameters: artifact.model.spec.parameterCount,
        provenance: artifact.provenance,
        metrics: artifact.metrics,
        flashBytes: footprint?.flashBytes,
        ramBytes: footprint?.ramBytes,
        layers: layers
      )
    )
  }

  private struct Inspection: Encodable {
    var architecture: String
    var parameters: Int
    var provenance: Provenance
    var metrics: ModelArtifact.Metrics
    var flashBytes: Int?
    var ramBytes: Int?
    var layers: [LayerInspection]

    private enum CodingKeys: String, CodingKey {
      case architecture, parameters, provenance, metrics, layers
      case flashBytes = "flash_bytes"
      case ramBytes = "ram_bytes"
    }
  }

  private var layers: [LayerInspection] {
    guard let network = artifact.network else { return [] }
    let structures = artifact.model.spec.structures
    return network.layers.indices.map { [ranges = BoundsAnalysis.ranges(of: network)] index in
      LayerInspection(network.layers[index], ranges[index], structures[index])
    }
  }
}

/// The precisions, bytes and proven ranges of one layer.
private struct LayerInspection: Encodable {
  var name: String
  var structure: String
  var inputs: Int
  var outputs: Int
  var channels: Int
  var kernel: [Int]
  var groups: Int
  var weights: String
  var threshold: String
  var decay: String
  var bias: String
  var membrane: String
  var guardBits: Int
  var flashBytes: Int
  var accumulatorRange: IntegerRange
  var membraneRange: IntegerRange
  var overflowCanHappen: Bool

  private enum CodingKeys: String, CodingKey {
    case name, structure, inputs, outputs, channels, kernel, groups, weights, threshold, decay,
      bias, membrane
    case guardBits = "guard_bits"
    case flashBytes = "flash_bytes"
    case accumulatorRange = "accumulator_range"
    case membraneRange = "membrane_range"
    case overflowCanHappen = "overflow_can_happen"
  }

  init(_ layer: QuantizedLayer, _ ranges: LayerRanges, _ structure: String) {
    name = layer.name
    self.structure = structure
    inputs = layer.inputCount
    outputs = layer.outputCount
    channels = layer.geometry.channels
    kernel = [layer.geometry.kernel.height, layer.geometry.kernel.width]
    groups = layer.geometry.groups
    weights = "\(layer.weights.bits) bit, \(layer.weights.granularity.rawValue)"
    threshold = layer.firing.map { Self.text($0.threshold, isSigned: false) } ?? "-"
    bias = layer.bias.map { Self.text($0, isSigned: true) } ?? "-"
    decay =
      switch layer.decay {
      case .none: "-"
      case .multiplier(let factors, let fractionBits, _, let rounding):
        "v*\(factors.count == 1 ? "\(factors[0])" : "D")/2^\(fractionBits) \(rounding.rawValue)"
      case .shift(let distances, _, let rounding):
        "v/2^\(distances.count == 1 ? "\(distances[0])" : "k") \(rounding.rawValue)"
      }
    membrane = "\(layer.membraneBits) bit, \(layer.overflow.rawValue)"
    guardBits = layer.guardBits
    flashBytes = layer.storedBytes
    accumulatorRange = ranges.accumulator
    membraneRange = ranges.membrane
    overflowCanHappen = ranges.overflowCanHappen
  }

  private static func text(_ integers: ScaledIntegers, isSigned: Bool) -> String {
    let one = integers.mantissas.count == 1 ? "\(integers.mantissas[0])" : "m"
    return "\(isSigned ? "s" : "u")\(integers.bits) \(one)*2^\(integers.exponent)"
  }
}
