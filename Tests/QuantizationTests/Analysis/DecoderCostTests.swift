import Foundation
import SpikingNetworks
import Testing

@testable import Quantization

/// The costs of decoders against the table that is published.
@Suite struct DecoderCostTests {
  private enum Rows: CaseIterable {
    case dense, padded, sparse

    func cost(_ grid: WeightGrid, _ bits: Int, _ site: DecoderSite) -> Int? {
      switch self {
      case .dense: MemoryFootprint.decoderBytes(grid: grid, bits: bits, at: site)
      case .padded: MemoryFootprint.paddedDecoderBytes(grid: grid, bits: bits, at: site)
      case .sparse: MemoryFootprint.sparseDecoderBytes(grid: grid, bits: bits, at: site)
      }
    }
  }

  /// A line of the table: what it is called, the formats that it is about, and how their rows are stored.
  private static let lines: [(name: String, formats: [(WeightGrid, [Int])], rows: Rows)] = [
    ("8 bits", [(.symmetric, [8]), (.twosComplement, [8])], .dense),
    ("2 to 7 bits, ternary", narrow, .dense),
    ("16 bits", [(.symmetric, [16]), (.twosComplement, [16])], .dense),
    ("power of two", [(.powerOfTwo, [3, 4, 5])], .dense),
    ("binary", [(.binary, [1])], .dense),
    (
      "padded, 1, 2 and 4 bits",
      [(.symmetric, [2, 4]), (.twosComplement, [2, 4]), (.ternary, [2]), (.binary, [1])], .padded
    ),
    ("padded, 3 bits", [(.symmetric, [3]), (.twosComplement, [3])], .padded),
    ("sparse, 8 bits", [(.symmetric, [8]), (.twosComplement, [8])], .sparse),
    ("sparse, 2 to 7 bits, ternary", narrow, .sparse),
    ("sparse, 16 bits", [(.symmetric, [16]), (.twosComplement, [16])], .sparse),
    ("sparse, power of two", [(.powerOfTwo, [3, 4, 5])], .sparse),
  ]

  private static let narrow: [(WeightGrid, [Int])] = [
    (.symmetric, [2, 3, 4, 5, 6, 7]), (.twosComplement, [2, 3, 4, 5, 6, 7]), (.ternary, [2]),
  ]

  /// The cells of the published table by the name of their line: dense, convolution, groups; nil where empty.
  private func published() throws -> [String: [Int?]] {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../docs/numerics.md")
    let text = try String(contentsOf: source, encoding: .utf8)
    let head = "| decoder | dense, recurrent | convolution | groups, depthwise |"
    let lines = text.components(separatedBy: "\n")
    let start = try #require(lines.firstIndex(of: head))
    var table: [String: [Int?]] = [:]
    for line in lines[(start + 2)...].prefix(while: { $0.hasPrefix("|") }) {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      table[cells[0]] = cells.dropFirst().map { Int($0) }
    }
    return table
  }

  @Test("Every decoder costs what docs/numerics.md says, in every cell")
  func cells() throws {
    let table = try published()
    #expect(Set(table.keys) == Set(Self.lines.map(\.name)))
    var formats = Set<String>()
    for (name, grids, rows) in Self.lines {
      let cells = try #require(table[name])
      #expect(cells.count == 3)
      for (grid, widths) in grids {
        for bits in widths {
          let costs: [Int?] = [DecoderSite.dense, .convolution, .grouped].map {
            rows.cost(grid, bits, $0)
          }
          #expect(costs == cells, "\(name): \(grid) of \(bits) bits")
          formats.insert("\(grid) \(bits) \(rows)")
        }
      }
    }
    // Every legal format has its line.
    for grid in WeightGrid.allCases {
      for bits in grid.legalBits {
        for rows in Rows.allCases {
          let exists = rows.cost(grid, bits, .dense) != nil
          #expect(formats.contains("\(grid) \(bits) \(rows)") == exists)
        }
        #expect(formats.contains("\(grid) \(bits) dense"))
        #expect(formats.contains("\(grid) \(bits) sparse") == grid.hasZero)
      }
    }
  }

  @Test("Rows of a grid without 0 are never sparse, and those of groups are not")
  func never() {
    for site in DecoderSite.allCases {
      #expect(MemoryFootprint.sparseDecoderBytes(grid: .binary, bits: 1, at: site) == nil)
    }
    for grid in WeightGrid.allCases {
      for bits in grid.legalBits {
        #expect(MemoryFootprint.sparseDecoderBytes(grid: grid, bits: bits, at: .grouped) == nil)
      }
    }
  }

  @Test("Every table of a network pays for its decoder, at the site where it is")
  func network() {
    // 3 bits everywhere: a dense layer with recurrence, then a convolution, then groups.
    var dense = plainLayer(
      .dense(inputs: 2, units: 4),
      weights: [Int16](repeating: 1, count: 8),
      threshold: [3]
    )
    dense.recurrence = IntegerRecurrence(values: [Int16](repeating: 1, count: 16), factor: 15)
    dense.weights.bits = 3
    #expect(dense.weightStorage.decoderBytes == 44)
    #expect(dense.recurrentStorage?.decoderBytes == 44)
    #expect(
      MemoryFootprint(of: plainNetwork(dense.geometry.input, [dense])).decoderBytes == 88
    )
    func decoder(groups: Int) -> Int {
      let geometry = LayerGeometry(
        input: SampleShape(channels: 2, height: 1, width: 3),
        kernel: Extent(height: 1, width: 2),
        groups: groups,
        channels: 4
      )
      var layer = plainLayer(
        geometry,
        weights: [Int16](repeating: 1, count: geometry.weightCount)
      )
      layer.weights.bits = 3
      return layer.weightStorage.decoderBytes
    }
    #expect(decoder(groups: 1) == 68)
    #expect(decoder(groups: 2) == 48)
  }
}
