import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct ValidationTests {
  /// A legal network of two layers that have every part; spikes are counted.
  private var legal: QuantizedNetwork {
    let numbers = ScaledIntegers(bits: 6, exponent: 0, mantissas: [20, 21, 22])
    let leak = IntegerDecay.multiplier(factors: [3], fractionBits: 4, bits: 4, rounding: .floor)
    var first = plainLayer(
      .dense(inputs: 2, units: 3),
      weights: [1, 2, 3, 4, 5, 6],
      threshold: [20]
    )
    first.weights.bits = 4
    first.recurrence = IntegerRecurrence(values: [1, 2, 3, 4, 5, 6, 7, -7, 0], factor: 15)
    first.bias = numbers
    first.synapse = IntegerSynapse(decay: leak, bits: 12, overflow: .wrap)
    first.decay = leak
    first.firing?.resetValue = ScaledIntegers(bits: 6, exponent: 0, mantissas: [-3, 0, 19])
    first.firing?.adaptation = IntegerAdaptation(decay: leak, step: numbers, bits: 10)
    let last = plainLayer(
      .dense(inputs: 3, units: 2),
      weights: [1, -1, 1, 1, -1, 1],
      threshold: [2]
    )
    var network = plainNetwork(SampleShape(height: 1, width: 2), [first, last], timesteps: 3)
    network.readout = .spikeCount
    return network
  }

  @Test("The network that the refusals start from is legal")
  func start() throws {
    try legal.validate()
  }

  private func expectRefusal(
    _ what: Comment,
    _ change: (inout QuantizedNetwork) -> Void
  ) {
    var network = legal
    change(&network)
    #expect(throws: QuantizationFailure.self, what) { try network.validate() }
  }

  @Test("Numbers that have no place in the contract are refused before anything runs on them")
  func refusals() {
    expectRefusal("no layers") { $0.layers = [] }
    expectRefusal("steps") { $0.input.timesteps = 256 }
    expectRefusal("input bits") { $0.input.bits = 0 }
    expectRefusal("missing weight") { $0.layers[0].weights.values.removeLast() }
    expectRefusal("weight beyond its width") { $0.layers[0].weights.values[0] = 8 }
    expectRefusal("the code that the symmetric grid leaves out") {
      $0.layers[0].weights.values[0] = -8
    }
    expectRefusal("width") { $0.layers[0].weights.bits = 9 }
    expectRefusal("scale") { $0.layers[0].weights.scales = [.nan] }
    expectRefusal("number of scales") { $0.layers[0].weights.scales = [1, 1, 1, 1, 1, 1, 1] }
    expectRefusal("guard bits") { $0.layers[0].guardBits = 17 }
    expectRefusal("random rounding") { $0.layers[0].guardRounding = .stochastic }
    expectRefusal("membrane") { $0.layers[0].membraneBits = 25 }
    expectRefusal("bias exponent") { $0.layers[0].bias?.exponent = 31 }
    expectRefusal("bias count") { $0.layers[0].bias?.mantissas += [0, 0] }
    expectRefusal("threshold of 0") { $0.layers[0].firing?.threshold.mantissas[0] = 0 }
    expectRefusal("threshold beyond the membrane") {
      $0.layers[0].firing?.threshold = ScaledIntegers(bits: 16, exponent: 14, mantissas: [65_535])
    }
    expectRefusal("reset above the threshold") {
      $0.layers[0].firing?.resetValue?.mantissas[2] = 20
    }
    expectRefusal("reset value of a layer that subtracts its thresholds") {
      $0.layers[0].firing?.reset = .subtract
    }
    expectRefusal("fraction bits") {
      $0.layers[0].decay = .multiplier(factors: [1], fractionBits: -1, bits: 2, rounding: .floor)
    }
    expectRefusal("factor above one") {
      $0.layers[0].decay = .multiplier(factors: [3], fractionBits: 1, bits: 2, rounding: .floor)
    }
    expectRefusal("shift") {
      $0.layers[0].decay = .shift(distances: [16], bits: 4, rounding: .floor)
    }
    expectRefusal("chain") {
      $0.layers[1].geometry = .dense(
        inputs: $0.layers[1].inputCount + 1,
        units: $0.layers[1].outputCount
      )
    }
    expectRefusal("silent middle") { $0.layers[0].firing = nil }
    expectRefusal("readout") { $0.readout = .membrane(.sum) }
  }

  @Test("Every grid has its points, its widths and its scales")
  func grids() throws {
    func check(_ grid: WeightGrid, bits: Int, scale: Double = 1, _ values: [Int16]) throws {
      var network = legal
      network.layers[1].weights = QuantizedWeights(
        grid: grid,
        bits: bits,
        values: values,
        scales: [scale]
      )
      try network.validate()
    }
    func refuse(_ grid: WeightGrid, bits: Int, scale: Double = 1, _ values: [Int16]) {
      #expect(throws: QuantizationFailure.self) {
        try check(grid, bits: bits, scale: scale, values)
      }
    }
    try check(.twosComplement, bits: 3, scale: 0.25, [-4, 3, 0, 1, 2, -1])
    refuse(.twosComplement, bits: 3, scale: 0.3, [-4, 3, 0, 1, 2, -1])
    refuse(.twosComplement, bits: 3, [-4, 4, 0, 1, 2, -1])
    try check(.powerOfTwo, bits: 3, scale: 0.3, [-4, 4, 0, 1, 2, -1])
    refuse(.powerOfTwo, bits: 3, [-4, 3, 0, 1, 2, -1])
    refuse(.powerOfTwo, bits: 3, [-4, 8, 0, 1, 2, -1])
    refuse(.powerOfTwo, bits: 6, [-4, 4, 0, 1, 2, -1])
    try check(.ternary, bits: 2, [-1, 1, 0, 1, 0, -1])
    refuse(.ternary, bits: 2, [-1, 1, 0, 1, 2, -1])
    refuse(.ternary, bits: 3, [-1, 1, 0, 1, 0, -1])
    try check(.binary, bits: 1, [-1, 1, 1, 1, 1, -1])
    refuse(.binary, bits: 1, [-1, 1, 0, 1, 1, -1])
  }

  @Test("Recurrence, synaptic currents and adaptive thresholds have legal ranges of their own")
  func newParts() {
    expectRefusal("missing recurrent weight") {
      $0.layers[0].recurrence?.values.removeLast()
    }
    expectRefusal("recurrent weight beyond the grid") {
      $0.layers[0].recurrence?.values[0] = 8
    }
    expectRefusal("factor that is not 1 / s_x") { $0.layers[0].recurrence?.factor = 1 }
    expectRefusal("recurrence of a layer that never fires") {
      $0.layers[1].recurrence = IntegerRecurrence(values: [0, 0, 0, 0], factor: 1)
      $0.layers[1].firing = nil
      $0.readout = .membrane(.sum)
    }
    expectRefusal("recurrent convolution") {
      $0.input.shape = SampleShape(height: 1, width: 4)
      $0.layers[0].geometry = LayerGeometry(
        input: $0.input.shape,
        kernel: Extent(height: 1, width: 2),
        stride: Extent(height: 1, width: 2),
        channels: 3
      )
      $0.layers[1] = plainLayer(
        .dense(inputs: 6, units: 2),
        weights: Array(repeating: 1, count: 12),
        threshold: [2]
      )
    }
    for bits in [7, 33] {
      expectRefusal("accumulator of \(bits) bits") { $0.layers[0].accumulatorBits = bits }
    }
    for bits in [3, 25] {
      expectRefusal("current of \(bits) bits") { $0.layers[0].synapse?.bits = bits }
      expectRefusal("rise of \(bits) bits") { $0.layers[0].firing?.adaptation?.bits = bits }
    }
    let wide = IntegerDecay.multiplier(
      factors: [200],
      fractionBits: 9,
      bits: 8,
      rounding: .floor
    )
    expectRefusal("product of current and factor") {
      $0.layers[0].synapse = IntegerSynapse(decay: wide, bits: 24, overflow: .wrap)
    }
    expectRefusal("product of rise and factor") {
      $0.layers[0].firing?.adaptation?.bits = 24
      $0.layers[0].firing?.adaptation?.decay = wide
    }
    let random = IntegerDecay.shift(distances: [1], bits: 3, rounding: .stochastic)
    expectRefusal("random leak of the current") { $0.layers[0].synapse?.decay = random }
    expectRefusal("random leak of the rise") {
      $0.layers[0].firing?.adaptation?.decay = random
    }
    expectRefusal("negative step") {
      $0.layers[0].firing?.adaptation?.step.mantissas[1] = -1
    }
    expectRefusal("number of steps") { $0.layers[0].firing?.adaptation?.step.mantissas = [1, 2] }
    expectRefusal("number of reset values") {
      $0.layers[0].firing?.resetValue?.mantissas = [0, 0]
    }
    expectRefusal("reset value beyond the membrane") {
      $0.layers[0].firing?.resetValue = ScaledIntegers(bits: 6, exponent: 12, mantissas: [-31])
    }
    expectRefusal("number of factors") {
      $0.layers[0].decay = .multiplier(
        factors: [1, 2],
        fractionBits: 4,
        bits: 4,
        rounding: .floor
      )
    }
    expectRefusal("compared membranes of several scales") {
      $0.layers[1].weights.scales = [1, 2]
    }
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
      expectRefusal("sample of \(shape)") { $0.input.shape = shape }
      expectRefusal("layer behind \(shape)") {
        $0.layers[0].geometry = LayerGeometry(input: shape, kernel: Extent(1), channels: 3)
      }
    }
    for channels in [Int.max, 1 << 62, limit + 1, 0, -3] {
      expectRefusal("\(channels) channels") {
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
    expectRefusal("weights without number") { $0.layers[0].geometry = geometry }
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

  @Test("Sums that can leave 31 bits are refused, whatever the bias takes back")
  func overflow() {
    var network = legal
    network.layers[0].guardBits = 16
    network.layers[0].weights = QuantizedWeights(
      grid: .symmetric,
      bits: 16,
      values: [Int16](repeating: 32_767, count: network.layers[0].weights.values.count),
      scales: [1]
    )
    #expect(throws: QuantizationFailure.accumulatorOverflow(layer: network.layers[0].name)) {
      try network.validate()
    }
  }
}
