import CTinySNN
import Quantization
import SpikingNetworks

/// What an export does with the last layer's state, and what a trace records of all layers.
struct DeviceReadout {
  private let plan: DevicePlan
  private let neurons: [tinysnn_neurons_t]
  private let scores: UnsafeMutableRawPointer?
  private let classCount: Int

  /// Prepares the readout; it is valid as long as `memory` is.
  init(_ plan: DevicePlan, _ memory: DeviceMemory) {
    self.plan = plan
    neurons = plan.layers.map(memory.neurons)
    scores = memory["scores"]
    classCount = plan.last.layer.outputCount
  }

  private var last: tinysnn_neurons_t { neurons[neurons.count - 1] }

  /// Runs all steps of the last layer on the spikes of the first, and scores them.
  func runLast(_ calls: [DeviceCalls], steps: UInt8) {
    let scoring =
      switch plan.network.readout {
      case .spikeCount: TINYSNN_SCORE_SPIKES
      case .membrane(.sum): TINYSNN_SCORE_MEMBRANES
      case .membrane(.last): TINYSNN_SCORE_NONE
      }
    calls[1].runHistories(
      of: calls[0],
      steps: steps,
      scoring: UInt8(scoring),
      scores: scores,
      scoreType: plan.scoreType?.code ?? 0
    )
  }

  /// Adds the last layer's step to the scores.
  func score() {
    let count = UInt16(classCount)
    switch plan.network.readout {
    case .spikeCount:
      tinysnn_count_spikes(scores?.assumingMemoryBound(to: UInt8.self), last.spikes, count)
    case .membrane(.sum):
      let (type, membraneType) = (plan.scoreType?.code ?? 0, plan.last.membraneType.code)
      tinysnn_add_membranes(scores, type, last.membranes, membraneType, count)
    case .membrane(.last): break
    }
  }

  /// The scores of the classes.
  var classScores: [Int] {
    let type = plan.scoreType ?? plan.last.membraneType
    return numbers(scores ?? last.membranes, type, classCount).map(Int.init)
  }

  /// The class.
  var prediction: Int {
    let (type, count) = (plan.last.membraneType.code, UInt16(classCount))
    guard let scoreType = plan.scoreType?.code else {
      return Int(tinysnn_argmax(last.membranes, type, nil, 0, count))
    }
    let ties = plan.network.readout == .spikeCount ? last.membranes : nil
    return Int(tinysnn_argmax(scores, scoreType, ties, type, count))
  }

  /// The state of each layer.
  var traces: [LayerTrace] {
    zip(plan.layers, neurons).map { layer, neurons in
      let count = layer.layer.outputCount
      return LayerTrace(
        membranes: numbers(neurons.membranes, layer.membraneType, count),
        spikes: (0..<count).map {
          layer.fires && tinysnn_is_set(neurons.spikes, UInt16($0)) != 0
        },
        currents: layer.synapseType.map { numbers(neurons.synapses, $0, count) } ?? [],
        rises: layer.riseType.map { numbers(neurons.rises, $0, count) } ?? []
      )
    }
  }

  private func numbers(
    _ values: UnsafeMutableRawPointer?,
    _ type: StorageType,
    _ count: Int
  ) -> [Int32] {
    (0..<count).map { tinysnn_load(values, UInt16($0), type.code) }
  }
}
