import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks

extension BoardVerifier {
  /// What a board lacks for the arrays that every program has: known before anything is compiled.
  func shortfalls(of board: Board) -> [MemoryShortfall] {
    let input = exporter.network.input
    let spikes = input.coding == .rate ? (input.shape.count + 7) / 8 : 0
    let bytes = exporter.stateBytes + input.sampleBytes + spikes - board.ram.length
    return bytes > 0 ? [MemoryShortfall(memory: .ram, bytes: bytes)] : []
  }

  /// What the functions of the model take when nothing else is linked.
  func figures(
    _ compiler: BoardCompiler,
    _ target: VerificationTarget
  ) throws -> DeviceFigures {
    let program = "footprint-\(target.rawValue)"
    try compiler.linkAlone(
      BoardVerifier.footprintSource,
      functions: exporter.footprintFunctions,
      output: program
    )
    let inspector = BinaryInspector(compiler)
    let size = try inspector.size(of: program)
    let tables = try inspector.constantBytes(of: program)
    return DeviceFigures(
      compiler: try compiler.version(),
      flags: compiler.flags,
      flashLength: compiler.board.flash.length,
      ramLength: compiler.board.ram.length,
      codeBytes: size.flash - tables,
      tableBytes: tables,
      stateBytes: exporter.stateBytes,
      staticBytes: size.ram
    )
  }

  /// Returns the emulator of a board; what it needs besides its installation is built.
  func emulator(_ board: Board) throws -> Emulator {
    guard var host = try HostCompiler.find(in: environment) else {
      throw VerificationFailure.compilerNotFound(command: "cc")
    }
    host.isCancelled = isCancelled
    let boards = folder.appendingPathComponent("boards")
    let (path, counter): (String, String?)
    switch board.family {
    case .avr: (path, counter) = (try Emulator.buildRunner(host, in: boards), nil)
    case .cortexM, .rv32:
      let qemu: VerificationTool = board.family == .cortexM ? .armEmulator : .riscvEmulator
      path = try self.path(qemu.name)
      counter = try Emulator.buildPlugin(for: path, host, in: boards)
    }
    return Emulator(
      board: board,
      path: path,
      counter: counter,
      folder: folder,
      deadline: options.deadline,
      isCancelled: isCancelled
    )
  }

  /// Reads what the compiler said of the calls in `program`.
  func stackGraph(of program: String) throws -> StackGraph {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasPrefix(program) && $0.hasSuffix(".ci")
    }
    return StackGraph(
      try names.sorted().map {
        String(decoding: try Data(contentsOf: folder.appendingPathComponent($0)), as: UTF8.self)
      }
    )
  }

  /// Returns the path of an installed program.
  func path(_ program: String) throws -> String {
    guard let path = HostCompiler.locate(program, in: environment["PATH"] ?? "") else {
      throw VerificationFailure.compilerNotFound(command: program)
    }
    return path
  }
}
