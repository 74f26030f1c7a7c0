/// Reads sizes and symbols of a program for a board.
struct BinaryInspector {
  private let process: ChildProcess
  /// The path of the compiler without `gcc`: the other tools lie beside it.
  private let stem: String

  init(_ compiler: BoardCompiler) {
    process = compiler.process
    stem = String(compiler.path.dropLast("gcc".count))
  }

  /// The bytes that `program` has in flash, and in RAM as static variables.
  func size(of program: String) throws -> (flash: Int, ram: Int) {
    // text, data and bss stand below their names; text includes what is constant.
    let rows = try lines("size", [program])
    guard rows.count == 2, rows[1].count >= 3, let text = Int(rows[1][0]),
      let data = Int(rows[1][1]), let bss = Int(rows[1][2])
    else { throw unreadable("size") }
    return (text + data, data + bss)
  }

  /// The bytes of the constant objects of `program`.
  func constantBytes(of program: String) throws -> Int {
    // Num: Value Size Type Bind Vis Ndx Name
    try lines("readelf", ["-sW", program]).reduce(0) { sum, cells in
      guard cells.count == 8, cells[3] == "OBJECT" else { return sum }
      // A large size is hexadecimal.
      let isHexadecimal = cells[2].hasPrefix("0x")
      return sum
        + (Int(
          isHexadecimal ? String(cells[2].dropFirst(2)) : cells[2],
          radix: isHexadecimal ? 16 : 10
        )
          ?? 0)
    }
  }

  /// The addresses of the symbols of `program`.
  func symbols(of program: String) throws -> [String: Int] {
    try lines("nm", [program]).reduce(into: [:]) { symbols, cells in
      guard cells.count == 3, let address = Int(cells[0], radix: 16) else { return }
      symbols[cells[2]] = address
    }
  }

  private func lines(_ tool: String, _ arguments: [String]) throws -> [[String]] {
    let result = try process.run(stem + tool, arguments)
    guard result.succeeded else { throw unreadable(tool) }
    return String(decoding: result.output, as: UTF8.self).split(separator: "\n").map {
      $0.split { $0 == " " || $0 == "\t" }.map(String.init)
    }
  }

  private func unreadable(_ tool: String) -> VerificationFailure {
    .toolFailed(tool: stem + tool, message: "its output cannot be read")
  }
}
