import Testing

@testable import SpikingNetworks

@Suite struct NetworkLimitsTests {
  private static func firing(
    _ threshold: Double,
    _ reset: ResetMode,
    resetValue: Double = 0,
    tuning: ParameterTuning = .fixed
  ) -> NeuronSpec {
    NeuronSpec(
      beta: 0.9,
      firing: FiringSpec(
        threshold: threshold,
        reset: reset,
        resetValue: resetValue,
        thresholdTuning: tuning
      )
    )
  }

  private static func network(
    _ layers: [LayerSpec],
    side: Int = 24,
    coding: InputCoding = .rate
  ) -> NetworkSpec {
    NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: side, width: side),
        coding: coding,
        bits: 4,
        timesteps: 4
      ),
      layers: layers + [
        LayerSpec(
          name: "out",
          connection: .dense(units: 3, bias: true),
          neuron: NeuronSpec(beta: 0.9, firing: nil)
        )
      ],
      readout: .membrane(.sum)
    )
  }

  private static func pooled(_ size: Extent) -> NetworkSpec {
    network([
      LayerSpec(
        name: "conv1",
        connection: .convolution(
          ConvolutionSpec(filters: .grouped(channels: 2, groups: 1), kernel: Extent(1))
        ),
        currentPool: PoolSpec(kind: .max, size: size),
        neuron: firing(1, .subtract)
      )
    ])
  }

  @Test("Numbers whose products leave 64 bits are refused, not multiplied")
  func absurdNumbers() {
    func layer(
      _ filters: FilterSpec,
      kernel: Extent = Extent(1),
      padding: Extent = Extent(0),
      pool: Extent? = nil
    ) -> LayerSpec {
      LayerSpec(
        name: "conv",
        connection: .convolution(
          ConvolutionSpec(filters: filters, kernel: kernel, padding: padding)
        ),
        currentPool: pool.map { PoolSpec(kind: .max, size: $0) },
        neuron: Self.firing(1, .subtract)
      )
    }
    let huge = 1 << 62
    let plain = FilterSpec.grouped(channels: 2, groups: 1)
    let cases = [
      [layer(.grouped(channels: huge, groups: 1))], [layer(.grouped(channels: 2, groups: huge))],
      [layer(.depthwise(multiplier: huge))], [layer(plain, kernel: Extent(huge))],
      [layer(plain, padding: Extent(huge))], [layer(plain, pool: Extent(huge))],
      [layer(plain, kernel: Extent(height: 1, width: -huge))],
      // Each within its limit, but they multiply.
      Array(repeating: layer(.depthwise(multiplier: 4096)), count: 8),
    ]
    for layers in cases {
      #expect(throws: NetworkError.self) { try Self.network(layers).validate() }
    }
    #expect(throws: Never.self) { try Self.network([layer(plain)]).validate() }
  }

  @Test("The number of a winner fits a byte")
  func windows() throws {
    try Self.pooled(Extent(16)).validate()
    #expect(throws: NetworkError.self) {
      try Self.pooled(Extent(height: 17, width: 16)).validate()
    }
  }

  @Test(
    "A trained threshold starts and stays above the reset value",
    arguments: [(ResetMode.zero, 0.5), (.zero, -0.2), (.subtract, 0)]
  )
  func trainedThresholds(reset: ResetMode, resetValue: Double) throws {
    let tuning = ParameterTuning(sharing: .channel, spread: 0, isTrained: true)
    func spec(_ threshold: Double) -> NetworkSpec {
      let neuron = Self.firing(threshold, reset, resetValue: resetValue, tuning: tuning)
      return Self.network(
        [LayerSpec(name: "dense1", connection: .dense(units: 6, bias: true), neuron: neuron)],
        side: 4
      )
    }
    let floor = max(0, reset == .zero ? resetValue : 0)
    #expect(throws: NetworkError.self) { try spec(floor + 0.009).validate() }
    let network = spec(floor + 0.011)
    try network.validate()
    let threshold = NetworkState(
      ExecutionPlan(network, kernels: .best),
      NetworkParameters(initializing: network, seed: 1),
      forTraining: true
    ).layers[0].threshold
    for index in 0..<threshold.count { threshold.values.base[index] = Float(index) - 3 }
    threshold.clamp(threshold.values, offset: 0, count: threshold.count)
    #expect(threshold.values.base[0] == Float(floor) + 0.01)
    #expect(threshold.values.base[5] == 2)
  }

  @Test("Dropout that would drop every input is refused")
  func dropout() throws {
    func spec(_ dropout: Double) -> NetworkSpec {
      let hidden = { (name: String, dropout: Double) in
        LayerSpec(
          name: name,
          dropout: dropout,
          connection: .dense(units: 4, bias: true),
          neuron: Self.firing(1, .subtract)
        )
      }
      return Self.network([hidden("dense1", 0), hidden("dense2", dropout)], side: 4)
    }
    try spec(0.9999).validate()
    #expect(throws: NetworkError.self) { try spec(0.999_999).validate() }
    #expect(throws: NetworkError.self) { try spec(1).validate() }
  }

  @Test("A norm refuses batches of one row, and takes them with several")
  func statistics() throws {
    func spec(_ coding: InputCoding) -> NetworkSpec {
      Self.network(
        [
          LayerSpec(
            name: "dense1",
            connection: .dense(units: 4, bias: false),
            norm: BatchNormSpec(),
            neuron: Self.firing(1, .subtract)
          )
        ],
        side: 4,
        coding: coding
      )
    }
    #expect(throws: NetworkError.self) { try spec(.direct).checkStatistics(batch: 1) }
    try spec(.direct).checkStatistics(batch: 2)
    try spec(.rate).checkStatistics(batch: 1)
  }
}
