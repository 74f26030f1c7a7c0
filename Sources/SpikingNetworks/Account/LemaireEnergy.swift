/// The energy of one layer after Lemaire et al.: *An analytical estimation of spiking neural networks energy
/// efficiency*, ICONIP 2022.
///
///     E = additions * e_add + multiplications * (e_mul + e_add) + accesses * e_ram
///
/// Additions and multiplications cost what they do in 45 nm (Horowitz, ISSCC 2014), at other widths the parabola
/// through (0, 0) and the two known ones; an access what a memory of that many bits costs.
struct LemaireEnergy {
  let picojoules: Double

  /// The width of an address.
  private static let addressBits = 32

  init(_ account: LayerAccount, _ profile: LayerProfile, input: EnergyModel.Input) {
    let updates = account.membraneUpdates
    let (bits, memory) = (profile.stateBits, account.memory)
    let neurons = Double(account.neurons)

    // Every synapse adds, every step the constant current, every spike the reset. Rectifiers know neither of the latter.
    let hasCurrent = profile.hasBias || input.areNumbers
    let stepped = profile.isRectified ? 0 : account.spikes + (hasCurrent ? updates : 0)
    let additions =
      account.synops + stepped + updates * Double(profile.shiftedLeaks)
      + (input.areNumbers && profile.hasBias ? neurons : 0)
    let factorBits = max(profile.weightBits, input.bits)
    var energy =
      additions * Self.addition(bits)
      + account.macs * (Self.multiplication(factorBits) + Self.addition(bits))
      + updates * Double(profile.multipliedLeaks)
      * (Self.multiplication(bits) + Self.addition(bits))
    energy += Self.addresses(account, profile, input)
    energy += memory.inputReads * Self.access(input.count * input.bits)
    energy +=
      (memory.weightReads + memory.biasReads) * Self.access(profile.weights * profile.weightBits)
    energy +=
      (memory.stateReads + memory.stateWrites)
      * Self.access(profile.neurons * profile.states * bits)
    let outputBits = profile.neurons * (profile.isRectified ? bits : 1)
    picojoules = energy + memory.outputWrites * Self.access(outputBits)
  }

  /// The energy of computing where the numbers lie.
  ///
  /// A dense layer adds once for each synapse. A convolution finds the place of a spike by two multiplications, then
  /// adds once for each position of the kernel that reaches a neuron; over numbers it goes place by place.
  private static func addresses(
    _ account: LayerAccount,
    _ profile: LayerProfile,
    _ input: EnergyModel.Input
  ) -> Double {
    let (add, multiply) = (
      addition(addressBits), multiplication(addressBits) + addition(addressBits)
    )
    let geometry = profile.geometry
    guard !geometry.isDense else { return (account.synops + account.macs) * add }
    // Without recurrence, which dense layers alone have, all that arrives passes the kernel.
    guard input.areNumbers else {
      let reached = account.synops / Double(max(geometry.groupOutputs, 1))
      return account.memory.inputReads * 2 * multiply + reached * add
    }
    let sizes =
      geometry.input.count + geometry.currents.count
      + geometry.channels * geometry.kernel.area
    return Double(sizes) * add
  }

  /// The picojoules of an addition of integers: 0.03 at 8 bits, 0.1 at 32.
  static func addition(_ bits: Int) -> Double { parabola(bits, at8: 0.03, at32: 0.1) }

  /// The picojoules of a multiplication of integers: 0.2 at 8 bits, 3.1 at 32.
  static func multiplication(_ bits: Int) -> Double { parabola(bits, at8: 0.2, at32: 3.1) }

  /// The picojoules of an access to a memory of `bits` bits.
  static func access(_ bits: Int) -> Double { 1.09e-5 * Double(bits) + 13.2 }

  /// The value at `bits` of the parabola through (0, 0) and two points.
  private static func parabola(_ bits: Int, at8: Double, at32: Double) -> Double {
    let width = Double(bits)
    let square = (at32 / 32 - at8 / 8) / 24
    return width * (at8 / 8 + square * (width - 8))
  }
}
