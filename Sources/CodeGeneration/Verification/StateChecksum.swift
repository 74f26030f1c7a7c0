import Quantization

/// The checksum by which a self-test compares the state of one layer after one step.
///
/// FNV-1a of 32 bits over the membranes, the synaptic currents and the rises of the thresholds as four
/// bytes each, low byte first, and then over the spike bytes (one bit per neuron, the first neuron in
/// bit 0). What a layer does not have is left out. It is written here a second time, so that Swift and C prove each other.
public enum StateChecksum {
  /// Returns the checksum of `trace`.
  ///
  /// - Parameter fires: Whether the layer can fire and hence has spike bytes.
  public static func checksum(of trace: LayerTrace, fires: Bool) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    func add(_ byte: UInt8) { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    for number in trace.membranes + trace.currents + trace.rises {
      let bits = UInt32(bitPattern: number)
      for shift: UInt32 in [0, 8, 16, 24] { add(UInt8(truncatingIfNeeded: bits >> shift)) }
    }
    guard fires else { return hash }
    for start in stride(from: 0, to: trace.spikes.count, by: 8) {
      var byte: UInt8 = 0
      for neuron in start..<min(start + 8, trace.spikes.count) where trace.spikes[neuron] {
        byte |= 1 << UInt8(neuron - start)
      }
      add(byte)
    }
    return hash
  }
}
