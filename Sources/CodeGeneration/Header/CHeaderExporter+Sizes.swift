import CTinySNN
import FixedPoint
import Quantization
import SpikingNetworks

extension CHeaderExporter {
  func writeHead(_ writer: inout CWriter) {
    let prefix = name.text
    writer.comment(
      provenance("\(prefix).h - \(summary).") + [
        "",
        "USE",
        "  static \(prefix)_state_t state;           all memory of one instance",
        "  \(prefix)_init(&state);                   once",
      ] + useOfSamples + [
        "  Step by step: \(prefix)_reset, "
          + (isDirect ? "\(prefix)_load, \(prefix)_step" : "\(prefix)_step(&state, spikes)")
          + " \(macro("TIMESTEPS")) times, \(prefix)_argmax.",
        "",
        "SEVERAL SOURCE FILES",
        "  Tables and functions are static. If more than one file includes this header, define",
        "  \(macro("SPLIT")) in all of them and \(macro("IMPLEMENTATION")) in one: it then holds the only copy.",
      ]
    )
    writer.line(
      """

      #ifndef \(macro("H"))
      #define \(macro("H"))

      #include "\(RuntimeSource.fileName)"

      #if TINYSNN_RUNTIME_VERSION != \(TINYSNN_RUNTIME_VERSION)
      #error "\(prefix).h and \(RuntimeSource.fileName) come from different versions of tinysnn"
      #endif

      #ifdef __cplusplus
      extern "C" {
      #endif
      """
    )
  }

  /// How a sample is classified, and what it holds.
  private var useOfSamples: [String] {
    let prefix = name.text
    let values =
      "  input holds \(macro("INPUT_COUNT")) integers 0...\(macro("INPUT_MAX")), made by \(macro("INPUT"))()."
    switch network.input.coding {
    case .direct: return ["  class = \(prefix)_run(&state, input);     one sample", values]
    case .rate:
      return [
        "  class = \(prefix)_run(&state, input, n);  one sample, n numbers the random draws",
        values,
      ]
    case .events:
      return [
        "  class = \(prefix)_run(&state, frames);    one sample",
        "  frames holds \(macro("TIMESTEPS")) frames of \(macro("INPUT_SPIKE_BYTES")) bytes, filled by \(prefix)_add_event.",
      ]
    }
  }

  /// The macros that say where the model's tables lie, which a build may define beforehand.
  func writePlacement(_ writer: inout CWriter) {
    writer.section("Where the tables lie")
    writer.comment([
      "Define these beforehand to give the tables of this model a section or an attribute, and those that",
      "are read in words another alignment, of four bytes at least; all memory that is written to is",
      "the caller's.",
    ])
    writer.line(
      """
      #if !defined(\(macro("CONST")))
      #define \(macro("CONST")) TINYSNN_CONST
      #endif
      #if !defined(\(macro("ALIGN")))
      #define \(macro("ALIGN")) TINYSNN_ALIGN
      #endif
      """
    )
    let tables = plan.layers.flatMap { layer in
      [layer.weights.table, layer.recurrence?.table ?? []] + layer.parameterTables.map(\.bytes)
    }
    if tables.contains(where: { PartedTable.isParted($0.count) }) { writePart(&writer) }
  }

  /// The macro of tables that have parts on AVR.
  func writePart(_ writer: inout CWriter) {
    writer.line(
      """

      /* avr-gcc takes no object above 32767 bytes: a longer table is several arrays there, which follow
       * each other in a section of their own. Elsewhere it is one. Whoever gives \(macro("CONST"))
       * a section on AVR defines this as __attribute__((used, no_reorder)). */
      #if !defined(\(macro("PART")))
      #if defined(__AVR__)
      #define \(macro("PART"))(table) \
          __attribute__((section(".progmem.data." #table), used, no_reorder))
      #else
      #define \(macro("PART"))(table)
      #endif
      #endif
      """
    )
  }

  /// The network in one line.
  var summary: String {
    // One number tells all of a flat network; images say their rows, columns and channels.
    let isFlat = network.layers.allSatisfy { $0.geometry.isDense && $0.inputPool == nil }
    let sizes = [network.input.shape] + network.layers.map(\.geometry.neurons)
    let texts = sizes.map { shape in
      isFlat || shape.positions == 1
        ? "\(shape.count)" : "\(shape.height)x\(shape.width)x\(shape.channels)"
    }
    return "a spiking classifier, \(texts.joined(separator: "-")), "
      + "\(network.input.timesteps) time steps, \(network.input.coding.rawValue) coding"
  }

