import FixedPoint
import SpikingNetworks

/// The executable form of `docs/numerics.md`: the reference that the C runtime equals bit for bit.
///
/// Pure Swift on 32-bit integers. A value of this type is immutable and may be used by several
/// threads at once.
public struct IntegerSimulator: Sendable {
  /// The network that is run.
  public let network: QuantizedNetwork
  private let layers: [SimulatorLayer]
  /// Where input spikes come from; nil under direct coding.
  private let inputSpikes: InputSpikes?

  /// Prepares `network`.
  public init(_ network: QuantizedNetwork) {
    self.network = network
    layers = network.layers.map(SimulatorLayer.init)
    inputSpikes = InputSpikes(network.input, seed: network.encodingSeed)
  }

  /// Classifies all samples of `set`.
  ///
  /// Rate-coded inputs draw their spikes at (sample number, step), so the result does not depend on how a set is
  /// divided into calls, or ordered, as long as the numbers go along.
  ///
  /// - Parameters:
  ///   - set: The samples, with inputs of the network's width.
  ///   - order: [sample]: its number; nil counts from 0.
  public func evaluate(_ set: SampleSet, order: [Int]? = nil) -> IntegerEvaluation {
    var run = Run(network.layers)
    var predictions: [Int] = []
    predictions.reserveCapacity(set.count)
    var correct = 0
    let fanOut = network.directFanOut
    var macs = 0
    for index in 0..<set.count {
      let input = set.input(index)
      simulate(input, sample: order?[index] ?? index, &run) { _, _ in }
      macs += input.connected(by: fanOut).synapses
      let (_, prediction) = scores(run)
      predictions.append(prediction)
      correct += prediction == Int(set.labels[index]) ? 1 : 0
    }
    let count = Double(max(set.count, 1))
    let layerSynops = run.operationTotals.map { Double($0) / count }
    let layerSpikes = run.spikeTotals.map { Double($0) / count }
    let inputSpikes = Double(run.inputSpikeTotal) / count
    return IntegerEvaluation(
      predictions: predictions,
      accuracy: Double(correct) / count,
      layerSpikes: layerSpikes,
      inputSpikes: inputSpikes,
      synops: layerSynops.reduce(0, +),
      layerSynops: layerSynops,
      macs: Double(macs) / count,
      silentNeurons: run.everFired.map { $0.count { $0 == 0 } }
    )
  }

  /// Returns what each sample of `set` makes the network do.
  ///
  /// - Parameters:
  ///   - set: The samples, with inputs of the network's width.
  ///   - order: [sample]: its number; nil counts from 0.
  public func activity(on set: SampleSet, order: [Int]? = nil) -> SampleActivity {
    var activity = SampleActivity(samples: set.count, layers: layers.count)
    let fanOut = network.directFanOut
    for index in 0..<set.count {
      var run = Run(network.layers)
      let input = set.input(index)
      simulate(input, sample: order?[index] ?? index, &run) { _, _ in }
      let first = index * layers.count
      for layer in layers.indices {
        activity.spikes[first + layer] = run.spikeTotals[layer]
        activity.operations[first + layer] =
          run.operationTotals[layer] - (layer == 0 ? run.inputOperationTotal : 0)
      }
      (activity.inputs[index], activity.inputOperations[index]) =
        network.input.coding == .direct
        ? input.connected(by: fanOut) : (run.inputSpikeTotal, run.inputOperationTotal)
    }
    return activity
  }

  /// Classifies one sample and records every state.
  ///
  /// - Parameters:
  ///   - input: The integers 0...2^bits - 1, one per input; of events the frames of spikes.
  ///   - sample: The sample's number in the rate coding; without effect under the others.
  public func trace(_ input: ArraySlice<UInt8>, sample: Int) -> SimulationTrace {
    var run = Run(network.layers)
    var steps: [[LayerTrace]] = []
    simulate(input, sample: sample, &run) { states, _ in
      steps.append(states.map(\.trace))
    }
    let (scores, prediction) = scores(run)
    return SimulationTrace(steps: steps, scores: scores, prediction: prediction)
  }

  /// The buffers of one thread, reused from sample to sample.
  private struct Run {
    var states: [LayerState]
    var buffers: [SimulatorBuffers]
    var inputActive: [Int32]
    /// Spike counts or membrane sums of the last layer, for the current sample.
    var counts: [Int]
    var sums: [Int]
    var spikeTotals: [Int]
    var inputSpikeTotal = 0
    /// The synaptic operations of input spikes.
    var inputOperationTotal = 0
    /// The synaptic operations that feed each layer.
    var operationTotals: [Int]
    var everFired: [[Int32]]

