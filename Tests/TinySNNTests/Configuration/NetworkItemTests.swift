import SpikingNetworks
import Testing
import TinySNN

private func experiment(_ items: String, _ overrides: [String] = []) throws -> Experiment {
  try Experiment(
    yaml: "dataset: {kind: digits}\nnetwork: [\(items)]\n",
    file: "config.yaml",
    overrides: overrides
  )
}

private let convolutional = """
  conv: {channels: 4, kernel: 3, padding: same}, norm: batch, lif: {}, \
  pool: {kind: sum, size: 2}, dropout: 0.2, depthwise: {kernel: [3, 1], padding: [1, 0]}, \
  pool: {kind: max}, synaptic: {alpha: 0.7}, flatten, dense: {units: 10}, readout: membrane
  """

@Suite("Network items")
struct NetworkItemTests {
  @Test("Items become the parts of the layers that follow them")
  func layers() throws {
    let layers = try experiment(convolutional).network.layers
    #expect(layers.map(\.name) == ["conv1", "depthwise2", "dense3"])
    #expect(
      layers[0]
        == LayerSpec(
          name: "conv1",
          connection: .convolution(
            ConvolutionSpec(
              filters: .grouped(channels: 4, groups: 1),
              kernel: Extent(3),
              padding: Extent(1)
            )
          ),
          norm: BatchNormSpec(epsilon: 1e-5, momentum: 0.1),
          neuron: NeuronSpec(beta: 0.9, firing: FiringSpec(threshold: 1, reset: .subtract))
        )
    )
    #expect(
      layers[1]
        == LayerSpec(
          name: "depthwise2",
          inputPool: PoolSpec(kind: .sum, size: Extent(2)),
          dropout: 0.2,
          connection: .convolution(
            ConvolutionSpec(
              filters: .depthwise(multiplier: 1),
              kernel: Extent(height: 3, width: 1),
              padding: Extent(height: 1, width: 0)
            )
          ),
          currentPool: PoolSpec(kind: .max, size: Extent(2)),
          neuron: NeuronSpec(
            beta: 0.9,
            firing: FiringSpec(threshold: 1, reset: .subtract),
            synapticDecay: 0.7
          )
        )
    )
    #expect(layers[2].dropout == 0 && layers[2].inputPool == nil)
  }

  @Test("One number is a part of the row where the activations are one row")
  func rows() throws {
    let resolved = try experiment(
      """
      conv: {channels: 2, kernel: [8, 1]}, lif: {}, pool: {kind: average, size: 2}, \
      conv1d: {channels: 3, kernel: 3, padding: same}, lif: {}, \
      depthwise: {kernel: 3, padding: 1}, pool: {kind: max, size: [1, 2]}, lif: {}, \
      dense: {units: 10}, readout: membrane
      """
    )
    let layers = resolved.network.layers
    #expect(layers.map(\.name) == ["conv1", "conv2", "depthwise3", "dense4"])
    #expect(layers[1].inputPool?.size == Extent(height: 1, width: 2))
    for index in 1...2 {
      guard case .convolution(let convolution) = layers[index].connection else {
        Issue.record("no convolution")
        continue
      }
      #expect(convolution.kernel == Extent(height: 1, width: 3))
      #expect(convolution.padding == Extent(height: 0, width: 1))
      #expect(convolution.stride == Extent(1))
    }
    #expect(layers[2].currentPool?.size == Extent(height: 1, width: 2))
    #expect(resolved.yaml.contains("pool: {kind: max, size: 2}"), "the shortest spelling")
  }

  @Test("Neurons have their dynamics, and what is tuned is spelled as an exception")
  func neurons() throws {
    let resolved = try experiment(
      """
      dense: {units: 8, recurrent: true}, \
      alif: {adaptation_step: 0.2, tuning: {beta: {per: channel, spread: 0.05, learn: true}}}, \
      dense: {units: 10}, if: {tuning: {threshold: {learn: true}}}, readout: spike_count
      """
    )
    let layers = resolved.network.layers
    #expect(layers.map(\.isRecurrent) == [true, false])
    #expect(
      layers[0].neuron.betaTuning
        == ParameterTuning(sharing: .channel, spread: 0.05, isTrained: true)
    )
    #expect(layers[0].neuron.firing?.adaptation == AdaptationSpec(decay: 0.9, step: 0.2))
    #expect(layers[1].neuron.beta == 1 && layers[1].neuron.betaTuning == .fixed)
    #expect(
      layers[1].neuron.firing?.thresholdTuning
        == ParameterTuning(sharing: .layer, spread: 0, isTrained: true)
    )
    #expect(resolved.yaml.contains("tuning: {threshold: {per: layer, learn: true}}"))
    #expect(try Experiment(yaml: resolved.yaml, file: "canonical") == resolved)
  }

  @Test(
    "Every spelling of an item survives the round trip",
    arguments: [
      convolutional,
      "flatten, dense: {units: 10}, norm: {momentum: 0.2}, readout: {kind: membrane, score: last}",
      "conv: {channels: 4, kernel: 3, stride: [1, 2], padding: 0, bias: false}, if: {}, "
        + "conv: {channels: 4, kernel: 2, groups: 2}, alif: {reset: zero, reset_value: -0.5}, "
        + "dropout: {rate: 0.5}, dense: {units: 10}, synaptic: {tuning: {}}, readout: spike_count",
      "conv: {channels: 5, kernel: [8, 8]}, lif: {}, dense: {units: 10}, readout: membrane",
      "dense: {units: 10}, lif: {tuning: {threshold: {per: channel, spread: 0.5}}}, "
        + "readout: spike_count",
    ]
  )
  func roundTrip(items: String) throws {
    let resolved = try experiment(items)
    let again = try Experiment(yaml: resolved.yaml, file: "canonical")
    #expect(again == resolved)
    #expect(again.yaml == resolved.yaml)
  }

  @Test("The network of the canonical text has every default")
  func canonicalText() throws {
    let text = try experiment(convolutional).yaml
    let network = text.split(separator: "network:\n")[1].split(separator: "\nnetworks:")[0]
    #expect(
      network == """
          - conv: {channels: 4, kernel: 3, stride: 1, padding: same, groups: 1, bias: true}
          - norm: {kind: batch, epsilon: 1e-05, momentum: 0.1}
          - lif: {beta: 0.9, threshold: 1.0, reset: subtract, reset_value: 0.0, tuning: {}}
          - pool: {kind: sum, size: 2}
          - dropout: {rate: 0.2}
          - depthwise: {multiplier: 1, kernel: [3, 1], stride: 1, padding: [1, 0], bias: true}
          - pool: {kind: max, size: 2}
          - synaptic:
              alpha: 0.7
              beta: 0.9
              threshold: 1.0
              reset: subtract
              reset_value: 0.0
              tuning: {}
          - flatten: {}
          - dense: {units: 10, bias: true, recurrent: false}
          - readout: {kind: membrane, beta: 1.0, score: sum}
        """
    )
  }

  @Test("Keys of items can be overridden, short forms too")
  func overrides() throws {
    let layers = try experiment(
      convolutional,
      [
        "network.0.conv.channels=6", "network.2.lif.beta=0.8", "network.4.dropout=0.3",
        "network.7.synaptic.tuning.threshold.learn=true",
        "quantize.layers.depthwise2.weights.bits=3",
      ]
    ).network.layers
    #expect(layers[0].connection.hasBias && layers[0].neuron.beta == 0.8)
    #expect(layers[1].dropout == 0.3)
    #expect(layers[1].neuron.firing?.thresholdTuning.isTrained == true)
  }

  @Test("An architecture in a few words")
  func summary() throws {
    func summary(_ items: String) throws -> String {
      try experiment(items).networkSpec(shape: DatasetKind.digits.shape).summary
    }
    let readout = ", lif: {}, dense: {units: 10}, readout: membrane"
    #expect(try summary("dense: {units: 32}" + readout) == "64-32-10, T=8, direct")
    #expect(
      try summary("dense: {units: 32, recurrent: true}" + readout) == "64-32R-10, T=8, direct"
    )
    #expect(try summary(convolutional) == "4C3-P2-DW3x1-MP2-10, T=8, direct")
    #expect(
      try summary(
        "conv: {channels: 4, kernel: 3, stride: 2}, lif: {}, pool: {kind: average, size: [1, 2]}, "
          + "conv: {channels: 6, kernel: 1, groups: 2}" + readout
      ) == "4C3s2-AP1x2-6C1g2-10, T=8, direct"
    )
  }
}
