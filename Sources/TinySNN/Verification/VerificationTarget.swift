/// A place where an export can be built and run.
public enum VerificationTarget: String, CaseIterable, Codable, Hashable, Sendable {
  /// This machine.
  case host
  /// QEMU's BBC micro:bit: 256 KiB of flash and 16 KiB of RAM.
  case cortexM0 = "cortex-m0"
  /// QEMU's MPS2 board with a Cortex-M3.
  case cortexM3 = "cortex-m3"
  /// QEMU's MPS2 board with a Cortex-M4, without its floating-point unit.
  case cortexM4 = "cortex-m4"
  /// QEMU's MPS2 board with a Cortex-M7, without its floating-point unit.
  case cortexM7 = "cortex-m7"
  /// QEMU's MPS2 board with a Cortex-M33, without its floating-point unit.
  case cortexM33 = "cortex-m33"
  /// QEMU's virtual RISC-V machine with the instructions of a microcontroller.
  case rv32imac
  /// simavr's ATmega2560: 256 KiB of flash, read by far addresses, and 8 KiB of RAM.
  case atmega2560
  /// simavr's ATmega328P: 32 KiB of flash and 2 KiB of RAM.
  case atmega328p

  /// What is emulated, nil for this machine.
  var board: Board? {
    switch self {
    case .host: nil
    case .cortexM0:
      Board(
        family: .cortexM,
        machine: "microbit",
        processor: ["-mthumb", "-mcpu=cortex-m0"],
        flash: Board.Memory(origin: 0, length: 256 << 10),
        ram: Board.Memory(origin: 0x2000_0000, length: 16 << 10)
      )
    case .cortexM3: .mps2("mps2-an385", processor: "cortex-m3")
    case .cortexM4: .mps2("mps2-an386", processor: "cortex-m4")
    case .cortexM7: .mps2("mps2-an500", processor: "cortex-m7")
    case .cortexM33:
      .mps2("mps2-an505", processor: "cortex-m33", flash: 0x1000_0000, ram: 0x3800_0000)
    case .rv32imac:
      Board(
        family: .rv32,
        machine: "virt",
        // Any other spelling of the extensions selects a library of another width.
        processor: ["-march=rv32imac", "-mabi=ilp32", "-mcmodel=medany"],
        flash: Board.Memory(origin: 0x8000_0000, length: 4 << 20),
        ram: Board.Memory(origin: 0x8040_0000, length: 4 << 20)
      )
    case .atmega2560: .atmega("atmega2560", flash: 256 << 10, ram: 8 << 10)
    case .atmega328p: .atmega("atmega328p", flash: 32 << 10, ram: 2 << 10)
    }
  }

  /// What has to be installed.
  var tools: [VerificationTool] {
    switch board?.family {
    case nil: []
    case .cortexM: [.hostCompiler, .armCompiler, .armEmulator]
    case .rv32: [.hostCompiler, .riscvCompiler, .riscvEmulator]
    case .avr: [.hostCompiler, .avrCompiler, .avrLibrary, .avrSimulator]
    }
  }
}
