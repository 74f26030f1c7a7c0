import Foundation

extension Emulator {
  /// The program that runs an AVR, and the plugin that counts in QEMU, inside the folder of the board files.
  private static let (runner, plugin) = ("avr_runner", "qemu_counter.so")

  /// Builds the runner of AVR boards and returns its path.
  ///
  /// - Throws: `VerificationFailure.toolFailed`.
  static func buildRunner(_ compiler: HostCompiler, in folder: URL) throws -> String {
    let output = folder.appendingPathComponent(runner)
    if !FileManager.default.fileExists(atPath: output.path) {
      try build("avr_runner.c", output: runner, ["-lsimavr", "-lelf"], compiler, in: folder)
    }
    return output.path
  }

  /// Builds the plugin for the QEMU at `path` and returns its path relative to the parent of `folder`.
  ///
  /// - Throws: `VerificationFailure.toolFailed`.
  static func buildPlugin(
    for path: String,
    _ compiler: HostCompiler,
    in folder: URL
  ) throws -> String {
    let version = try compiler.process(in: folder).run(path, ["--version"])
    let text = String(decoding: version.output, as: UTF8.self)
    guard version.succeeded, let number = pluginVersion(ofQEMU: text) else {
      throw VerificationFailure.toolFailed(tool: path, message: "it does not say its version")
    }
    // Systems may have QEMU's parts in different versions.
    let output = "\(number)-\(plugin)"
    if !FileManager.default.fileExists(atPath: folder.appendingPathComponent(output).path) {
      try build(
        "qemu_counter.c",
        output: output,
        ["-shared", "-fPIC", "-DPLUGIN_VERSION=\(number)"],
        compiler,
        in: folder
      )
    }
    return "./\(folder.lastPathComponent)/\(output)"
  }

  /// Returns the version of the plugin interface for what `qemu-system-... --version` prints: since QEMU 9
  /// plugins of version 1 are refused.
  static func pluginVersion(ofQEMU text: String) -> Int? {
    guard let start = text.range(of: "version ")?.upperBound,
      let major = Int(text[start...].prefix { $0.isNumber })
    else { return nil }
    return major >= 9 ? 2 : 1
  }

  private static func build(
    _ source: String,
    output: String,
    _ extra: [String],
    _ compiler: HostCompiler,
    in folder: URL
  ) throws {
    do {
      try compiler.compile(source, output: output, in: folder, extra: extra)
    } catch VerificationFailure.compilerRefused(_, let message) {
      throw VerificationFailure.toolFailed(tool: source, message: message)
    }
  }
}
