import ContractSupport
import FixedPoint
import Quantization
import SpikingNetworks

@testable import CodeGeneration

/// A small classifier as a search would select it: two dense layers, membranes read out.
enum SampleNetwork {
  /// Renders the export of `network` called `net`, with dense tables padded from `leastPaddedBytes` on.
  static func bundle(
    _ network: QuantizedNetwork,
    paddedFrom leastPaddedBytes: Int
  ) throws -> CSourceBundle {
    let plan = try DevicePlan(network, paddedFrom: leastPaddedBytes)
    return CHeaderExporter(plan, name: try CIdentifier("net"), origin: ExportOrigin()).render()
  }

  static func make(
    weightBits: Int = 4,
    coding: InputCoding = .direct,
    counts: [Int] = [64, 32, 10],
    readout: Readout = .membrane(.sum)
  ) -> QuantizedNetwork {
    var random = RandomNetworks(number: 7)
    let limit = min(7, (1 << (weightBits - 1)) - 1)
    func weights(_ inputs: Int, _ outputs: Int) -> QuantizedWeights {
      QuantizedWeights(
        grid: .symmetric,
        bits: weightBits,
        values: (0..<inputs * outputs).map { _ in Int16(random.integer(-limit...limit)) },
        scales: [0.0625]
      )
    }
    let last = counts.count - 1
    let layers = (1...last).map { index in
      let threshold = index == 1 ? (coding == .direct ? 72 : 6) : 24
      return QuantizedLayer(
        name: "dense\(index)",
        geometry: .dense(inputs: counts[index - 1], units: counts[index]),
        weights: weights(counts[index - 1], counts[index]),
        guardBits: index == 1 ? (coding == .direct ? -3 : -2) : 2,
        guardRounding: .halfUp,
        bias: ScaledIntegers(
          bits: 4,
          exponent: 1,
          mantissas: (0..<counts[index]).map { _ in Int32(random.integer(-3...3)) }
        ),
        decay: coding == .direct
          ? .multiplier(factors: [13], fractionBits: 7, bits: 4, rounding: .halfUp)
          : .shift(distances: [3], bits: 3, rounding: .halfEven),
        firing: index == last && readout != .spikeCount
          ? nil
          : IntegerFiring(
            threshold: ScaledIntegers(bits: 8, exponent: 1, mantissas: [Int32(threshold / 2)]),
            reset: .subtract
          ),
        membraneBits: 12,
        overflow: .saturate
      )
    }
    return QuantizedNetwork(
      input: InputSpec(
        shape: SampleShape(height: 8, width: counts[0] / 8),
        coding: coding,
        bits: coding.bits(4),
        timesteps: 8
      ),
      encodingSeed: 42,
      layers: layers,
      readout: readout
    )
  }
}
