import CTinySNN

/// One table of numbers of a layer's channels, as the header names and checks it.
struct DeviceTable: Sendable {
  /// What the table is called behind the layer's name.
  let suffix: String
  /// What the macro of its width is called behind the layer's name.
  let bitsMacro: String
  let bytes: [UInt8]
}

/// The tables of one layer in one piece of memory, for the runtime in process.
struct DeviceTables: Sendable {
  private let bytes: [UInt8]
  /// Where each table begins, in the order of `tinysnn_tables_t`; nil where there is none.
  private let places: [Int?]

  init(_ layer: DeviceLayer) {
    let tables: [[UInt8]?] = [
      layer.weights.table, layer.recurrence?.table, layer.bias.table, layer.decay.table,
      layer.threshold.table, layer.reset.table, layer.synapseDecay.table, layer.riseDecay.table,
      layer.step.table,
    ]
    var bytes: [UInt8] = []
    places = tables.map { table in
      guard let table else { return nil }
      // As `TINYSNN_ALIGN` does in an export: the runtime reads words of a table.
      bytes += [UInt8](repeating: 0, count: -bytes.count & 3)
      defer { bytes += table }
      return bytes.count
    }
    self.bytes = bytes
  }

  /// Calls `body` with the addresses of the tables.
  func withTables<Result>(_ body: (tinysnn_tables_t) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { buffer in
      func table(_ index: Int) -> UnsafePointer<UInt8>? {
        places[index].flatMap { place in buffer.baseAddress.map { $0 + place } }
      }
      return body(
        tinysnn_tables_t(
          weights: table(0),
          recurrence: table(1),
          biases: table(2),
          decays: table(3),
          thresholds: table(4),
          resets: table(5),
          alphas: table(6),
          rhos: table(7),
          steps: table(8)
        )
      )
    }
  }
}
