import CTinySNN
import Quantization
import SpikingNetworks

/// The arguments of the runtime's functions of one layer, and the order in which an export calls them.
struct DeviceCalls {
  let layer: DeviceLayer
  /// The spikes of the layer; nil if it never fires.
  let spikes: UnsafeMutablePointer<UInt8>?
  private let descriptor: [tinysnn_layer_t]
  private let window: [tinysnn_window_t]
  private let tables: [tinysnn_tables_t]
  private let neurons: [tinysnn_neurons_t]
  private let values: UnsafeMutableRawPointer?
  private let maxima: UnsafeMutableRawPointer?
  private let loaded: UnsafeMutableRawPointer?
  private let inputSpikes: UnsafeMutablePointer<UInt8>?
  private let pooledSpikes: UnsafeMutablePointer<UInt8>?

  /// Prepares calls of `layer`; they are valid as long as `tables` and `memory` are.
  init(_ layer: DeviceLayer, _ tables: tinysnn_tables_t, _ memory: DeviceMemory) {
    let neurons = memory.neurons(of: layer)
    self.layer = layer
    self.tables = [tables]
    self.neurons = [neurons]
    spikes = neurons.spikes
    descriptor = [layer.descriptor]
    window = layer.window.map { [$0] } ?? []
    values = memory["accumulators"]
    maxima = memory["maxima"]
    loaded = memory["\(layer.layer.name)_\(layer.layer.loadedName)"]
    inputSpikes = memory.bytes("input_spikes")
    pooledSpikes = memory.bytes("pooled_spikes")
  }

  /// Computes what a direct-coded first layer needs once per sample.
  func load(_ input: UnsafePointer<UInt8>?) {
    if window.isEmpty {
      tinysnn_load_dense(descriptor, tables, input, loaded)
    } else {
      tinysnn_load_windows(descriptor, window, tables, input, values, maxima, loaded)
    }
  }

  /// Draws the input spikes of one step; a dense layer sums them on the way.
  func encode(_ input: UnsafePointer<UInt8>?, _ rate: tinysnn_rate_t, step: UInt8) {
    if window.isEmpty {
      tinysnn_accumulate_rate(descriptor, tables, neurons, [rate], input, step, values)
    } else {
      let count = UInt16(layer.layer.inputCount)
      tinysnn_encode_rate([rate], input, count, step, inputSpikes)
    }
  }

  /// Runs one step on the spikes of the layer before.
  ///
  /// - Parameters:
  ///   - source: Those spikes, or the frame of events; nil for drawn ones of the input. A loaded layer has no use for any.
  ///   - isAccumulated: Whether `encode` has summed the spikes already.
  func step(_ source: UnsafePointer<UInt8>?, isAccumulated: Bool) {
    let source = layer.layer.poolsByOr ? pool(source) : source ?? UnsafePointer(inputSpikes)
    switch (layer.isLoaded, window.isEmpty) {
    case (true, true) where layer.recurrence != nil:
      tinysnn_accumulate_loaded(descriptor, tables, neurons, loaded, values)
      tinysnn_update(descriptor, tables, neurons, values)
    case (true, true):
      tinysnn_update(descriptor, tables, neurons, loaded)
    case (true, false):
      tinysnn_update_windows(descriptor, window, tables, neurons, loaded)
    case (false, true):
      if !isAccumulated { tinysnn_accumulate(descriptor, tables, neurons, source, values) }
      tinysnn_update(descriptor, tables, neurons, values)
    case (false, false):
      tinysnn_step_windows(descriptor, window, tables, neurons, source, values, maxima)
    }
  }

  /// Runs all steps of a loaded first layer, whose spikes take the places of its currents.
  func runCurrents(steps: UInt8) {
    let channels = UInt16(layer.layer.geometry.channels)
    tinysnn_run_currents(descriptor, tables, neurons, channels, steps, loaded)
  }

  /// Writes the spikes of step `step` after `runCurrents`.
  func showSpikes(of step: UInt8) {
    let count = UInt16(layer.layer.outputCount)
    tinysnn_spikes_at(loaded, layer.currentType.code, count, step, spikes)
  }

  /// Runs all steps of the last layer on the spikes of `first` after its `runCurrents`.
  ///
  /// - Parameters:
  ///   - steps: Their number.
  ///   - scoring: What becomes of the layer in each step.
  ///   - scores: The scores and their storage; nil and 0 without any.
  func runHistories(
    of first: DeviceCalls,
    steps: UInt8,
    scoring: UInt8,
    scores: UnsafeMutableRawPointer?,
    scoreType: UInt8
  ) {
    tinysnn_run_histories(
      descriptor,
      tables,
      neurons,
      first.loaded,
      first.layer.currentType.code,
      steps,
      scoring,
      scores,
      scoreType
    )
  }

  private func pool(_ source: UnsafePointer<UInt8>?) -> UnsafePointer<UInt8>? {
    let sizes = layer.layer.geometry
    tinysnn_pool_spikes(
      source,
      UInt16(sizes.input.width),
      UInt16(sizes.input.channels),
      UInt16(sizes.inputWindow.height),
      UInt16(sizes.inputWindow.width),
      UInt16(sizes.pooled.height),
      UInt16(sizes.pooled.width),
      pooledSpikes
    )
    return UnsafePointer(pooledSpikes)
  }
}
