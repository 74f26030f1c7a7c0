import CTinySNN
import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// The tables of one layer, its descriptor, and where they and the neurons' state are.
  func writeLayer(_ plan: DeviceLayer, _ writer: inout CWriter) {
    writer.section("Tables of \(plan.layer.name)")
    writeWeights(plan, &writer)
    let channels = macro(plan, plan.layer.movesWindow ? "CHANNELS" : "NEURONS")
    for table in plan.parameterTables {
      let tableName = object(plan, table.suffix)
      writer.line()
      writeTable(tableName, table.bytes, &writer)
      writeAssertion(
        "sizeof(\(tableName)) == \(channels)\n"
          + "    * ((\(macro(plan, table.bitsMacro)) <= 8U) ? 1U : 2U)",
        "\(tableName)_have_the_published_width",
        &writer
      )
    }
    writer.line()
    writeDescriptor(plan, &writer)
    if let window = plan.window { writeWindow(plan, window, &writer) }
    writePlaces(plan, &writer)
  }

  private func writeWeights(_ plan: DeviceLayer, _ writer: inout CWriter) {
    let bits = macro(plan, "WEIGHT_BITS")
    let (rows, length) =
      plan.layer.movesWindow ? ("WEIGHT_ROWS", "WEIGHTS_PER_ROW") : ("INPUTS", "NEURONS")
    func write(_ suffix: String, _ weights: DeviceWeights, _ rows: String, _ length: String) {
      let name = object(plan, suffix)
      writeTable(name, weights.table, isAligned: weights.storage.form == .padded, &writer)
      let size =
        weights.isSparse
        ? macro(plan, suffix == "weights" ? "WEIGHT_BYTES" : "RECURRENCE_BYTES")
        : "\(macro(plan, rows))\n    * TINYSNN_ROW_BYTES(\(macro(plan, length)), \(bits))"
          + (weights.storage.paddingBytes > 0 ? " + \(weights.storage.paddingBytes)U" : "")
      // The parts of a long table are objects of their own on AVR; other compilers count the same bytes.
      let isParted = PartedTable.isParted(weights.table.count)
      if isParted { writer.line("#if !defined(__AVR__)") }
      writeAssertion("sizeof(\(name)) == \(size)", "\(name)_have_the_published_width", &writer)
      if isParted { writer.line("#endif") }
      if weights.storage.form == .padded {
        writeAssertion("TINYSNN_IS_ALIGNED(\(name))", "\(name)_are_aligned", &writer)
      }
    }
    write("weights", plan.weights, rows, length)
    if let recurrence = plan.recurrence {
      writer.line()
      write("recurrence", recurrence, "NEURONS", "NEURONS")
    }
  }

  private func writeTable(
    _ name: String,
    _ bytes: [UInt8],
    isAligned: Bool = false,
    _ writer: inout CWriter
  ) {
    let attributes = [macro("CONST")] + (isAligned ? [macro("ALIGN")] : [])
    writer.table(name, attributes: attributes, part: macro("PART"), bytes)
  }

  private func writeAssertion(_ condition: String, _ name: String, _ writer: inout CWriter) {
    writer.line("TINYSNN_ASSERT(\(condition),\n    \(name));")
  }

  private func writeDescriptor(_ plan: DeviceLayer, _ writer: inout CWriter) {
    let layer = plan.layer
    let numbers = plan.descriptor
    func bits(_ kind: String, _ width: Int) -> String? {
      width > 0 ? macro(plan, kind + "_BITS") : nil
    }
    let recurrence =
      plan.recurrence?.text(bitsMacro: macro(plan, "WEIGHT_BITS"))
      ?? "{\(RuntimeConstant(layer.weights.grid).name), 0U, \(RuntimeConstant(WeightStorage.Form?.none).name)}"
    writer.line(
      """
      static const tinysnn_layer_t \(object(plan, "layer")) = {
          \(macro(plan, "INPUTS")), \(macro(plan, "NEURONS")),
          /* weights, recurrent weights: grid, bits, storage; R */
          \(plan.weights.text(bitsMacro: macro(plan, "WEIGHT_BITS"))),
          \(recurrence), \(numbers.recurrence_factor)U,
          /* values: what they are, largest input; storage, modulo, currents; width of sums, overflow; guard bits, rounding */
          \(plan.drive.name), \(plan.inputMaximum)U, \(plan.valueType.macro), \(numbers.value_wraps)U, \(plan.currentType.macro),
          \(layer.accumulatorBits)U, \(plan.accumulatorOverflow.name), \(layer.guardBits), \(RuntimeConstant(layer.guardRounding).name),
          /* bias: source, sign, bits, exponent, shared value */
          \(plan.bias.text(bitsMacro: macro(plan, "BIAS_BITS"))),
          /* synaptic current: bits, storage, overflow; leak: kind, source, bits, factor, shift, rounding */
          \(numbers.synapse_bits)U, \(plan.synapseType?.macro ?? "0U"), \(plan.synapseOverflow.name),
          \(plan.synapseDecay.text(bitsMacro: bits("ALPHA", Int(numbers.synapse_bits)))),
          /* leak of the membrane */
          \(plan.decay.text(bitsMacro: macro(plan, "DECAY_BITS"))),
          /* firing: reset; threshold, membrane after a spike */
          \(RuntimeConstant(layer.firing?.reset).name),
          \(plan.threshold.text(bitsMacro: macro(plan, "THRESHOLD_BITS"))),
          \(plan.reset.text(bitsMacro: bits("RESET", plan.reset.bits))),
          /* rise of the threshold: bits, storage; leak; what a spike adds */
          \(numbers.rise_bits)U, \(plan.riseType?.macro ?? "0U"),
          \(plan.riseDecay.text(bitsMacro: bits("RHO", Int(numbers.rise_bits)))),
          \(plan.step.text(bitsMacro: bits("STEP", Int(numbers.rise_bits)))),
          /* membrane: bits, storage, overflow */
          \(macro(plan, "MEMBRANE_BITS")), \(plan.membraneType.macro), \(plan.overflow.name)
      };
      """
    )
  }

  /// The functions that say where the tables of a layer and the state of its neurons are.
  private func writePlaces(_ plan: DeviceLayer, _ writer: inout CWriter) {
    let own = plan.identifier.text
    let existing = Set(plan.parameterTables.map(\.suffix))
    func table(_ suffix: String) -> String {
      existing.contains(suffix) ? "TINYSNN_TABLE(\(object(plan, suffix)))" : "TINYSNN_NO_TABLE"
    }
    let recurrence =
      plan.recurrence == nil
      ? "TINYSNN_NO_TABLE" : "TINYSNN_TABLE(\(object(plan, "recurrence")))"
    func state(_ suffix: String, _ exists: Bool) -> String {
      exists ? "state->\(own)_\(suffix)" : "NULL"
    }
    let numbers = [
      ("membranes", true), ("synapses", plan.synapseType != nil), ("rises", plan.riseType != nil),
    ].filter(\.1).map(\.0)
    let separations = numbers.map { "    TINYSNN_SEPARATE(neurons.\($0));" }
    writer.line(
      """

      TINYSNN_INLINE tinysnn_tables_t \(object(plan, "tables"))(void)
      {
          const tinysnn_tables_t tables = {
              /* weights, recurrent weights; biases, decays */
              TINYSNN_TABLE(\(object(plan, "weights"))), \(recurrence),
              \(table("biases")), \(table("decays")),
              /* thresholds, reset values; decays of synaptic currents and rises, steps */
              \(table("thresholds")), \(table("resets")),
              \(table("alphas")), \(table("rhos")), \(table("steps"))
          };

          return tables;
      }

      TINYSNN_INLINE tinysnn_neurons_t \(object(plan, "neurons"))(\(name.text)_state_t *state)
      {
          tinysnn_neurons_t neurons = {
              \(state("membranes", true)), \(state("synapses", plan.synapseType != nil)),
              \(state("rises", plan.riseType != nil)), \(state("spikes", plan.fires))
          };

      \(separations.joined(separator: "\n"))
          return neurons;
      }
      """
    )
  }
}
