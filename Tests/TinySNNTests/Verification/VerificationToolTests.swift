import Testing

@testable import TinySNN

/// What has to be installed, and how it is got.
@Suite struct VerificationToolTests {
  @Test(
    "names the package of the RISC-V emulator by the release",
    arguments: [
      ("ID=debian\nVERSION_CODENAME=bookworm\n", "qemu-system-misc"),
      ("ID=debian\nVERSION_CODENAME=trixie\n", "qemu-system-riscv"),
      ("ID=ubuntu\nVERSION_CODENAME=\"noble\"\n", "qemu-system-misc"),
      ("ID=ubuntu\nVERSION_CODENAME=oracular\n", "qemu-system-riscv"),
      ("ID=linuxmint\nVERSION_CODENAME=wilma\nUBUNTU_CODENAME=noble\n", "qemu-system-misc"),
      ("", "qemu-system-riscv"),
    ]
  )
  func release(text: String, package: String) {
    let missing = MissingTools([(.rv32imac, [.riscvEmulator])], on: DebianRelease(text))
    #expect(missing?.packages == [package])
  }

  @Test(
    "builds the counter for the plugin interface of the QEMU that is there",
    arguments: [
      ("QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)", 1),
      ("QEMU emulator version 8.2.2", 1), ("QEMU emulator version 9.0.0", 2),
      ("QEMU emulator version 10.0.2 (Debian)", 2), ("no emulator", nil),
    ] as [(String, Int?)]
  )
  func plugin(text: String, version: Int?) {
    #expect(Emulator.pluginVersion(ofQEMU: text) == version)
  }
}
