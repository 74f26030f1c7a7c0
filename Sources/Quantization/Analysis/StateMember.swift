/// One array or number of the state struct.
public struct StateMember: Hashable, Sendable {
  /// Its name in C.
  public var name: String
  /// How it is stored.
  public var type: StorageType
  /// The number of elements, or nil for a single number.
  public var count: Int?
  /// What it is, for the comment beside it.
  public var purpose: String
  /// Whether it is always written before it is read, so that a new sample may find anything in it.
  public var isScratch = false

  /// The bytes it occupies.
  public var bytes: Int { type.bytes * (count ?? 1) }

  /// The numbers that each neuron of `layer` has for itself.
  ///
  /// They are its membrane, its synaptic current and the rise of its threshold; spikes are bits.
  public static func neurons(of layer: QuantizedLayer) -> [StateMember] {
    func member(_ suffix: String, _ type: StorageType, _ purpose: String) -> StateMember {
      StateMember(
        name: "\(layer.name)_\(suffix)",
        type: type,
        count: layer.outputCount,
        purpose: purpose
      )
    }
    var members = [
      member("membranes", StorageType(bits: layer.membraneBits), "after the last step")
    ]
    if let synapse = layer.synapse {
      let purpose = "synaptic currents after the last step"
      members.append(member("synapses", StorageType(bits: synapse.bits), purpose))
    }
    if let adaptation = layer.firing?.adaptation {
      let purpose = "rises of the thresholds after the last step"
      members.append(member("rises", StorageType(unsignedBits: adaptation.bits), purpose))
    }
    return members
  }
}