  func writeSizes(_ writer: inout CWriter) {
    let input = network.input
    writer.section("Sizes and the input contract")
    writer.macros(
      [
        (macro("INPUT_COUNT"), "\(input.shape.count)U"),
        (macro("INPUT_BITS"), "\(input.bits)U"),
        (macro("INPUT_MAX"), "\(input.maximum)U"),
        (macro("CLASS_COUNT"), "\(network.classCount)U"),
        (macro("TIMESTEPS"), "\(input.timesteps)U"),
        (macro("LAYER_COUNT"), "\(network.layers.count)U"),
        (macro("TABLE_BYTES"), "\(tableBytes)UL"),
        (
          macro("FLASH_BYTES"),
          "\(MemoryFootprint(of: network, ranges: plan.layers.map(\.ranges)).flashBytes)UL"
        ),
        (macro("STATE_BYTES"), "\(stateBytes)UL"),
      ] + origin.macros.map { (macro($0.suffix), $0.value) }
    )
    writer.line()
    writer.comment([
      "FLASH_BYTES counts every number of the model, also those that became immediates, and the weight",
      "decoders; TABLE_BYTES only the tables below. STATE_BYTES is the RAM of one instance.",
    ])
    switch input.coding {
    case .direct: writeInputMacro(&writer)
    case .rate:
      writeInputMacro(&writer)
      writeRateSizes(&writer)
    case .events: writeFrameSizes(&writer)
    }
    if case .membrane = network.readout {
      let unit = Rational(network.membraneUnits(ofLayer: network.layers.count - 1)[0])
      writer.line()
      writer.comment(["The real value of a score is score * NUMERATOR / 2^SHIFT."])
      writer.macros([
        (macro("SCORE_NUMERATOR"), "\(unit.numerator)L"), (macro("SCORE_SHIFT"), "\(unit.shift)"),
      ])
    }
  }

  private func writeInputMacro(_ writer: inout CWriter) {
    writer.line()
    writer.comment([
      "The input integer of a raw value: round_half_up(raw * INPUT_MAX / raw_max).",
      "raw is 0...raw_max, raw_max at most 8388607. With an ADC of 12 bits:",
      "  input[i] = \(macro("INPUT"))(adc, 4095U);    3071 gives \(inputExample(3071, 4095))",
    ])
    writer.line(
      """
      #define \(macro("INPUT"))(raw, raw_max) \\
          ((uint8_t)((2UL * (uint32_t)(raw) * \(macro("INPUT_MAX")) + (uint32_t)(raw_max)) \\
                     / (2UL * (uint32_t)(raw_max))))
      """
    )
  }

  private func writeRateSizes(_ writer: inout CWriter) {
    writer.line()
    writer.comment([
      "Rate coding: the probability of a spike in each step is input / INPUT_MAX. The draws are a",
      "function of this key, the sample's number, the step and the input's index.",
    ])
    writer.macros([
      (macro("INPUT_SPIKE_BYTES"), "\(network.input.layout.frameBytes)U"),
      (
        macro("ENCODING_KEY_LOW"),
        "UINT32_C(\(String(word: UInt32(truncatingIfNeeded: network.encodingSeed))))"
      ),
      (
        macro("ENCODING_KEY_HIGH"),
        "UINT32_C(\(String(word: UInt32(truncatingIfNeeded: network.encodingSeed >> 32))))"
      ),
    ])
  }

  private func inputExample(_ raw: Int, _ rawMax: Int) -> Int {
    (2 * raw * network.input.maximum + rawMax) / (2 * rawMax)
  }
}

/// A real number as numerator / 2^shift with 24 significant bits: C without floating-point literals.
struct Rational: CustomStringConvertible {
  let numerator: Int
  let shift: Int

  init(_ value: Double) {
    guard value.isFinite, value != 0 else {
      (numerator, shift) = (0, 0)
      return
    }
    var mantissa = Int((value.significand * 0x1p23).rounded())
    var distance = 23 - Int(value.exponent)
    while mantissa & 1 == 0, distance > 0 {
      mantissa >>= 1
      distance -= 1
    }
    numerator = value < 0 ? -mantissa : mantissa
    shift = distance
  }

  var description: String { "\(numerator) / 2^\(shift)" }
}
