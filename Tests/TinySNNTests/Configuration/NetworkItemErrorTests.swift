import SpikingNetworks
import Testing
import TinySNN

@Suite("Network item errors")
struct NetworkItemErrorTests {
  @Test(
    "A value of an item out of range is refused",
    arguments: [
      (
        "conv: {channels: 0, kernel: 3}",
        "expected a whole number in 1...4096 at network.0.conv.channels, found 0"
      ),
      (
        "conv: {channels: 2}",
        "missing key 'kernel' at network.0.conv; "
          + "expected a whole number in 1...255 or [rows, columns]"
      ),
      (
        "conv: {channels: 2, kernel: [3, 3, 3]}",
        "expected a whole number in 1...255 or [rows, columns] at network.0.conv.kernel, found a list"
      ),
      (
        "conv: {channels: 2, kernel: 3, padding: full}",
        "expected valid | same | a whole number in 0...254 or [rows, columns] "
          + "at network.0.conv.padding, found 'full'"
      ),
      (
        "conv: {channels: 2, kernel: [3, 4], padding: same}",
        "expected an odd kernel with padding 'same' at network.0.conv.kernel, found 3 x 4"
      ),
      (
        "conv: {channels: 2, kernel: 3, dilation: 2}",
        "unknown key 'dilation' at network.0.conv; "
          + "known keys: channels, groups, kernel, stride, padding, bias"
      ),
      (
        "depthwise: {kernel: 3, multiplyer: 2}",
        "unknown key 'multiplyer' at network.0.depthwise; did you mean 'multiplier'?"
      ),
      ("konv: {channels: 2}", "unknown layer kind 'konv' at network.0; did you mean 'conv'?"),
      ("flaten", "unknown layer kind 'flaten' at network.0; did you mean 'flatten'?"),
      ("lif", "expected one layer such as `dense: {units: 10}` at network.0, found 'lif'"),
      (
        "dense: {units: 8}, norm: layer", "expected batch at network.1.norm, found 'layer'"
      ),
      (
        "dense: {units: 8}, norm: {epsilon: 0}",
        "expected a number above 0 and at most 1 at network.1.norm.epsilon, found 0"
      ),
      (
        "dense: {units: 8}, lif: {}, dropout: 1",
        "expected a number at least 0 and below 1 at network.2.dropout, found 1"
      ),
      (
        "dense: {units: 8}, lif: {}, dropout: {}",
        "missing key 'rate' at network.2.dropout; expected a number at least 0 and below 1"
      ),
      (
        "dense: {units: 8}, lif: {}, pool: {size: 2}",
        "missing key 'kind' at network.2.pool; expected sum | average | max"
      ),
      (
        "dense: {units: 8}, if: {beta: 0.9}",
        "unknown key 'beta' at network.1.if; known keys: threshold, reset, reset_value, tuning"
      ),
      (
        "dense: {units: 8}, if: {tuning: {beta: {learn: true}}}",
        "unknown key 'beta' at network.1.if.tuning; known keys: threshold"
      ),
      (
        "dense: {units: 8}, lif: {alpha: 0.9}",
        "unknown key 'alpha' at network.1.lif; "
          + "known keys: beta, threshold, reset, reset_value, tuning"
      ),
      (
        "dense: {units: 8}, alif: {adaptation_decay: 2}",
        "expected a number in 0...1 at network.1.alif.adaptation_decay, found 2"
      ),
      (
        "dense: {units: 8}, lif: {tuning: {beta: {per: neuron}}}",
        "expected layer | channel at network.1.lif.tuning.beta.per, found 'neuron'"
      ),
      (
        "dense: {units: 8}, lif: {tuning: {beta: {spread: 0.1}}}",
        "unknown key 'spread' at network.1.lif.tuning.beta; known keys: per, learn"
      ),
      (
        "dense: {units: 8}, lif: {tuning: {beta: {per: channel, spread: 0.2}}}",
        "expected a spread that keeps beta in 0...1 at network.1.lif.tuning.beta.spread, "
          + "found 0.2 around 0.9"
      ),
      (
        "dense: {units: 8}, lif: {tuning: {threshold: {per: channel, spread: 1}}}",
        "expected a spread that keeps threshold above 0 at network.1.lif.tuning.threshold.spread, "
          + "found 1.0 around 1.0"
      ),
    ]
  )
  func wrongValue(items: String, expected: String) {
    #expect(firstError(items) == expected)
  }

