/// The energy of one inference in picojoules by every model; an estimate, never a measurement.
public struct EnergyEstimate: Codable, Hashable, Sendable {
  /// By `EnergyModel.horowitz45nm`.
  public var horowitz45nm: Double
  /// By `EnergyModel.lemaire2022`.
  public var lemaire2022: Double

  /// Creates an estimate.
  public init(horowitz45nm: Double, lemaire2022: Double) {
    self.horowitz45nm = horowitz45nm
    self.lemaire2022 = lemaire2022
  }

  /// Estimates what `layers`, the accounts of the layers of `profile`, cost together.
  public init(_ profile: NetworkProfile, _ layers: [LayerAccount]) {
    func sum(_ model: EnergyModel) -> Double {
      layers.indices.reduce(0) { sum, index in
        let isDirect = index == 0 && profile.input.coding == .direct
        let layer = profile.layers[index]
        // A spike has one bit.
        let bits = layer.isRectified ? layer.stateBits : 1
        let input = EnergyModel.Input(
          count: layer.geometry.input.count,
          bits: isDirect ? profile.input.bits : bits,
          areNumbers: profile.readsNumbers(index)
        )
        return sum + model.picojoules(layers[index], layer, input: input)
      }
    }
    self.init(horowitz45nm: sum(.horowitz45nm), lemaire2022: sum(.lemaire2022))
  }

  /// The picojoules by `model`.
  public subscript(_ model: EnergyModel) -> Double {
    switch model {
    case .horowitz45nm: horowitz45nm
    case .lemaire2022: lemaire2022
    }
  }
}
