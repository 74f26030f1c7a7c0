import Foundation

/// The release of Debian or Ubuntu, as far as names of packages depend on it.
struct DebianRelease: Hashable {
  /// The releases in which the RISC-V emulator is no package of its own yet.
  private static let older: Set = [
    "buster", "bullseye", "bookworm", "bionic", "focal", "jammy", "lunar", "mantic", "noble",
  ]

  /// The package with `qemu-system-riscv32`.
  let riscvEmulator: String

  /// Takes the text of `/etc/os-release`; a system that is not known counts as new.
  init(_ text: String) {
    // Of systems made from Ubuntu, the code name is their own.
    let keys = ["VERSION_CODENAME=", "UBUNTU_CODENAME="]
    let names = text.split(separator: "\n").compactMap { line in
      keys.first(where: line.hasPrefix).map { line.dropFirst($0.count).filter { $0 != "\"" } }
    }
    riscvEmulator =
      names.contains(where: Self.older.contains) ? "qemu-system-misc" : "qemu-system-riscv"
  }

  /// The release of this machine.
  static func current() -> DebianRelease {
    let data = FileManager.default.contents(atPath: "/etc/os-release") ?? Data()
    return DebianRelease(String(decoding: data, as: UTF8.self))
  }
}
