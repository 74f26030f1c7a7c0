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
      return text + "integers    \(artifact.model.spec.absenceOfIntegers)\n"
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
    for remark in layers.flatMap(\.remarks) { text += remark + "\n" }
    if let account = artifact.metrics.account {
      text += "\nactivity on validation data\n\n" + ActivityText(account).text
    }
    if let diagnosis = artifact.diagnosis {
      let origin =
        switch artifact.experiment.quantize.procedure.method {
        case .postTraining: "its float parameters"
        case .aware: "the real parameters that training through integers left"
        }
      text += "\nagainst \(origin), on \(diagnosis.samples) validation samples\n\n"
      text += diagnosis.table.text()
      for failure in diagnosis.failures { text += "unusable    \(failure)\n" }
    }
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
        floatStateBytes: artifact.model.spec.stateBytes,
        layers: layers,
        diagnosis: artifact.diagnosis
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
    var floatStateBytes: Int
    var layers: [LayerInspection]
    var diagnosis: QuantizationDiagnosis?

    private enum CodingKeys: String, CodingKey {
      case architecture, parameters, provenance, metrics, layers, diagnosis
      case flashBytes = "flash_bytes"
      case ramBytes = "ram_bytes"
      case floatStateBytes = "float_state_bytes"
    }
  }

  private var layers: [LayerInspection] {
    guard let network = artifact.network else { return [] }
    let structures = network.structure.structures
    return network.layers.indices.map { [ranges = BoundsAnalysis.ranges(of: network)] index in
      LayerInspection(network.layers[index], ranges[index], structures[index])
    }
  }
}