  @Test(
    "A layer that does not fit the one before it is refused at its item",
    arguments: [
      (
        "conv: {channels: 2, kernel: 9}, lif: {}",
        "layer conv1 at network.0.conv: a kernel of 9 x 9 does not fit into 8 x 8 with its padding"
      ),
      (
        "conv: {channels: 2, kernel: 3, padding: 3}, lif: {}",
        "layer conv1 at network.0.conv: the padding must be smaller than the kernel"
      ),
      (
        "conv: {channels: 4, kernel: 3, groups: 2}, lif: {}",
        "layer conv1 at network.0.conv: 2 groups do not divide the 1 input channels evenly"
      ),
      (
        "conv: {channels: 4, kernel: 3}, lif: {}, conv: {channels: 6, kernel: 3, groups: 4}, lif: {}",
        "layer conv2 at network.2.conv: 4 groups do not divide the 6 output channels evenly"
      ),
      (
        "conv: {channels: 4, kernel: 3}, lif: {}, pool: {kind: sum, size: 7}",
        "the pool of 7 x 7 at network.2.pool is larger than the 6 x 6 that it pools"
      ),
      (
        "conv: {channels: 4, kernel: 3}, pool: {kind: max, size: 7}, lif: {}",
        "the pool of 7 x 7 at network.1.pool is larger than the 6 x 6 that it pools"
      ),
      (
        "conv: {channels: 4, kernel: [8, 1]}, lif: {}, pool: {kind: max, size: 9}",
        "the pool of 1 x 9 at network.2.pool is larger than the 1 x 8 that it pools"
      ),
      (
        "depthwise: {multiplier: 4096, kernel: 1}, lif: {}, depthwise: {multiplier: 4096, kernel: 1}, "
          + "lif: {}, depthwise: {multiplier: 4096, kernel: 1}, lif: {}",
        "layer depthwise1 at network.0.depthwise: 262144 neurons; 1...65536 are possible"
      ),
    ]
  )
  func wrongSize(items: String, expected: String) {
    #expect(firstError(items + ", dense: {units: 10}, readout: membrane") == expected)
  }

  @Test("A network that no text spells is refused for its pool, not for the neurons that it leaves")
  func poolOfSpec() {
    func reason(inputPool: Int?, currentPool: Int?) -> String? {
      let pools = [inputPool, currentPool].map { size in
        size.map { PoolSpec(kind: .max, size: Extent($0)) }
      }
      let convolution = ConnectionSpec.convolution(
        ConvolutionSpec(filters: .grouped(channels: 2, groups: 1), kernel: Extent(3))
      )
      let fires = NeuronSpec(beta: 0.9, firing: FiringSpec(threshold: 1, reset: .subtract))
      let spec = NetworkSpec(
        input: InputSpec(shape: DatasetKind.digits.shape, coding: .direct, bits: 4, timesteps: 2),
        layers: [
          LayerSpec(name: "a", connection: convolution, neuron: fires),
          LayerSpec(
            name: "b",
            inputPool: pools[0],
            connection: convolution,
            currentPool: pools[1],
            neuron: fires
          ),
        ],
        readout: .spikeCount
      )
      do { try spec.validate() } catch { return "\(error)" }
      return nil
    }
    // Behind 8 x 8 and a kernel of 3 there are 6 x 6, then 4 x 4.
    #expect(
      reason(inputPool: 7, currentPool: nil)
        == "invalid network: b: a pool of 7 x 7 is larger than the 6 x 6 that it pools"
    )
    #expect(
      reason(inputPool: nil, currentPool: 5)
        == "invalid network: b: a pool of 5 x 5 is larger than the 4 x 4 that it pools"
    )
  }

  @Test("The layer that is read out is dense")
  func readsOutDense() {
    for items in ["conv: {channels: 2, kernel: 3}", "conv: {channels: 10, kernel: 8}"] {
      #expect(
        firstError(items + ", readout: membrane")
          == "layer conv1 at network.0.conv: the layer that is read out must be dense"
      )
    }
  }
}
