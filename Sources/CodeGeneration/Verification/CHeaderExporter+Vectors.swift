import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// The text of `<name>_vectors.h`.
  func vectorsHeader(_ vectors: TestVectors) -> String {
    var writer = CWriter()
    let prefix = name.text
    let guardName = macro("VECTORS_H")
    writer.comment(
      provenance("\(prefix)_vectors.h - golden vectors of \(prefix).h.") + [
        "",
        "Synthetic inputs, the class of each, and one checksum per vector, step and layer over the",
        "neurons' state and spikes after that step (tinysnn_layer_checksum in \(RuntimeSource.fileName)).",
      ]
    )
    writer.line("\n#ifndef \(guardName)\n#define \(guardName)\n\n#include \"\(prefix).h\"\n")
    writer.macros([(macro("VECTOR_COUNT"), "\(vectors.vectors.count)U")])
    let stepBytes = 4 * plan.layers.count
    let checksumBytes = vectors.vectors.reduce(0) { $0 + $1.trace.steps.count } * stepBytes
    let inputBytes = vectors.vectors.count * network.input.sampleBytes
    if PartedTable.isParted(max(checksumBytes, inputBytes)) { writePart(&writer) }
    writer.section("Inputs: \(sampleBytes) bytes per vector")
    writeVectorTable("inputs", vectors.vectors.flatMap(\.input), &writer)
    writer.section("Classes: two bytes per vector, low byte first")
    writeVectorTable(
      "classes",
      vectors.vectors.flatMap {
        [
          UInt8(truncatingIfNeeded: $0.trace.prediction),
          UInt8(truncatingIfNeeded: $0.trace.prediction >> 8),
        ]
      },
      &writer
    )
    if isRate {
      writer.section("Numbers of the samples, for the random draws: two bytes per vector")
      writeVectorTable(
        "samples",
        vectors.vectors.flatMap {
          [UInt8(truncatingIfNeeded: $0.sample), UInt8(truncatingIfNeeded: $0.sample >> 8)]
        },
        &writer
      )
    }
    writer.section("Checksums: [vector][step][layer]")
    var checksums = PartedTable(
      "\(prefix)_vector_checksums",
      attributes: [macro("CONST")],
      part: macro("PART"),
      bytes: checksumBytes
    )
    checksums.open(&writer)
    for (index, vector) in vectors.vectors.enumerated() {
      writer.line("    /* vector \(index), class \(vector.trace.prediction) */")
      for step in vector.trace.steps {
        checksums.add(stepBytes, &writer)
        let words = zip(step, plan.layers).map { trace, layer in
          String(word: StateChecksum.checksum(of: trace, fires: layer.fires))
        }
        writer.line(
          "    " + words.map { "TINYSNN_BYTES32(UINT32_C(\($0)))," }.joined(separator: " ")
        )
      }
    }
    checksums.close(&writer)
    writer.section("The same of a state")
    writer.line(
      """
      #if !defined(\(macro("SPLIT"))) || defined(\(macro("IMPLEMENTATION")))
      static inline uint32_t \(prefix)_checksum(const \(prefix)_state_t *state, uint8_t layer)
      {
          switch (layer) {
      """
    )
    for (index, layer) in plan.layers.enumerated() {
      func state(_ suffix: String, _ exists: Bool) -> String {
        exists ? "state->\(layer.identifier.text)_\(suffix)" : "NULL"
      }
      writer.line(
        """
            \(index + 1 == plan.layers.count ? "default" : "case \(index)U"):
                return tinysnn_layer_checksum(
                    &\(object(layer, "layer")), \(state("membranes", true)),
                    \(state("synapses", layer.synapseType != nil)), \(state("rises", layer.riseType != nil)),
                    \(state("spikes", layer.fires)));
        """
      )
    }
    writer.line("    }\n}\n#endif\n\n#endif /* \(guardName) */")
    return writer.text
  }

  private func writeVectorTable(_ suffix: String, _ bytes: [UInt8], _ writer: inout CWriter) {
    writer.table(
      "\(name.text)_vector_\(suffix)",
      attributes: [macro("CONST")],
      part: macro("PART"),
      bytes
    )
  }
}
