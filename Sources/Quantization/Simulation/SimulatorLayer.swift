import FixedPoint
import SpikingNetworks

/// The constants of one layer in the form that the simulator's loops read.
///
/// Every case of the contract becomes a number: no leak is a factor 0, no firing is a threshold
/// that no membrane reaches, guard bits are a factor and a rounding shift of which one is neutral.
/// What a channel owns is repeated for each of its neurons, so that the loops run straight through.
/// Synaptic currents and adaptive thresholds are passes of their own, before and after that of the
/// membranes.
struct SimulatorLayer {
  let synapses: SimulatorSynapses
  let currents: SimulatorCurrents
  let neuronCount: Int
  private let synapticCurrent: SimulatorSynapticCurrent?
  private let adaptation: SimulatorAdaptation?
  private let thresholds: [Int32]
  private let leak: SimulatorLeak
  private let width: SimulatorWidth
  private let resetsToValue: Bool
  private let resetValues: [Int32]

  init(_ layer: QuantizedLayer) {
    synapses = SimulatorSynapses(layer)
    currents = SimulatorCurrents(layer)
    neuronCount = layer.outputCount
    synapticCurrent = layer.synapse.map { SimulatorSynapticCurrent($0, of: layer) }
    adaptation = layer.firing?.adaptation.map { SimulatorAdaptation($0, of: layer) }
    thresholds = layer.perNeuron { channel in
      layer.firing.map { Int32($0.threshold.value(at: channel)) } ?? .max
    }
    leak = SimulatorLeak(layer.decay, of: layer)
    width = SimulatorWidth(bits: layer.membraneBits, layer.overflow)
    resetsToValue = layer.firing?.reset == .zero
    resetValues = layer.perNeuron { Int32(layer.firing?.resetValue(at: $0) ?? 0) }
  }

  /// Runs one step of the neurons on the buffers' currents: decay, integrate, bound, fire, reset.
  func step(_ buffers: inout SimulatorBuffers, _ state: inout LayerState) {
    synapticCurrent?.integrate(&buffers, &state)
    adaptation?.decay(thresholds, &buffers, &state)
    let drives = synapticCurrent == nil ? buffers.currents : buffers.drives
    let thresholds = adaptation == nil ? thresholds : buffers.thresholds
    switch leak {
    case .shared(let factor, let shift):
      step(drives, thresholds, &state) { _, v in shift(v &* factor) }
    case .factors(let factors, let shift):
      factors.withUnsafeBufferPointer { factors in
        step(drives, thresholds, &state) { neuron, v in shift(v &* factors[neuron]) }
      }
    case .shifts(let shifts):
      shifts.withUnsafeBufferPointer { shifts in
        step(drives, thresholds, &state) { neuron, v in shifts[neuron](v) }
      }
    }
    state.collectSpikes()
    adaptation?.rise(&state)
  }

  @inline(__always)
  private func step(
    _ drives: [Int32],
    _ thresholds: [Int32],
    _ state: inout LayerState,
    leak: (Int, Int32) -> Int32
  ) {
    let (width, resetsToValue, neuronCount) = (width, resetsToValue, neuronCount)
    state.membranes.withUnsafeMutableBufferPointer { membranes in
      state.fired.withUnsafeMutableBufferPointer { fired in
        drives.withUnsafeBufferPointer { drives in
          thresholds.withUnsafeBufferPointer { thresholds in
            resetValues.withUnsafeBufferPointer { resetValues in
              for neuron in 0..<neuronCount {
                let v = membranes[neuron]
                let u = width(v &- leak(neuron, v) &+ drives[neuron])
                let threshold = thresholds[neuron]
                let fires = u >= threshold
                fired[neuron] = fires ? 1 : 0
                let reset = resetsToValue ? resetValues[neuron] : u &- threshold
                membranes[neuron] = fires ? reset : u
              }
            }
          }
        }
      }
    }
  }
}
