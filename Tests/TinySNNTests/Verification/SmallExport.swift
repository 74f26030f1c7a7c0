import CodeGeneration
import ContractSupport
import FixedPoint
import Quantization
import SpikingNetworks

@testable import TinySNN

/// A network that compiles and runs in no time, and wrong variants of its export.
enum SmallExport {
  /// 8 inputs, 5 and 3 neurons, integers from a small generator.
  static func network(_ coding: InputCoding = .direct) -> QuantizedNetwork {
    var word: UInt32 = 1
    func draw(_ limit: Int) -> Int {
      word = word &* 1_664_525 &+ 1_013_904_223
      return Int(word >> 16) % (2 * limit + 1) - limit
    }
    func layer(_ name: String, _ inputs: Int, _ outputs: Int, fires: Bool) -> QuantizedLayer {
      QuantizedLayer(
        name: name,
        geometry: .dense(inputs: inputs, units: outputs),
        weights: QuantizedWeights(
          grid: .symmetric,
          bits: 4,
          values: (0..<inputs * outputs).map { _ in Int16(draw(7)) },
          scales: [0.125]
        ),
        guardBits: 0,
        guardRounding: .floor,
        bias: nil,
        decay: .shift(distances: [3], bits: 2, rounding: .halfUp),
        firing: fires
          ? IntegerFiring(
            threshold: ScaledIntegers(bits: 5, exponent: 0, mantissas: [9]),
            reset: .subtract
          ) : nil,
        membraneBits: 10,
        overflow: .saturate
      )
    }
    return QuantizedNetwork(
      input: InputSpec(
        shape: SampleShape(height: 2, width: 4),
        coding: coding,
        bits: coding.bits(3),
        timesteps: 6
      ),
      encodingSeed: 11,
      layers: [layer("hidden", 8, 5, fires: true), layer("output", 5, 3, fires: false)],
      readout: .membrane(.sum)
    )
  }

  static func samples(_ count: Int, _ coding: InputCoding = .direct) -> SampleSet {
    let network = network(coding)
    let inputs = TestVectors.randomInputs(for: network, count: count)
    return SampleSet(
      shape: network.input.shape,
      classCount: 3,
      maximum: network.input.maximum,
      inputs: inputs.flatMap { $0 },
      labels: [UInt8](repeating: 0, count: count),
      frameCount: network.input.frames?.count
    )
  }

  /// The export of the network, rendered once: choosing golden vectors takes longest.
  static let bundle = Result { try exporter().render() }

  /// The export of a network with one other weight: files that agree with each other.
  static func otherBundle() throws -> CSourceBundle { try other.get() }

  private static let other = Result {
    var other = network()
    other.layers[0].weights.values[0] += other.layers[0].weights.values[0] > 0 ? -1 : 1
    return try exporter(other).render()
  }

  /// The exporter of `network`.
  static func exporter(_ network: QuantizedNetwork = network()) throws -> CHeaderExporter {
    try CHeaderExporter(network, name: "net", banner: [])
  }
}
