import Quantization
import SpikingNetworks
import Testing
import TinySNN

private let network = """
  conv: {channels: 4, kernel: 3}, norm: batch, lif: {}, pool: {kind: sum, size: 1}, dropout: 0.2, \
  depthwise: {kernel: 3, bias: false}, lif: {}, dense: {units: 10}, readout: membrane
  """

private func experiment(_ space: String) throws -> Experiment {
  try Experiment(
    yaml: "dataset: {kind: digits}\nnetwork: [\(network)]\nsearch:\n  space:\n    \(space)\n",
    file: "config.yaml"
  )
}

@Suite("Search of networks")
struct NetworkSearchTests {
  @Test("Sizes of convolutions are searched, and what does not fit is refused where it stands")
  func channels() throws {
    let base = try experiment("network.0.conv.channels: [4, 8]")
    let applied = try base.applying(base.search.space.candidate(at: 1))
    #expect(applied.networkSpec(shape: DatasetKind.digits.shape).geometries[1].channels == 8)
    let expected =
      "config.yaml:5:32: layer conv1 at network.0.conv: a kernel of 9 x 9 does not fit into 8 x 8 "
      + "with its padding"
    #expect(throws: Errors(expected)) {
      do { _ = try experiment("network.0.conv.kernel: [3, 9]") } catch let error
        as ConfigurationErrors
      {
        throw Errors(error.description)
      }
    }
  }

  @Test("A combination of sizes that does not fit fails its candidate")
  func combination() throws {
    let base = try experiment("network: {0.conv.kernel: [3, 5], 3.pool.size: [1, 2]}")
    for index in 0..<4 {
      let candidate = base.search.space.candidate(at: index)
      // 8 x 8 becomes 6 x 6 or 4 x 4, and 3 x 3 or 2 x 2 behind a pool of 2: each value fits alone.
      if index == 3 {
        #expect(throws: ConfigurationErrors.self) { try base.applying(candidate) }
      } else {
        #expect(throws: Never.self) { try base.applying(candidate) }
      }
    }
  }

  @Test("Exceptions that the text lacks can be searched, and a searched kind drops what it lacks")
  func tuning() throws {
    let base = try experiment(
      "network.2.lif.tuning.beta: {per: [layer, channel], learn: [true, false]}"
    )
    let applied = try (0..<4).map { try base.applying(base.search.space.candidate(at: $0)) }
    let tunings = applied.map { $0.network.layers[0].neuron.betaTuning }
    #expect(tunings.map(\.sharing) == [.layer, .layer, .channel, .channel])
    #expect(tunings.map(\.isTrained) == [true, false, true, false])
    let spread = Candidate(assignments: [
      Assignment(key: "network.2.lif.tuning.beta.spread", value: .double(0.05))
    ])
    let wide = try applied[2].applying(spread)
    #expect(wide.network.layers[0].neuron.betaTuning.spread == 0.05)
    let again = try wide.applying(base.search.space.candidate(at: 0))
    #expect(again == applied[0])
  }

  @Test("Rates, strides and precisions of layers by name and number are searched")
  func others() throws {
    let base = try experiment(
      """
      network.4.dropout.rate: [0, 0.3]
          network.5.depthwise.stride: [1, 2]
          quantize.layers.conv1.weights.bits: [3, 4]
          quantize.layers.1.weights.bits: [2]
          dataset.augment: {rotate: [0, 10], cutout: [0, 3]}
      """
    )
    #expect(
      base.search.space.dimensions.map(\.key).contains("quantize.layers.depthwise2.weights.bits")
    )
    let last = try base.applying(base.search.space.candidate(at: base.search.space.count - 1))
    #expect(last.network.layers[1].dropout == 0.3)
    #expect(last.quantizationSpec().layers.map(\.weights.bits) == [4, 2, 8])
    #expect(last.train.augmentation == AugmentationSpec(rotate: 10, cutout: 3))
  }

  @Test("per_layer makes bias dimensions for layers whose normalisation folds into one")
  func perLayer() throws {
    let space = try experiment("quantize.bias: {bits: [4, 8], per_layer: true}").search.space
    #expect(
      space.dimensions.map(\.key) == [
        "quantize.layers.conv1.bias.bits", "quantize.layers.dense3.bias.bits",
      ]
    )
  }
}

private struct Errors: Error, Hashable {
  var text: String
  init(_ text: String) { self.text = text }
}
