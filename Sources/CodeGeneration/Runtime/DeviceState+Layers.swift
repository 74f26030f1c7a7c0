import CTinySNN
import Quantization
import SpikingNetworks

extension DeviceState {
  /// Computes the currents of a directly coded first layer.
  mutating func load(
    _ input: UnsafeBufferPointer<UInt8>,
    _ plan: DeviceLayer,
    _ descriptor: tinysnn_layer_t
  ) {
    let input = input.baseAddress
    plan.biases.withTable { biases in
      currents.withBytes { currents in
        guard let window = plan.window else {
          tinysnn_load_currents([descriptor], plan.weights, biases, input, currents)
          return
        }
        accumulators.withBytes { values in
          maxima.withBytes { maxima in
            tinysnn_load_window_currents(
              [descriptor],
              [window],
              plan.weights,
              biases,
              input,
              values,
              maxima,
              currents
            )
          }
        }
      }
    }
  }

  /// Draws the input spikes of one step; a dense first layer sums them on the way.
  mutating func encode(
    _ input: UnsafeBufferPointer<UInt8>,
    _ rate: tinysnn_rate_t,
    step: UInt8,
    _ plan: DeviceLayer,
    _ descriptor: tinysnn_layer_t
  ) {
    guard plan.window == nil else {
      tinysnn_encode_rate([rate], input.baseAddress, UInt16(input.count), step, &inputSpikes)
      return
    }
    accumulators.withBytes {
      tinysnn_accumulate_rate([descriptor], plan.weights, [rate], input.baseAddress, step, $0)
    }
  }

  /// Runs one step of layer `index` on what the layer before emitted.
  mutating func run(_ index: Int, _ plan: DeviceLayer, _ descriptor: tinysnn_layer_t) {
    var source = index > 0 ? spikes[index - 1] : inputSpikes
    if plan.layer.poolsByOr {
      pool(source, plan.layer.geometry)
      source = pooledSpikes
    }
    if index > 0 && plan.window == nil {
      accumulators.withBytes { tinysnn_accumulate([descriptor], plan.weights, source, $0) }
    }
    plan.biases.withTable { biases in
      plan.decays.withTable { decays in
        plan.thresholds.withTable { thresholds in
          membranes[index].withBytes { membranes in
            let layer = LayerCall(plan, descriptor, biases, decays, thresholds, membranes)
            if plan.isLoaded {
              currents.withBytes { layer.update($0, &spikes[index]) }
            } else {
              accumulators.withBytes { values in
                maxima.withBytes { layer.run(source, values, $0, &spikes[index]) }
              }
            }
          }
        }
      }
    }
  }

  private mutating func pool(_ source: [UInt8], _ geometry: LayerGeometry) {
    tinysnn_pool_spikes(
      source,
      UInt16(geometry.input.width),
      UInt16(geometry.input.channels),
      UInt16(geometry.inputWindow.height),
      UInt16(geometry.inputWindow.width),
      UInt16(geometry.pooled.height),
      UInt16(geometry.pooled.width),
      &pooledSpikes
    )
  }
}

/// The arguments that the runtime's functions of one layer share.
private struct LayerCall {
  typealias Table = UnsafePointer<UInt8>?

  let plan: DeviceLayer
  let descriptor: [tinysnn_layer_t]
  let window: [tinysnn_window_t]
  let biases: Table
  let decays: Table
  let thresholds: Table
  let membranes: UnsafeMutableRawPointer?

  init(
    _ plan: DeviceLayer,
    _ descriptor: tinysnn_layer_t,
    _ biases: Table,
    _ decays: Table,
    _ thresholds: Table,
    _ membranes: UnsafeMutableRawPointer?
  ) {
    self.plan = plan
    self.descriptor = [descriptor]
    window = plan.window.map { [$0] } ?? []
    self.biases = biases
    self.decays = decays
    self.thresholds = thresholds
    self.membranes = membranes
  }

  /// Runs the neurons of a loaded layer on its currents.
  func update(_ currents: UnsafeMutableRawPointer?, _ spikes: inout [UInt8]) {
    if window.isEmpty {
      tinysnn_update(descriptor, biases, decays, thresholds, currents, membranes, &spikes)
    } else {
      tinysnn_update_windows(
        descriptor,
        window,
        decays,
        thresholds,
        currents,
        membranes,
        &spikes
      )
    }
  }

  /// Runs a layer on spikes; the sums of one without windows stand in `values`.
  func run(
    _ source: [UInt8],
    _ values: UnsafeMutableRawPointer?,
    _ maxima: UnsafeMutableRawPointer?,
    _ spikes: inout [UInt8]
  ) {
    if window.isEmpty {
      tinysnn_update(descriptor, biases, decays, thresholds, values, membranes, &spikes)
    } else {
      tinysnn_step_windows(
        descriptor,
        window,
        plan.weights,
        biases,
        decays,
        thresholds,
        source,
        values,
        maxima,
        membranes,
        &spikes
      )
    }
  }
}
