import FixedPoint
import SpikingNetworks

/// About the bytes that a model will need, known before there are any weights.
///
/// Flash as `MemoryFootprint` counts it, with the part of weights that pruning is asked to take away in place
/// of zeros that are counted, and every channel alive. RAM takes the widths that are asked for, and 32 bits
/// for sums. For choosing what to try next: figures that are reported come from `MemoryFootprint`.
public struct FootprintForecast: Hashable, Sendable {
  /// The bytes of flash.
  public let flashBytes: Int
  /// The bytes of RAM.
  public let ramBytes: Int

  /// Forecasts the integers of `spec` under `specification`.
  ///
  /// - Parameters:
  ///   - spec: The structure.
  ///   - specification: The precisions, one element per layer.
  ///   - sparsity: The part of each layer's synapses that are 0; empty for none.
  public init(
    of spec: NetworkSpec,
    _ specification: QuantizationSpec,
    sparsity: [Double] = []
  ) {
    var (flash, ram) = (0, 0)
    for (index, (layer, geometry)) in zip(spec.layers, spec.geometries).enumerated() {
      let precisions = specification.layers[index]
      let missing = index < sparsity.count ? sparsity[index] : 0
      flash += Self.weightBytes(layer, geometry, precisions.weights, sparsity: missing)
      flash += Self.parameterBytes(layer, geometry, precisions)
      ram += Self.stateBytes(layer, geometry, precisions)
      if index == 0 && spec.input.coding == .direct { ram += 4 * geometry.neurons.count }
    }
    if spec.readout != .membrane(.last) {
      ram += (spec.readout == .spikeCount ? 1 : 4) * spec.classCount
    }
    flashBytes = flash
    ramBytes = ram + 1
  }

  private static func weightBytes(
    _ layer: LayerSpec,
    _ geometry: LayerGeometry,
    _ weights: WeightQuantization,
    sparsity: Double
  ) -> Int {
    let movesWindow = !geometry.isDense || geometry.inputWindow.area > 1
    let site: DecoderSite = geometry.groups > 1 ? .grouped : movesWindow ? .convolution : .dense
    let rows = geometry.storedRows
    var bytes = tableBytes(rows.count, rows.weights, weights, site, sparsity)
    if layer.isRecurrent {
      bytes += tableBytes(geometry.channels, geometry.channels, weights, .dense, sparsity)
    }
    return bytes
  }

  private static func tableBytes(
    _ rows: Int,
    _ length: Int,
    _ weights: WeightQuantization,
    _ site: DecoderSite,
    _ sparsity: Double
  ) -> Int {
    let (grid, bits) = (weights.grid, weights.storedBits)
    let table = DenseRows(
      rowCount: rows,
      rowLength: length,
      grid: grid,
      bits: bits,
      site: site
    )
    let dense = table.tableBytes + table.decoderBytes
    guard sparsity > 0,
      let decoder = MemoryFootprint.sparseDecoderBytes(grid: grid, bits: bits, at: site)
    else { return dense }
    let stored = (1 - sparsity) * Double(length * grid.sparseBits(bits)) / 8
    let row = (length + 7) / 8 + Int(stored.rounded(.up))
    let starts = (row + 2) * rows <= 65_535 ? 2 : 4
    let sparse = (row + starts) * rows + decoder
    return sparse < table.plainBytes ? sparse : dense
  }

  private static func parameterBytes(
    _ layer: LayerSpec,
    _ geometry: LayerGeometry,
    _ precisions: LayerQuantization
  ) -> Int {
    func bytes(_ bits: Int) -> Int { bits <= 8 ? 1 : 2 }
    let channels = geometry.channels
    // One number for the layer unless scales or the float numbers differ by channel.
    let scales = precisions.weights.scale == .channel ? channels : 1
    func decay(_ quantization: DecayQuantization, _ count: Int) -> Int {
      switch quantization.kind {
      case .multiplier: count * bytes(quantization.bits) + 1
      case .shift: count
      }
    }
    let neuron = layer.neuron
    var sum = 1
    if layer.hasBias || layer.norm != nil { sum += channels * bytes(precisions.bias.bits) + 1 }
    if neuron.beta < 1 || neuron.betaTuning != .fixed {
      sum += decay(precisions.decay, neuron.betaTuning.sharing == .channel ? channels : 1)
    }
    if neuron.synapticDecay != nil { sum += decay(precisions.synapse.decay, 1) }
    guard let firing = neuron.firing else { return sum }
    let thresholds = firing.thresholdTuning.sharing == .channel ? channels : scales
    sum += thresholds * bytes(precisions.threshold.bits) + 1
    if firing.reset == .zero && firing.resetValue != 0 {
      sum += scales * bytes(precisions.reset.bits) + 1
    }
    if firing.adaptation != nil {
      sum += decay(precisions.adaptation.decay, 1)
      sum += scales * bytes(precisions.adaptation.step.bits) + 1
    }
    return sum
  }

  private static func stateBytes(
    _ layer: LayerSpec,
    _ geometry: LayerGeometry,
    _ precisions: LayerQuantization
  ) -> Int {
    let neurons = geometry.neurons.count
    func bytes(_ bits: Int) -> Int { neurons * StorageType(bits: bits).bytes }
    var sum = bytes(precisions.membrane.bits)
    if layer.neuron.synapticDecay != nil { sum += bytes(precisions.synapse.bits) }
    if layer.neuron.firing?.adaptation != nil { sum += bytes(precisions.adaptation.bits) }
    if layer.neuron.firing != nil { sum += (neurons + 7) / 8 }
    return sum
  }
}
