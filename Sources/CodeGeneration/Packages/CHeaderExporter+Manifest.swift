import CTinySNN
import Foundation
import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// The text of `manifest.json`: the same model gives the same bytes.
  ///
  /// - Parameters:
  ///   - vectors: The number of golden vectors.
  ///   - files: The other files of the export.
  func manifest(vectors: Int, files: [CSourceBundle.File]) -> String {
    let footprint = MemoryFootprint(of: network, ranges: plan.layers.map(\.ranges))
    let input = network.input
    let manifest = Manifest(
      name: name.text,
      description: summary,
      version: origin.version,
      runtimeVersion: Int(TINYSNN_RUNTIME_VERSION),
      configHash: origin.configHash,
      modelHash: origin.modelHash,
      input: Manifest.Input(
        height: input.shape.height,
        width: input.shape.width,
        channels: input.shape.channels,
        count: input.shape.count,
        coding: input.coding.rawValue,
        bits: input.bits,
        maximum: input.maximum,
        scale: 1 / Double(input.maximum),
        timesteps: input.timesteps,
        frameBytes: input.frames?.frameBytes,
        encodingKey: isRate ? "0x" + String(network.encodingSeed, radix: 16) : nil
      ),
      classes: network.classCount,
      readout: readoutText,
      sizes: Manifest.Sizes(
        flashBytes: footprint.flashBytes,
        decoderBytes: footprint.decoderBytes,
        tableBytes: tableBytes,
        stateBytes: stateBytes
      ),
      layers: plan.layers.indices.map {
        ManifestLayer(
          plan.layers[$0],
          bytes: footprint.layerBytes[$0],
          units: network.membraneUnits(ofLayer: $0)
        )
      },
      vectors: vectors,
      packages: ExportPackage.allCases.filter { packages.contains($0) || $0 == .header }
        .map(\.rawValue),
      files: files.map(\.name)
    )
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(manifest), as: UTF8.self) + "\n"
    } catch {
      preconditionFailure("a valid network has finite scales: \(error)")
    }
  }

  private var readoutText: String {
    switch network.readout {
    case .spikeCount: "spike_count"
    case .membrane(let score): "membrane_\(score.rawValue)"
    }
  }
}
