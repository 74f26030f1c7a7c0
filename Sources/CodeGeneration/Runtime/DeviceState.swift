import CTinySNN
import Quantization
import SpikingNetworks

/// The members of an exported state struct, as buffers of the process.
///
/// Storage is as narrow as on the device: an element that would overflow there overflows here.
struct DeviceState {
  /// The first layer's currents, computed once per sample.
  var currents: ByteBuffer
  var accumulators: ByteBuffer
  var maxima: ByteBuffer
  var membranes: [ByteBuffer]
  var spikes: [[UInt8]]
  var pooledSpikes: [UInt8]
  var inputSpikes: [UInt8]
  private var scores: ByteBuffer

  init(_ plan: DevicePlan) {
    func buffer(_ type: StorageType?, _ count: Int) -> ByteBuffer {
      ByteBuffer(byteCount: (type?.bytes ?? 1) * count)
    }
    func bits(_ count: Int?) -> [UInt8] { [UInt8](repeating: 0, count: ((count ?? 0) + 7) / 8) }
    let widest = plan.layers.map(\.layer.geometry.channels).max() ?? 0
    currents = buffer(plan.layers[0].currentType, plan.layers[0].layer.outputCount)
    accumulators = buffer(plan.accumulatorType, widest)
    maxima = buffer(plan.accumulatorType, widest)
    membranes = plan.layers.map { buffer($0.membraneType, $0.layer.outputCount) }
    spikes = plan.layers.map { [UInt8](repeating: 0, count: $0.spikeBytes) }
    pooledSpikes = bits(plan.layers.map(\.layer.geometry.pooled.count).max())
    inputSpikes = bits(plan.layers[0].layer.inputCount)
    scores = buffer(plan.scoreType, plan.last.layer.outputCount)
  }

  mutating func reset() {
    for index in membranes.indices {
      membranes[index].clear()
      for byte in spikes[index].indices { spikes[index][byte] = 0 }
    }
    scores.clear()
  }

  /// Adds the last layer's step to the scores.
  mutating func score(_ plan: DevicePlan) {
    let last = plan.layers.count - 1
    let count = UInt16(plan.last.layer.outputCount)
    switch plan.network.readout {
    case .spikeCount:
      scores.withBytes {
        tinysnn_count_spikes($0?.assumingMemoryBound(to: UInt8.self), spikes[last], count)
      }
    case .membrane(.sum):
      let type = plan.scoreType?.code ?? 0
      let membraneType = plan.last.membraneType.code
      scores.withBytes { scores in
        membranes[last].withBytes {
          tinysnn_add_membranes(scores, type, $0, membraneType, count)
        }
      }
    case .membrane(.last): break
    }
  }

  /// The scores of the classes.
  func scores(_ plan: DevicePlan) -> [Int] {
    let membraneType = plan.last.membraneType
    return (0..<plan.last.layer.outputCount).map { index in
      guard let type = plan.scoreType else {
        return Int(membranes[plan.layers.count - 1].load(index, membraneType))
      }
      return Int(scores.load(index, type))
    }
  }

  /// The class.
  func prediction(_ plan: DevicePlan) -> Int {
    let count = UInt16(plan.last.layer.outputCount)
    let membraneType = plan.last.membraneType.code
    return membranes[plan.layers.count - 1].withReadOnlyBytes { membranes in
      guard let type = plan.scoreType?.code else {
        return Int(tinysnn_argmax(membranes, membraneType, nil, 0, count))
      }
      let ties = plan.network.readout == .spikeCount ? membranes : nil
      return scores.withReadOnlyBytes { Int(tinysnn_argmax($0, type, ties, membraneType, count)) }
    }
  }

  /// The state of one layer.
  func trace(of index: Int, plan: DevicePlan) -> LayerTrace {
    let layer = plan.layers[index]
    return LayerTrace(
      membranes: (0..<layer.layer.outputCount).map {
        membranes[index].load($0, layer.membraneType)
      },
      spikes: (0..<layer.layer.outputCount).map {
        layer.fires && tinysnn_is_set(spikes[index], UInt16($0)) != 0
      }
    )
  }
}
