import CTinySNN
import Quantization

/// A table of weights as the runtime takes it.
struct DeviceWeights: Sendable {
  /// The bytes that the place of a row can count: it has 24 bits beside its factor.
  static let longestTable = 1 << 24

  let grid: WeightGrid
  let bits: Int
  let storage: WeightStorage
  /// The packed rows.
  let table: [UInt8]

  /// Packs `values` as `storage` says.
  init(_ values: [Int16], of weights: QuantizedWeights, _ storage: WeightStorage) {
    grid = weights.grid
    bits = weights.bits
    self.storage = storage
    table = PackedTables.weights(values, grid: grid, bits: bits, storage)
  }

  /// Whether only the weights that are not 0 are stored.
  var isSparse: Bool { storage.form.isSparse }

  /// The weights in the descriptor.
  var member: tinysnn_weights_t {
    tinysnn_weights_t(
      grid: RuntimeConstant(grid).code,
      bits: UInt8(bits),
      storage: RuntimeConstant(storage.form).code
    )
  }

  /// The weights in the text of the descriptor.
  ///
  /// - Parameter bitsMacro: What the header calls the width.
  func text(bitsMacro: String) -> String {
    "{\(RuntimeConstant(grid).name), \(bitsMacro), \(RuntimeConstant(storage.form).name)}"
  }
}
