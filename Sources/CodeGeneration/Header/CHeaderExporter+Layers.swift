import FixedPoint
import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// The widths of one layer, for the preprocessor, and its formats in words.
  func writeLayerMacros(_ plan: DeviceLayer, _ writer: inout CWriter) {
    let layer = plan.layer
    writer.section("Layer \(layer.name)")
    writer.comment(formats(plan) + rangesText(plan))
    var macros: [(String, String)] = [
      ("INPUTS", "\(plan.inputs.count)U"),
      ("NEURONS", "\(layer.outputCount)U"),
      ("WEIGHT_BITS", "\(layer.weights.bits)U"),
      ("BIAS_BITS", "\(plan.bias.bits)U"),
      ("DECAY_BITS", "\(plan.decay.bits)U"),
      ("THRESHOLD_BITS", "\(plan.threshold.bits)U"),
      ("MEMBRANE_BITS", "\(layer.membraneBits)U"),
    ]
    if layer.movesWindow {
      let rows = layer.geometry.storedRows
      macros += [
        ("CHANNELS", "\(layer.geometry.channels)U"), ("WEIGHT_ROWS", "\(rows.count)U"),
        ("WEIGHTS_PER_ROW", "\(rows.weights)U"),
      ]
    }
    macros += sparseMacros(plan)
    if layer.accumulatorBits < 32 {
      macros.append(("ACCUMULATOR_BITS", "\(layer.accumulatorBits)U"))
    }
    if plan.reset.bits > 0 { macros.append(("RESET_BITS", "\(plan.reset.bits)U")) }
    if let synapse = layer.synapse {
      macros += [
        ("SYNAPSE_BITS", "\(synapse.bits)U"), ("ALPHA_BITS", "\(plan.synapseDecay.bits)U"),
      ]
    }
    if let adaptation = layer.firing?.adaptation {
      macros += [
        ("RISE_BITS", "\(adaptation.bits)U"), ("RHO_BITS", "\(plan.riseDecay.bits)U"),
        ("STEP_BITS", "\(plan.step.bits)U"),
      ]
    }
    writer.macros(macros.map { (name: macro(plan, $0.0), value: $0.1) })
  }

  /// The lengths of sparse tables, which follow from no other number.
  private func sparseMacros(_ plan: DeviceLayer) -> [(String, String)] {
    var macros: [(String, String)] = []
    if plan.weights.isSparse { macros.append(("WEIGHT_BYTES", "\(plan.weights.table.count)UL")) }
    if let recurrence = plan.recurrence, recurrence.isSparse {
      macros.append(("RECURRENCE_BYTES", "\(recurrence.table.count)UL"))
    }
    return macros
  }

  /// The numbers of a layer in words.
  private func formats(_ plan: DeviceLayer) -> [String] {
    let layer = plan.layer
    let index = network.layers.firstIndex(of: layer) ?? 0
    let units = network.membraneUnits(ofLayer: index).map { Rational($0).description }
    var lines = windowText(layer)
    lines.append(
      "weights    \(layer.weights.gridText), "
        + (units.count == 1 ? "one scale" : "one scale per \(layer.channelText)")
        + (plan.weights.isSparse ? "; stored sparse" : "")
    )
    if let recurrence = layer.recurrence {
      lines.append(
        "recurrent  from each neuron that fired in the step before"
          + (recurrence.factor == 1 ? "" : ", times \(recurrence.factor)")
          + (plan.recurrence?.isSparse == true ? "; stored sparse" : "")
      )
    }
    if layer.accumulatorBits < 32 {
      let text = overflowText(layer.accumulatorOverflow, plan.ranges.accumulatorOverflowCanHappen)
      lines.append("sum        \(layer.accumulatorBits) bits, \(text), in \(plan.valueType.cType)")
    }
    lines += currentText(plan)
    lines += [
      "leak       " + leakFormula(layer.decay, "v", layer),
      "membrane   \(layer.membraneBits) bits, "
        + overflowText(layer.overflow, plan.ranges.overflowCanHappen)
        + ", stored as \(plan.membraneType.cType)"
        + (units.count == 1 ? "; one unit is \(units[0])" : ""),
    ]
    return lines + firingText(plan)
  }

  /// What one step adds to the membrane: the current, which may pass a synapse, and the bias, which
  /// never does.
  private func currentText(_ plan: DeviceLayer) -> [String] {
    let layer = plan.layer
    let bias = layer.bias.map { parameterText($0, layer) }
    guard let synapse = layer.synapse, let type = plan.synapseType else {
      return ["current    " + scaleFormula(layer) + (bias.map { " + bias, \($0)" } ?? "")]
    }
    let lines = [
      "current    " + scaleFormula(layer),
      "synapse    i - leak + current, leak \(leakFormula(synapse.decay, "i", layer))",
      "           \(synapse.bits) bits, "
        + overflowText(synapse.overflow, plan.ranges.synapseOverflowCanHappen)
        + ", stored as \(type.cType)",
    ]
    return lines + (bias.map { ["bias       \($0); added to the membrane with i"] } ?? [])
  }

  private func firingText(_ plan: DeviceLayer) -> [String] {
    let layer = plan.layer
    guard let firing = layer.firing else { return [] }
    let reset =
      switch (firing.reset, firing.resetValue) {
      case (.subtract, _): "subtracts the threshold"
      case (.zero, nil): "sets the membrane to 0"
      case (.zero, let value?) where value.mantissas.count == 1:
        "sets the membrane to \(value.value(at: 0))"
      case (.zero, let value?): "sets the membrane to \(parameterText(value, layer))"
      }
    var lines = ["threshold  \(parameterText(firing.threshold, layer)); a spike \(reset)"]
    if let adaptation = firing.adaptation, let type = plan.riseType {
      lines += [
        "rise       of the threshold, leak \(leakFormula(adaptation.decay, "a", layer))",
        "           a spike adds \(parameterText(adaptation.step, layer)); "
          + "\(adaptation.bits) bits, saturating, stored as \(type.cType)",
      ]
    }
    return lines
  }

  /// The values that the layer's integers can reach, in words.
  private func rangesText(_ plan: DeviceLayer) -> [String] {
    let ranges = plan.ranges
    var lines = [
      "",
      "Ranges, by interval analysis over these integers and every input,",
      ranges.holdsForever
        ? "for any number of steps:" : "for \(macro("TIMESTEPS")) steps (no more are run):",
    ]
    if ranges.accumulatorOverflowCanHappen { lines.append("  sum \(ranges.sum.text),") }
    let current = plan.layer.synapse == nil ? ranges.current : ranges.scaled
    lines.append("  accumulator \(ranges.accumulator.text), current \(current.text),")
    if plan.layer.synapse != nil {
      let sum = plan.layer.bias == nil ? "" : " with the bias \(ranges.current.text),"
      lines.append("  synaptic current \(ranges.synapticCurrent.text)," + sum)
    }
    if plan.layer.firing?.adaptation != nil {
      lines.append("  rise of the threshold \(ranges.rise.text),")
    }
    return lines + [
      "  membrane before its width \(ranges.integrated.text), stored \(ranges.membrane.text)."
    ]
  }

  private func overflowText(_ mode: OverflowMode, _ canHappen: Bool) -> String {
    guard canHappen else { return "never left (see the ranges)" }
    return mode == .saturate ? "saturating" : "wrapping"
  }

  /// The accumulator in membrane units.
  private func scaleFormula(_ layer: QuantizedLayer) -> String {
    switch layer.guardBits {
    case 0: "accumulator"
    case 1...: "accumulator * 2^\(layer.guardBits)"
    default: "\(layer.guardRounding.rawValue)(accumulator / 2^\(-layer.guardBits))"
    }
  }

  private func parameterText(_ integers: ScaledIntegers, _ layer: QuantizedLayer) -> String {
    let sharing = integers.mantissas.count == 1 ? "shared" : "one per \(layer.channelText)"
    return "m * 2^\(integers.exponent), m of \(integers.bits) bits, \(sharing)"
  }

  /// What the state called `state` loses in a step.
  private func leakFormula(_ decay: IntegerDecay, _ state: String, _ layer: QuantizedLayer)
    -> String
  {
    switch decay {
    case .none:
      return "none"
    case .multiplier(let factors, let fraction, let bits, let rounding):
      let isShared = factors.count == 1
      return
        "\(rounding.rawValue)(\(state) * \(isShared ? "\(factors[0])" : "D") / 2^\(fraction)), "
        + (isShared ? "factor of \(bits) bits" : "D of \(bits) bits, one per \(layer.channelText)")
    case .shift(let distances, let bits, let rounding):
      return distances.count == 1
        ? "\(rounding.rawValue)(\(state) / 2^\(distances[0]))"
        : "\(rounding.rawValue)(\(state) / 2^k), k of \(bits) bits, one per \(layer.channelText)"
    }
  }
}

extension QuantizedWeights {
  /// Width, grid and points in words.
  var gridText: String {
    let (lowest, highest) = (
      grid.point(grid.codes(bits: bits).lowerBound), grid.largest(bits: bits)
    )
    let points =
      switch grid {
      case .symmetric, .twosComplement: "\(lowest)...\(highest)"
      case .powerOfTwo: "0 and +-2^k, at most \(highest)"
      case .ternary: "-1, 0, 1"
      case .binary: "-1, 1"
      }
    return "\(bits) \(bits == 1 ? "bit" : "bits"), \(grid.rawValue) \(points)"
  }
}

extension IntegerRange {
  /// The range in words.
  fileprivate var text: String { "\(lower)...\(upper)" }
}
