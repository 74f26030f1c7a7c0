/// Describes how counts become an estimate of the energy of an inference.
///
/// An estimate compares networks on a device that computes with nothing but these operations. It says nothing of a
/// particular device, which also fetches instructions, waits and leaks: `docs/energy.md`.
public enum EnergyModel: String, Codable, CaseIterable, Hashable, Sendable {
  /// Synaptic operations at 0.9 pJ and multiplications at 4.6 pJ: additions, and multiplications with an addition, of
  /// 32-bit floats in 45 nm; nothing else.
  ///
  /// Horowitz: *Computing's energy problem (and what we can do about it)*, ISSCC 2014.
  case horowitz45nm = "horowitz45nm"
  /// Additions, multiplications and addresses by the widths of their numbers, and accesses to memories by their sizes.
  ///
  /// Lemaire et al.: *An analytical estimation of spiking neural networks energy efficiency*, ICONIP 2022.
  case lemaire2022 = "lemaire2022"

  /// Returns the picojoules that `account` costs in the layer of `profile`.
  ///
  /// - Parameters:
  ///   - account: What the layer does.
  ///   - profile: Its sizes and widths.
  ///   - input: The width and number of what arrives: numbers, or spikes of one bit.
  public func picojoules(
    _ account: LayerAccount,
    _ profile: LayerProfile,
    input: Input
  ) -> Double {
    switch self {
    case .horowitz45nm: 0.9 * account.synops + 4.6 * account.macs
    case .lemaire2022: LemaireEnergy(account, profile, input: input).picojoules
    }
  }

  /// What arrives at a layer.
  public struct Input: Hashable, Sendable {
    /// The numbers of the memory that holds them.
    public var count: Int
    /// The width of a number.
    public var bits: Int
    /// Whether they are numbers, of a direct-coded sample or of rectifiers, instead of spikes.
    public var areNumbers: Bool

    /// Creates a description.
    public init(count: Int, bits: Int, areNumbers: Bool) {
      self.count = count
      self.bits = bits
      self.areNumbers = areNumbers
    }
  }
}
