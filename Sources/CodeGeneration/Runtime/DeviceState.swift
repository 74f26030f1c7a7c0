import CTinySNN
import Quantization
import SpikingNetworks

/// The state struct of an export as memory of the process, member by member as on the device.
///
/// Storage is as narrow as on the device: an element that would overflow there overflows here.
struct DeviceState {
  private var words: [UInt32]
  /// Where each member begins; the members follow each other without gaps.
  private let offsets: [String: Int]

  init(_ layout: StateLayout) {
    var offsets: [String: Int] = [:]
    var end = 0
    for member in layout.members {
      offsets[member.name] = end
      end += member.bytes
    }
    self.offsets = offsets
    words = [UInt32](repeating: 0, count: (end + 3) / 4)
  }

  /// Calls `body` with the memory as it stands.
  mutating func withMemory<Result>(_ body: (DeviceMemory) -> Result) -> Result {
    words.withUnsafeMutableBytes { bytes in
      body(DeviceMemory(base: bytes.baseAddress, offsets: offsets))
    }
  }
}

/// The addresses of the members of a state, valid during one call.
struct DeviceMemory {
  fileprivate let base: UnsafeMutableRawPointer?
  fileprivate let offsets: [String: Int]

  /// The member called `name`, or nil if the state has none.
  subscript(name: String) -> UnsafeMutableRawPointer? {
    offsets[name].flatMap { offset in base.map { $0 + offset } }
  }

  /// The same as bytes.
  func bytes(_ name: String) -> UnsafeMutablePointer<UInt8>? {
    self[name]?.assumingMemoryBound(to: UInt8.self)
  }

  /// The state of the neurons of `layer`.
  func neurons(of layer: DeviceLayer) -> tinysnn_neurons_t {
    let name = layer.layer.name
    return tinysnn_neurons_t(
      membranes: self["\(name)_membranes"],
      synapses: self["\(name)_synapses"],
      rises: self["\(name)_rises"],
      spikes: bytes("\(name)_spikes")
    )
  }
}
