import ContractSupport
import Foundation
import Quantization

@testable import CodeGeneration

/// The random networks that are exported and compiled.
enum CompiledNetworks {
  /// Numbers of networks which show every part of the contract at least twice, the first 17 of them at
  /// least once: chosen among 112, always the one that shows most of what was still missing.
  private static let chosen = [
    0, 7, 8, 14, 15, 25, 26, 31, 38, 39, 79, 89, 96, 97, 99, 108, 109,
    2, 9, 11, 17, 23, 24, 33, 35, 58, 61, 67, 69, 72, 75, 92, 95, 98,
  ]

  /// Networks that GCC 12 once made wrong code of (bug 110702) or warned about, each with that level.
  static let onceFailed = [
    (757, "-Os"), (793, "-Os"), (877, "-Os"), (889, "-Os"), (571, "-O3"), (927, "-O3"),
  ]

  /// How many networks a long check compiles, each at every level.
  private static let longCount = ProcessInfo.processInfo.environment["TINYSNN_COMPILED_NETWORKS"]
    .flatMap { Int($0) }

  static let isLongCheck = longCount != nil

  /// All numbers.
  static let numbers = longCount.map { Array(0..<$0) } ?? chosen

  /// The network with a number: of images every other one.
  static func network(_ number: Int) -> QuantizedNetwork {
    RandomNetworks.network(1_200 + number / 2, ofImages: number % 2 == 1)
  }

  /// Plans the network with a number: tables are padded at any size for two numbers in four, where an
  /// export pads large ones only.
  static func plan(_ number: Int) throws -> DevicePlan {
    let least = [0, 3].contains(number % 4) ? 0 : WeightStorage.leastPaddedBytes
    return try DevicePlan(network(number), paddedFrom: least)
  }

  /// Renders the export of the network with a number.
  static func bundle(_ number: Int) throws -> CSourceBundle {
    let origin = ExportOrigin(lines: ["test"])
    return CHeaderExporter(try plan(number), name: try CIdentifier("net"), origin: origin).render()
  }

  /// The networks that show everything once, exported for the tests that compile them in several ways.
  static let covering = Array(chosen.prefix(17))

  /// Their files, in the same order; fails the test that asks first if one cannot be exported.
  static let coveringFiles: [[CSourceBundle.File]] = covering.compactMap { number in
    (try? bundle(number))?.files
  }

  /// Writes the export of a network into the folder `TINYSNN_EXPORTS_FOLDER`, if there is that, for the tools of a
  /// long check.
  static func keep(_ bundle: CSourceBundle, _ number: Int) throws {
    guard let path = ProcessInfo.processInfo.environment["TINYSNN_EXPORTS_FOLDER"] else { return }
    let folder = URL(fileURLWithPath: path).appendingPathComponent("network-\(number)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in bundle.files {
      let url = folder.appendingPathComponent(file.name)
      try file.text.write(to: url, atomically: true, encoding: .utf8)
    }
  }
}
