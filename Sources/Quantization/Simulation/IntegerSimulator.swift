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
  private let rateCoding: RateCoding

  /// Prepares `network`.
  public init(_ network: QuantizedNetwork) {
    self.network = network
    layers = network.layers.map(SimulatorLayer.init)
    rateCoding = RateCoding(
      seed: network.encodingSeed,
      stream: .encoding,
      maximum: network.input.maximum
    )
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
    for index in 0..<set.count {
      simulate(set.input(index), sample: order?[index] ?? index, &run) { _, _ in }
      let (_, prediction) = scores(run)
      predictions.append(prediction)
      correct += prediction == Int(set.labels[index]) ? 1 : 0
    }
    let count = Double(max(set.count, 1))
    let layerSpikes = run.spikeTotals.map { Double($0) / count }
    let inputSpikes = Double(run.inputSpikeTotal) / count
    return IntegerEvaluation(
      predictions: predictions,
      accuracy: Double(correct) / count,
      layerSpikes: layerSpikes,
      inputSpikes: inputSpikes,
      synops: run.operationTotals.reduce(0) { $0 + Double($1) / count },
      silentNeurons: run.everFired.map { $0.count { $0 == 0 } }
    )
  }

  /// Classifies one sample and records every state.
  ///
  /// - Parameters:
  ///   - input: The integers 0...2^bits - 1, one per input.
  ///   - sample: The sample's number in the rate coding; without effect under direct coding.
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
    let isDirect = network.input.coding == .direct
    if isDirect { layers[0].synapses.sum(values: input, &run.buffers[0]) }
    let last = layers.count - 1
    for step in 0..<network.input.timesteps {
      for index in layers.indices {
        if index > 0 {
          let previous = run.states[index - 1]
          accumulate(previous.active[0..<previous.activeCount], index, &run)
        } else if !isDirect {
          rateCoding.activeInputs(input, step: step, sample: sample, into: &run.inputActive)
          run.inputSpikeTotal += run.inputActive.count
          let active = run.inputActive
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
