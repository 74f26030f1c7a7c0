/// An emulated board.
struct Board {
  /// What boards share: start-up code, compiler, emulator.
  enum Family {
    case cortexM, rv32, avr

    /// What the names of the compiler and its tools begin with.
    var toolPrefix: String {
      switch self {
      case .cortexM: "arm-none-eabi-"
      case .rv32: "riscv64-unknown-elf-"
      case .avr: "avr-"
      }
    }

    /// The sources that every program is linked with, inside the folder of the board files.
    var sources: [String] {
      switch self {
      case .cortexM: ["cortex_m.S", "bare_metal.c", "memory.c"]
      case .rv32: ["rv32.S", "bare_metal.c", "memory.c"]
      case .avr: ["avr.c"]
      }
    }
  }

  /// A range of addresses.
  struct Memory {
    var origin: Int
    var length: Int
  }

  let family: Family
  /// The name that the emulator knows.
  let machine: String
  /// The compiler's flags that choose the processor.
  let processor: [String]
  let flash: Memory
  let ram: Memory

  /// The bytes of stack that are kept for what the compiler says nothing of: start-up code and the functions
  /// of its library.
  var librarySlack: Int { family == .avr ? 24 : 64 }

  /// The bytes of the largest object that its compiler knows.
  var largestObject: Int { family == .avr ? 32_767 : Int(Int32.max) }

  /// A board of Arm's MPS2 family; the two memories of 4 MiB are those of the emulator.
  static func mps2(
    _ machine: String,
    processor: String,
    flash: Int = 0,
    ram: Int = 0x2000_0000
  ) -> Board {
    Board(
      family: .cortexM,
      machine: machine,
      processor: ["-mthumb", "-mcpu=\(processor)", "-mfloat-abi=soft"],
      flash: Memory(origin: flash, length: 4 << 20),
      ram: Memory(origin: ram, length: 4 << 20)
    )
  }

  /// An ATmega; the linker knows where its memories begin.
  static func atmega(_ name: String, flash: Int, ram: Int) -> Board {
    Board(
      family: .avr,
      machine: name,
      processor: ["-mmcu=\(name)"],
      flash: Memory(origin: 0, length: flash),
      ram: Memory(origin: 0, length: ram)
    )
  }
}
