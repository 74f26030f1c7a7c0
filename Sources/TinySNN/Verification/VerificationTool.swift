import Foundation

/// Something that verification on a board needs and that has to be installed.
enum VerificationTool: CaseIterable {
  case hostCompiler, armCompiler, armEmulator, riscvCompiler, riscvEmulator
  case avrCompiler, avrLibrary, avrSimulator

  /// How it is called.
  var name: String {
    switch self {
    case .hostCompiler: "cc"
    case .armCompiler: "arm-none-eabi-gcc"
    case .armEmulator: "qemu-system-arm"
    case .riscvCompiler: "riscv64-unknown-elf-gcc"
    case .riscvEmulator: "qemu-system-riscv32"
    case .avrCompiler: "avr-gcc"
    case .avrLibrary: "avr-libc"
    case .avrSimulator: "libsimavr"
    }
  }

  /// The packages of Debian and Ubuntu that have it.
  func packages(on release: DebianRelease) -> [String] {
    switch self {
    case .hostCompiler: ["gcc", "libc6-dev"]
    case .armCompiler: ["gcc-arm-none-eabi"]
    case .armEmulator: ["qemu-system-arm"]
    case .riscvCompiler: ["gcc-riscv64-unknown-elf"]
    case .riscvEmulator: [release.riscvEmulator]
    case .avrCompiler: ["gcc-avr"]
    case .avrLibrary: ["avr-libc"]
    case .avrSimulator: ["libsimavr-dev", "libelf-dev"]
    }
  }

  /// Whether it can be used; what is no program is tried by compiling for it.
  ///
  /// - Parameters:
  ///   - environment: Where programs are looked for.
  ///   - folder: Where a trial is compiled; nothing is left there.
  ///   - isCancelled: Whether the user asked to stop.
  func isInstalled(
    in environment: [String: String],
    folder: URL,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> Bool {
    let process = ChildProcess(folder: folder, isCancelled: isCancelled)
    switch self {
    case .hostCompiler: return try HostCompiler.find(in: environment) != nil
    case .armCompiler, .armEmulator, .riscvCompiler, .riscvEmulator, .avrCompiler:
      return HostCompiler.locate(name, in: environment["PATH"] ?? "") != nil
    case .avrLibrary:
      // Without the compiler, nothing can be said: both are named.
      guard let path = HostCompiler.locate("avr-gcc", in: environment["PATH"] ?? "") else {
        return false
      }
      return try process.run(
        path,
        ["-mmcu=atmega328p", "-fsyntax-only", "-x", "c", "-"],
        input: Data("#include <avr/io.h>\n".utf8)
      ).succeeded
    case .avrSimulator:
      guard let compiler = try HostCompiler.find(in: environment) else { return false }
      let output = folder.appendingPathComponent("has-simavr-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: output) }
      return try process.run(
        compiler.path,
        compiler.leadingArguments + ["-x", "c", "-", "-o", output.path, "-lsimavr", "-lelf"],
        input: Data(
          "#include <simavr/sim_elf.h>\n#include <libelf.h>\nint main(void) { return 0; }\n".utf8
        )
      ).succeeded
    }
  }
}
