import SpikingNetworks
import Testing

/// Energies computed by hand from the tables of the papers.
@Suite struct EnergyModelTests {
  /// Additions and multiplications of 45 nm in picojoules at 8 and 32 bits.
  private static let (add8, add32, multiply8, multiply32) = (0.03, 0.1, 0.2, 3.1)

  private func ram(_ bits: Int) -> Double { 13.2 + 1.09e-5 * Double(bits) }

  /// A layer of two inputs, three neurons.
  private func profile(
    bits: Int,
    recurrent: Bool = false,
    leaks: (Int, Int) = (0, 0),
    bias: Bool = false
  )
    -> LayerProfile
  {
    LayerProfile(
      name: "dense1",
      geometry: LayerGeometry(
        input: SampleShape(height: 1, width: 2),
        kernel: Extent(height: 1, width: 2),
        channels: 3
      ),
      isRecurrent: recurrent,
      hasBias: bias,
      states: 1,
      multipliedLeaks: leaks.0,
      shiftedLeaks: leaks.1,
      weightBits: bits,
      stateBits: bits
    )
  }

  private func account(
    _ profile: LayerProfile,
    _ counts: LayerAccount.Counts,
    readsNumbers: Bool = false
  ) -> LayerAccount {
    LayerAccount(profile, counts, steps: 2, readsNumbers: readsNumbers)
  }

  private func close(_ left: Double, _ right: Double) -> Bool { abs(left - right) < 1e-9 * right }

  @Test("Horowitz: 0.9 pJ for a synaptic operation, 4.6 pJ for a multiplication, nothing else")
  func horowitz() {
    let profile = profile(bits: 32)
    let counts = LayerAccount.Counts(arrivals: 5, spikes: 4, synops: 10, macs: 3)
    let energy = EnergyModel.horowitz45nm.picojoules(
      account(profile, counts),
      profile,
      input: .init(count: 2, bits: 1, areNumbers: false)
    )
    #expect(close(energy, 10 * 0.9 + 3 * 4.6))
  }

  @Test("Lemaire: a recurrent layer of spikes")
  func recurrent() {
    let profile = profile(bits: 8, recurrent: true)
    // Two input spikes, six of its own.
    let counts = LayerAccount.Counts(arrivals: 2, spikes: 6, synops: 24, macs: 0)
    let energy = EnergyModel.lemaire2022.picojoules(
      account(profile, counts),
      profile,
      input: .init(count: 2, bits: 1, areNumbers: false)
    )
    let terms: [Double] = [
      // Synapses and resets; addresses.
      30 * Self.add8, 24 * Self.add32,
      // Inputs; six weights and nine recurrent ones of 8 bits; three membranes, read and written; three spikes.
      8 * ram(2), 24 * ram(120), 60 * ram(24), 6 * ram(3),
    ]
    #expect(close(energy, terms.reduce(0, +)))
  }

  @Test("Lemaire: a direct-coded layer multiplies once, and leaks in every step")
  func direct() {
    let profile = profile(bits: 8, leaks: (1, 0), bias: true)
    let counts = LayerAccount.Counts(arrivals: 2, spikes: 1, synops: 0, macs: 6)
    let energy = EnergyModel.lemaire2022.picojoules(
      account(profile, counts, readsNumbers: true),
      profile,
      input: .init(count: 2, bits: 8, areNumbers: true)
    )
    let terms: [Double] = [
      // The reset, three neurons in two steps, three biases once.
      10 * Self.add8,
      // Six weights, three leaks in two steps; addresses.
      12 * (Self.multiply8 + Self.add8), 6 * Self.add32,
      // Inputs; weights and biases; membranes and currents, 12 read and 9 written; a spike.
      2 * ram(16), 9 * ram(48), 21 * ram(24), ram(3),
    ]
    #expect(close(energy, terms.reduce(0, +)))
  }

  @Test("Lemaire: a leak by a shift is an addition")
  func shifts() {
    let counts = LayerAccount.Counts(arrivals: 2, spikes: 1, synops: 6, macs: 0)
    func energy(_ leaks: (Int, Int), bits: Int) -> Double {
      let profile = profile(bits: bits, leaks: leaks)
      return EnergyModel.lemaire2022.picojoules(
        account(profile, counts),
        profile,
        input: .init(count: 2, bits: 1, areNumbers: false)
      )
    }
    let shifted = energy((0, 1), bits: 8) - energy((0, 0), bits: 8)
    #expect(close(shifted, 6 * Self.add8))
    let multiplied = energy((1, 0), bits: 32) - energy((0, 0), bits: 32)
    #expect(close(multiplied, 6 * (Self.multiply32 + Self.add32)))
  }

  @Test("Lemaire: a convolution finds the place of a spike, and adds for each position")
  func convolution() {
    var profile = profile(bits: 8)
    // 4 x 4 inputs, 3 channels of 3 x 3: 2 x 2 places.
    profile.geometry = LayerGeometry(
      input: SampleShape(height: 4, width: 4),
      kernel: Extent(3),
      channels: 3
    )
    let counts = LayerAccount.Counts(arrivals: 2, spikes: 0, synops: 15, macs: 0)
    let energy = EnergyModel.lemaire2022.picojoules(
      account(profile, counts),
      profile,
      input: .init(count: 16, bits: 1, areNumbers: false)
    )
    let terms: [Double] = [
      15 * Self.add8,
      // Two spikes at 2 multiplications each, 15 / 3 positions.
      4 * (Self.multiply32 + Self.add32), 5 * Self.add32,
      // Inputs; 27 weights; 12 membranes in two steps and at 15 synapses, read and written.
      2 * ram(16), 15 * ram(216), 78 * ram(96),
    ]
    #expect(close(energy, terms.reduce(0, +)))
  }

  @Test("Between and beside the known widths energies grow, and none is negative")
  func widths() {
    var last = 0.0
    for bits in 1...32 {
      let profile = profile(bits: bits, leaks: (1, 0))
      let energy = EnergyModel.lemaire2022.picojoules(
        account(profile, .init(arrivals: 0, spikes: 0, synops: 0, macs: 0)),
        profile,
        input: .init(count: 2, bits: 1, areNumbers: false)
      )
      // All but the leaks.
      let rest = 2 * 6 * ram(3 * bits)
      #expect(energy - rest > last)
      last = energy - rest
    }
  }

  @Test("The layers of a network cost what they cost together")
  func network() throws {
    let spec = BusyNetworks.recurrent
    let activity = try BusyNetworks.evaluate(spec, [1, 0]).sampleActivity
    let account = ActivityAccount(spec.profile, activity)
    #expect(close(account.energy.horowitz45nm, 36 * 0.9))
    var sum = 0.0
    for (index, inputs) in [2, 3].enumerated() {
      sum += EnergyModel.lemaire2022.picojoules(
        account.layers[index],
        spec.profile.layers[index],
        input: .init(count: inputs, bits: 1, areNumbers: false)
      )
    }
    #expect(account.energy[.lemaire2022] == sum && account.energy[.horowitz45nm] > 0)
  }
}
