import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct StateLayoutTests {
  private let sizes = LayerGeometry.dense(inputs: 40, units: 3)

  /// A network of one layer that fires, whose weights are all `weight`, after `change`.
  private func layout(
    weight: Int16,
    coding: InputCoding = .rate,
    _ change: (inout QuantizedLayer) -> Void = { _ in }
  ) -> StateLayout {
    var layer = plainLayer(
      sizes,
      weights: [Int16](repeating: weight, count: sizes.weightCount),
      threshold: [3]
    )
    change(&layer)
    var network = plainNetwork(sizes.input, [layer])
    network.input.coding = coding
    network.readout = .spikeCount
    return StateLayout(of: network, ranges: BoundsAnalysis.ranges(of: network))
  }

  @Test("Accumulators take the smallest storage that the ranges prove")
  func accumulators() {
    // 40 spikes of weight 3 are 120, of weight 4 are 160.
    #expect(layout(weight: 3).accumulatorType == .int8)
    #expect(layout(weight: 4).accumulatorType == .int16)
    #expect(layout(weight: -3).accumulatorType == .int8)
  }

  @Test("Sums that wrap in the end may wrap on the way; sums that saturate may not")
  func widths() {
    func type(_ bits: Int, _ overflow: OverflowMode) -> StorageType? {
      layout(weight: 100) {
        $0.accumulatorBits = bits
        $0.accumulatorOverflow = overflow
      }.accumulatorType
    }
    #expect(type(8, .wrap) == .int8)
    #expect(type(8, .saturate) == .int16)
    #expect(type(9, .wrap) == .int16)
    #expect(type(32, .wrap) == .int16)
  }

  @Test("Synaptic currents and rises are arrays of their own, as wide as their bits say")
  func neurons() {
    let plain = layout(weight: 1).members
    let members = layout(weight: 1) {
      $0.synapse = IntegerSynapse(decay: .none, bits: 9, overflow: .saturate)
      $0.firing?.adaptation = IntegerAdaptation(
        decay: .none,
        step: ScaledIntegers(bits: 4, exponent: 0, mantissas: [3]),
        bits: 16
      )
    }.members
    let synapses = members.first { $0.name == "layer1_synapses" }
    let rises = members.first { $0.name == "layer1_rises" }
    #expect(synapses?.type == .int16 && synapses?.count == 3 && synapses?.isScratch == false)
    #expect(rises?.type == .uint16 && rises?.count == 3 && rises?.isScratch == false)
    #expect(!plain.contains { ["layer1_synapses", "layer1_rises"].contains($0.name) })
    #expect(StorageType(unsignedBits: 8) == .uint8)
    #expect(StorageType(unsignedBits: 9) == .uint16)
    #expect(StorageType(unsignedBits: 17) == .int32)
  }

  @Test("A recurrent direct-coded layer keeps its sums and has accumulators besides")
  func recurrence() {
    let plain = layout(weight: 1, coding: .direct)
    #expect(plain.accumulatorType == nil)
    #expect(plain.members.contains { $0.name == "layer1_currents" })
    let recurrent = layout(weight: 1, coding: .direct) {
      $0.recurrence = IntegerRecurrence(values: [Int16](repeating: 1, count: 9), factor: 15)
    }
    #expect(recurrent.accumulatorType == recurrent.currentType)
    let names = recurrent.members.filter(\.isScratch).map(\.name)
    #expect(names.contains("layer1_sums") && names.contains("accumulators"))
  }
}
