import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

/// Sizes and products at the limits of what is refused.
@Suite struct LimitTests {
  private let legal = QuantizedNetwork.withEveryPart

  private func refuse(_ what: String, _ change: (inout QuantizedNetwork) -> Void) {
    var network = legal
    change(&network)
    #expect(throws: QuantizationFailure.self, "\(what)") { try network.validate() }
  }

  @Test("Sizes far from any layer are refused, not multiplied")
  func absurdSizes() {
    let limit = QuantizedLayer.legalCounts.upperBound
    let shapes = [
      SampleShape(channels: .max, height: .max, width: .max),
      SampleShape(channels: 1, height: .max, width: 2),
      SampleShape(channels: 1, height: 1 << 32, width: 1 << 32),
      // As many inputs as the first layer has.
      SampleShape(channels: -2, height: -1, width: 1),
      SampleShape(channels: 2, height: -1, width: -1),
      SampleShape(channels: 0, height: 1, width: 2),
    ]
    for shape in shapes {
      refuse("sample of \(shape)") { $0.input.shape = shape }
      refuse("layer behind \(shape)") {
        $0.layers[0].geometry = LayerGeometry(input: shape, kernel: Extent(1), channels: 3)
      }
    }
    for channels in [Int.max, 1 << 62, limit + 1, 0, -3] {
      refuse("\(channels) channels") {
        $0.layers[0].geometry = .dense(inputs: 2, units: channels)
      }
    }
    // Every side is legal, and there are about 2^64 weights.
    let geometry = LayerGeometry(
      input: SampleShape(channels: limit, height: 1, width: 1),
      kernel: Extent(limit - 1),
      padding: Extent(limit / 2 - 1),
      channels: limit
    )
    #expect(geometry.neurons.count == limit)
    refuse("weights without number") { $0.layers[0].geometry = geometry }
  }

  @Test("The largest legal products leave room for what rounds them in 32 bits")
  func products() {
    let rounding = 1 << ParameterQuantizer.largestFractionBits
    func largestFactor(_ stateBits: Int, _ productBits: Int) -> Int {
      (1 << min(DecayKind.multiplier.legalBits.upperBound, productBits - stateBits)) - 1
    }
    for bits in QuantizedLayer.legalStateBits {
      let factor = largestFactor(bits, QuantizedLayer.largestProductBits)
      let state = IntegerRange.signed(bits: bits)
      #expect(state.upper * factor + rounding <= Int(Int32.max), "state of \(bits) bits")
      #expect(state.lower * factor - 1 >= Int(Int32.min), "state of \(bits) bits")
      let riseFactor = largestFactor(bits, QuantizedLayer.largestRiseProductBits)
      let rise = IntegerRange.unsigned(bits: bits)
      #expect(rise.upper * riseFactor + rounding <= Int(Int32.max), "rise of \(bits) bits")
    }
  }

  @Test("A rise may have 30 bits together with its factor, a signed state 31")
  func riseProducts() throws {
    func network(riseBits: Int, currentBits: Int) -> QuantizedNetwork {
      var network = legal
      let leak = IntegerDecay.multiplier(
        factors: [1023],
        fractionBits: 24,
        bits: 10,
        rounding: .ceil
      )
      network.layers[0].synapse = IntegerSynapse(decay: leak, bits: currentBits, overflow: .wrap)
      network.layers[0].firing?.adaptation = IntegerAdaptation(
        decay: leak,
        step: ScaledIntegers(bits: 16, exponent: 8, mantissas: [65_535]),
        bits: riseBits
      )
      return network
    }
    let ranges = try network(riseBits: 20, currentBits: 21).validate()
    // The rise reaches its end, and the product its own.
    #expect(ranges[0].rise.upper == (1 << 20) - 1)
    #expect(ranges[0].decayProducts.upper == ((1 << 20) - 1) * 1023 + (1 << 24))
    for (riseBits, currentBits, state) in [
      (21, 21, "rise of the threshold"), (20, 22, "synaptic current"),
    ] {
      let failure = #expect(throws: QuantizationFailure.self) {
        try network(riseBits: riseBits, currentBits: currentBits).validate()
      }
      #expect(failure?.description.contains(state) ?? false, "\(failure?.description ?? "")")
    }
  }
}
