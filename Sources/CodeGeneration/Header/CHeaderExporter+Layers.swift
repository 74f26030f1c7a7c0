import CTinySNN
import FixedPoint
import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// The widths of one layer, for the preprocessor, and its formats in words.
  func writeLayerMacros(_ plan: DeviceLayer, _ writer: inout CWriter) {
    let layer = plan.layer
    writer.section("Layer \(layer.name)")
    writer.comment(formats(plan))
    let rows = layer.geometry.storedRows
    var macros = [
      (macro(plan, "INPUTS"), "\(plan.inputs.count)U"),
      (macro(plan, "NEURONS"), "\(layer.outputCount)U"),
      (macro(plan, "WEIGHT_BITS"), "\(layer.weights.bits)U"),
      (macro(plan, "BIAS_BITS"), "\(layer.bias?.bits ?? 0)U"),
      (macro(plan, "DECAY_BITS"), "\(plan.decayNumbers.bits)U"),
      (macro(plan, "THRESHOLD_BITS"), "\(layer.firing?.threshold.bits ?? 0)U"),
      (macro(plan, "MEMBRANE_BITS"), "\(layer.membraneBits)U"),
    ]
    if layer.movesWindow {
      macros += [
        (macro(plan, "CHANNELS"), "\(layer.geometry.channels)U"),
        (macro(plan, "WEIGHT_ROWS"), "\(rows.count)U"),
        (macro(plan, "WEIGHTS_PER_ROW"), "\(rows.weights)U"),
      ]
    }
    writer.macros(macros)
  }

  private func formats(_ plan: DeviceLayer) -> [String] {
    let layer = plan.layer
    let index = network.layers.firstIndex(of: layer) ?? 0
    let limit = (1 << (layer.weights.bits - 1)) - 1
    let units = membraneUnit(ofLayer: index).map { Rational($0).description }
    var lines = windowText(layer)
    lines += [
      "weights    \(layer.weights.bits) bits, \(layer.weights.grid.rawValue) \(-limit)...\(limit), "
        + (units.count == 1 ? "one scale" : "one scale per \(layer.channelText)"),
      "current    " + currentFormula(layer),
      "leak       " + leakFormula(layer),
      "membrane   \(layer.membraneBits) bits, \(overflowText(plan)), stored as \(plan.membraneType.cType)"
        + (units.count == 1 ? "; one unit is \(units[0])" : ""),
    ]
    if let firing = layer.firing {
      let reset =
        firing.reset == .subtract
        ? "subtracts the threshold" : "sets the membrane to \(firing.resetValue(at: 0))"
      lines.append("threshold  \(parameterText(firing.threshold, layer)); a spike \(reset)")
    }
    let ranges = plan.ranges
    lines += [
      "",
      "Ranges, by interval analysis over these integers and every input,",
      (ranges.holdsForever
        ? "for any number of steps:" : "for \(macro("TIMESTEPS")) steps (no more are run):"),
      "  accumulator \(ranges.accumulator.text), current \(ranges.current.text),",
      "  membrane before its width \(ranges.integrated.text), stored \(ranges.membrane.text).",
    ]
    return lines
  }

  private func overflowText(_ plan: DeviceLayer) -> String {
    if plan.neverOverflows { return "never left (see the ranges)" }
    return plan.layer.overflow == .saturate ? "saturating" : "wrapping"
  }

  private func currentFormula(_ layer: QuantizedLayer) -> String {
    let scaled =
      switch layer.guardBits {
      case 0: "accumulator"
      case 1...: "accumulator * 2^\(layer.guardBits)"
      default: "\(layer.guardRounding.rawValue)(accumulator / 2^\(-layer.guardBits))"
      }
    return scaled + (layer.bias.map { " + bias, \(parameterText($0, layer))" } ?? "")
  }

  private func parameterText(_ integers: ScaledIntegers, _ layer: QuantizedLayer) -> String {
    let sharing = integers.mantissas.count == 1 ? "shared" : "one per \(layer.channelText)"
    return "m * 2^\(integers.exponent), m of \(integers.bits) bits, \(sharing)"
  }

  private func leakFormula(_ layer: QuantizedLayer) -> String {
    switch layer.decay {
    case .none:
      return "none"
    case .multiplier(let factors, let fraction, let bits, let rounding):
      let isShared = factors.count == 1
      return "\(rounding.rawValue)(v * \(isShared ? "\(factors[0])" : "D") / 2^\(fraction)), "
        + (isShared ? "factor of \(bits) bits" : "D of \(bits) bits, one per \(layer.channelText)")
    case .shift(let distances, let bits, let rounding):
      return distances.count == 1
        ? "\(rounding.rawValue)(v / 2^\(distances[0]))"
        : "\(rounding.rawValue)(v / 2^k), k of \(bits) bits, one per \(layer.channelText)"
    }
  }

  /// The tables of one layer and its descriptor.
  func writeLayer(_ plan: DeviceLayer, _ writer: inout CWriter) {
    let layer = plan.layer
    writer.section("Tables of \(layer.name)")
    writer.table(object(plan, "weights"), plan.weights)
    let (rows, length) =
      layer.movesWindow ? ("WEIGHT_ROWS", "WEIGHTS_PER_ROW") : ("INPUTS", "NEURONS")
    writeAssertion(
      "sizeof(\(object(plan, "weights"))) == \(macro(plan, rows))\n"
        + "    * TINYSNN_ROW_BYTES(\(macro(plan, length)), \(macro(plan, "WEIGHT_BITS")))",
      object(plan, "weights_have_the_published_width"),
      &writer
    )
    let channels = macro(plan, layer.movesWindow ? "CHANNELS" : "NEURONS")
    let tables = [
      ("BIAS", "biases", plan.biases), ("DECAY", "decays", plan.decays),
      ("THRESHOLD", "thresholds", plan.thresholds),
    ]
    for (kind, suffix, table) in tables {
      guard let table else { continue }
      let tableName = object(plan, suffix)
      writer.line()
      writer.table(tableName, table)
      writeAssertion(
        "sizeof(\(tableName)) == \(channels)\n"
          + "    * ((\(macro(plan, kind + "_BITS")) <= 8U) ? 1U : 2U)",
        "\(tableName)_have_the_published_width",
        &writer
      )
    }
    writer.line()
    writeDescriptor(plan, &writer)
    if let window = plan.window { writeWindow(plan, window, &writer) }
  }

  private func writeAssertion(_ condition: String, _ name: String, _ writer: inout CWriter) {
    writer.line("TINYSNN_ASSERT(\(condition),\n    \(name));")
  }

  private func writeDescriptor(_ plan: DeviceLayer, _ writer: inout CWriter) {
    let layer = plan.layer
    let numbers = plan.descriptor
    let decay = plan.decayNumbers
    let decayMacro =
      switch layer.decay {
      case .none: "TINYSNN_DECAY_NONE"
      case .multiplier: "TINYSNN_DECAY_MULTIPLIER"
      case .shift: "TINYSNN_DECAY_SHIFT"
      }
    let firing =
      switch layer.firing?.reset {
      case nil: "TINYSNN_NEVER_FIRES"
      case .subtract: "TINYSNN_RESET_SUBTRACT"
      case .zero: "TINYSNN_RESET_ZERO"
      }
    let overflow =
      plan.neverOverflows
      ? "TINYSNN_IN_RANGE" : layer.overflow == .saturate ? "TINYSNN_SATURATE" : "TINYSNN_WRAP"
    let decayRounding = decay.rounding?.runtimeMacro ?? "TINYSNN_FLOOR"
    let threshold = layer.firing?.threshold
    writer.line(
      """
      static const tinysnn_layer_t \(object(plan, "layer")) = {
          \(macro(plan, "INPUTS")), \(macro(plan, "NEURONS")), \(macro(plan, "WEIGHT_BITS")),
          \(plan.isLoaded ? "TINYSNN_CURRENT" : "TINYSNN_SPIKES"), \(plan.valueType.macro), \(plan.currentType.macro),
          \(layer.guardBits), \(layer.guardRounding.runtimeMacro),
          /* bias: source, bits, exponent, shared value */
          \(RuntimeSource.macro(layer.bias?.mantissas.count)), \(macro(plan, "BIAS_BITS")), \(numbers.bias_exponent)U, \(numbers.bias.literal),
          /* leak: kind, source, bits, factor, shift, rounding */
          \(decayMacro), \(RuntimeSource.macro(layer.decay.sourceCount)), \(macro(plan, "DECAY_BITS")), \(decay.factor)U, \(decay.shift)U, \(decayRounding),
          /* firing: reset; threshold: source, bits, exponent, shared value; membrane after a spike */
          \(firing), \(RuntimeSource.macro(threshold?.mantissas.count)), \(macro(plan, "THRESHOLD_BITS")), \(numbers.threshold_exponent)U,
          \(numbers.threshold.literal), \(numbers.reset_value.literal),
          /* membrane: bits, storage, overflow */
          \(macro(plan, "MEMBRANE_BITS")), \(plan.membraneType.macro), \(overflow)
      };
      """
    )
  }
}

extension IntegerRange {
  /// The range in words.
  fileprivate var text: String { "\(lower)...\(upper)" }
}

extension Int32 {
  /// The number as C writes it, also where int has 16 bits.
  fileprivate var literal: String {
    self == .min
      ? "(-INT32_C(2147483647) - 1)" : self < 0 ? "-INT32_C(\(-self))" : "INT32_C(\(self))"
  }
}