    init(_ layers: [QuantizedLayer]) {
      states = layers.map(LayerState.init)
      buffers = layers.map(SimulatorBuffers.init)
      inputActive = []
      inputActive.reserveCapacity(layers.first?.inputCount ?? 0)
      counts = [Int](repeating: 0, count: layers.last?.outputCount ?? 0)
      sums = counts
      spikeTotals = [Int](repeating: 0, count: layers.count)
      operationTotals = spikeTotals
      everFired = layers.map { [Int32](repeating: 0, count: $0.outputCount) }
    }

    mutating func reset() {
      for index in states.indices { states[index].reset() }
      for index in counts.indices {
        counts[index] = 0
        sums[index] = 0
      }
    }
  }

  private func simulate(
    _ input: ArraySlice<UInt8>,
    sample: Int,
    _ run: inout Run,
    afterStep: ([LayerState], Int) -> Void
  ) {
    run.reset()
    if inputSpikes == nil { layers[0].synapses.sum(values: input, &run.buffers[0]) }
    let last = layers.count - 1
    for step in 0..<network.input.timesteps {
      for index in layers.indices {
        if index > 0 {
          let previous = run.states[index - 1]
          accumulate(previous.active[0..<previous.activeCount], index, &run)
        } else if let inputSpikes {
          inputSpikes.activeInputs(input, step: step, sample: sample, into: &run.inputActive)
          run.inputSpikeTotal += run.inputActive.count
          let active = run.inputActive
          run.inputOperationTotal += layers[0].synapses.operations(active[...])
          accumulate(active[...], index, &run)
        } else if step == 0 || layers[0].currents.isRecurrent {
          // The sums of a direct-coded layer are the same in every step.
          layers[0].currents.complete(&run.buffers[0], after: run.states[0])
        }
        layers[index].step(&run.buffers[index], &run.states[index])
        count(&run, layer: index)
      }
      for neuron in run.counts.indices {
        run.counts[neuron] += Int(run.states[last].fired[neuron])
        run.sums[neuron] += Int(run.states[last].membranes[neuron])
      }
      afterStep(run.states, step)
    }
  }

  private func accumulate(_ active: ArraySlice<Int32>, _ index: Int, _ run: inout Run) {
    layers[index].synapses.sum(active, &run.buffers[index])
    layers[index].currents.complete(&run.buffers[index], after: run.states[index])
    run.operationTotals[index] += layers[index].synapses.operations(active)
  }

  /// Counts the spikes of layer `index` in this step, and the recurrent synapses behind them.
  private func count(_ run: inout Run, layer index: Int) {
    let count = run.states[index].activeCount
    run.spikeTotals[index] += count
    if layers[index].currents.isRecurrent {
      run.operationTotals[index] += count * layers[index].neuronCount
    }
    for neuron in run.states[index].active[0..<count] {
      run.everFired[index][Int(neuron)] = 1
    }
  }

  private func scores(_ run: Run) -> (scores: [Int], prediction: Int) {
    let membranes = run.states[layers.count - 1].membranes
    switch network.readout {
    case .spikeCount:
      return (run.counts, Prediction.largest(counts: run.counts, membranes: membranes))
    case .membrane(.sum):
      return (run.sums, Prediction.largest(run.sums))
    case .membrane(.last):
      return (membranes.map(Int.init), Prediction.largest(membranes))
    }
  }
}

extension QuantizedNetwork {
  /// The synapses behind each value of a direct-coded sample; empty where inputs are spikes.
  var directFanOut: [Int] {
    guard input.coding == .direct, let geometry = layers.first?.geometry else { return [] }
    return (0..<input.shape.count).map(geometry.fanOut(from:))
  }
}

extension ArraySlice<UInt8> {
  /// How many values are not 0, and the synapses behind them; 0 where `fanOut` is empty.
  fileprivate func connected(by fanOut: [Int]) -> (values: Int, synapses: Int) {
    var (values, synapses) = (0, 0)
    for (value, fan) in zip(self, fanOut) where value != 0 {
      values += 1
      synapses += fan
    }
    return (values, synapses)
  }
}
