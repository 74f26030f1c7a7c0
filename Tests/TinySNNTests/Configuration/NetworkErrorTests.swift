import Testing
import TinySNN

@Suite("Network errors")
struct NetworkErrorTests {
  @Test(
    "A list of layers that makes no network is refused",
    arguments: [
      (
        "[{dense: {units: 10}}, {lif: {treshold: 1}}, {readout: spike_count}]",
        "config.yaml:2:40: unknown key 'treshold' at network.1.lif; did you mean 'threshold'?"
      ),
      (
        "[{transformer: {heads: 8}}, {dense: {units: 10}}, {readout: membrane}]",
        "config.yaml:2:12: unknown layer kind 'transformer' at network.0; known kinds: dense, conv, "
          + "depthwise, conv1d, pool, dropout, flatten, norm, lif, if, synaptic, alif, relu, readout"
      ),
      (
        "[{dens: {units: 10}}, {dense: {units: 10}}, {readout: membrane}]",
        "config.yaml:2:12: unknown layer kind 'dens' at network.0; did you mean 'dense'?"
      ),
      (
        "[{dense: {units: 12}}, {readout: membrane}]",
        "config.yaml:2:27: expected 10 units (the classes of digits) at network.0.dense.units, "
          + "found 12"
      ),
      (
        "[{dense: {units: 10}}, {readout: spike_count}]",
        "config.yaml:2:34: expected neurons (lif, if, synaptic, alif) before the spike_count readout "
          + "at network.1.readout"
      ),
      (
        "[{dense: {units: 10}}, {lif: {}}, {readout: membrane}]",
        "config.yaml:2:45: expected synapses (dense, conv, depthwise, conv1d) before the membrane "
          + "readout at network.2.readout"
      ),
      (
        "[{dense: {units: 8}}, {dense: {units: 10}}, {readout: membrane}]",
        "config.yaml:2:33: expected neurons (lif, if, synaptic, alif, relu) between dense and dense at network.1.dense"
      ),
      (
        "[{dense: {units: 10}}, {lif: {}}]",
        "config.yaml:2:11: expected `readout: spike_count` or `readout: membrane` "
          + "as the last item of network"
      ),
      (
        "[{dense: {units: 10}}, {readout: membrane}, {lif: {}}]",
        "config.yaml:2:55: nothing may follow the readout at network.2, found 'lif'"
      ),
      (
        "[{dense: {}}, {readout: membrane}]",
        "config.yaml:2:19: missing key 'units' at network.0.dense; "
          + "expected a whole number in 1...4096"
      ),
      (
        "[{dense: {units: 10}}, {lif: {threshold: 1, reset_value: 1}}, {readout: spike_count}]",
        "config.yaml:2:67: expected a number at least -1000000 and below 1 "
          + "at network.1.lif.reset_value, found 1"
      ),
      (
        "[{dense: {units: 10}}, {lif: {threshold: 1e-46}}, {readout: spike_count}]",
        "config.yaml:2:51: expected a number in 1e-06...1000000 "
          + "at network.1.lif.threshold, found 1e-46"
      ),
      ("[]", "config.yaml:1:1: expected at least one layer at network"),
    ]
  )
  func wrongNetwork(network: String, expected: String) {
    #expect(configurationErrors("dataset: {kind: digits}\nnetwork: \(network)\n").first == expected)
  }

  @Test(
    "A place where an item may not stand is refused",
    arguments: [
      // Pools.
      (
        "pool: {kind: max}",
        "expected neurons before network.0.pool: the sample itself cannot be pooled"
      ),
      (
        "dense: {units: 8}, pool: {kind: max}",
        "expected neurons (lif, if, synaptic, alif, relu) behind dense at network.1.pool: "
          + "only the currents of a convolution can be pooled"
      ),
      (
        "conv: {channels: 2, kernel: 3}, pool: {kind: max}, pool: {kind: max}",
        "expected one pool between synapses and neurons, found another at network.2.pool"
      ),
      (
        "conv: {channels: 2, kernel: 3}, lif: {}, pool: {kind: sum}, pool: {kind: sum}",
        "expected one pool between synapses and neurons, found another at network.3.pool"
      ),
      (
        "conv: {channels: 2, kernel: 3}, pool: {kind: sum}",
        "expected max at network.1.pool.kind, found 'sum': behind synapses a pool takes the largest "
          + "current; put it behind the neurons to pool spikes"
      ),
      (
        "conv: {channels: 2, kernel: 3}, lif: {}, dropout: 0.1, pool: {kind: sum}",
        "expected dropout behind the pool at network.3.pool, found it before"
      ),
      (
        "conv: {channels: 2, kernel: 3}, lif: {}, flatten: {}, pool: {kind: sum}",
        "expected flatten behind the pool at network.3.pool, found it before"
      ),
      // Dropout.
      (
        "dropout: 0.1",
        "expected neurons before network.0.dropout: the sample itself cannot drop out"
      ),
      (
        "dense: {units: 8}, dropout: 0.1",
        "expected neurons (lif, if, synaptic, alif, relu) behind dense at network.1.dropout: "
          + "spikes drop out, currents do not"
      ),
      (
        "dense: {units: 8}, lif: {}, dropout: 0.1, dropout: 0.2",
        "expected one dropout in front of synapses, found another at network.3.dropout"
      ),
      (
        "dense: {units: 8}, lif: {}, flatten: {}, dropout: 0.2",
        "expected flatten behind the dropout at network.3.dropout, found it before"
      ),
      (
        "dense: {units: 10}, lif: {}, dropout: 0.1, readout: spike_count",
        "expected synapses (dense, conv, depthwise, conv1d) behind network.2.dropout, found 'readout'"
      ),
      // Flatten.
      (
        "flatten: {}, conv: {channels: 2, kernel: 3}",
        "expected dense behind network.0.flatten, found 'conv', which needs rows and columns"
      ),
      (
        "flatten: {}, flatten: {}",
        "expected one flatten in front of dense, found another at network.1.flatten"
      ),
      (
        "dense: {units: 8}, flatten: {}",
        "expected neurons (lif, if, synaptic, alif, relu) behind dense at network.1.flatten"
      ),
      // Norm.
      (
        "norm: batch",
        "expected synapses (dense, conv, depthwise, conv1d) directly before network.0.norm"
      ),
      (
        "dense: {units: 8}, lif: {}, norm: batch",
        "expected synapses (dense, conv, depthwise, conv1d) directly before network.2.norm"
      ),
      (
        "dense: {units: 8}, norm: batch, norm: batch",
        "expected one norm behind network.0.dense, found another at network.2.norm"
      ),
      (
        "conv: {channels: 2, kernel: 3}, pool: {kind: max}, norm: batch",
        "expected the norm before the pool at network.2.norm, directly behind synapses"
      ),
      (
        "dense: {units: 8, recurrent: true}, norm: batch",
        "expected no norm behind recurrent synapses at network.1.norm"
      ),
      // Synapses and neurons.
      ("lif: {}", "expected synapses (dense, conv, depthwise, conv1d) before network.0.lif"),
      (
        "conv: {channels: 2, kernel: 3}, dense: {units: 10}",
        "expected neurons (lif, if, synaptic, alif, relu) between conv and dense at network.1.dense"
      ),
      (
        "dense: {units: 10, recurrent: true}, readout: membrane",
        "expected neurons (lif, if, synaptic, alif) behind recurrent synapses at network.1.readout: "
          + "a membrane that is read out never fires"
      ),
      (
        "conv1d: {channels: 2, kernel: 3}",
        "expected activations of height 1 in front of network.0.conv1d, found 8 x 8; conv takes images"
      ),
    ]
  )
  func wrongPlace(items: String, expected: String) {
    #expect(firstError(items) == expected)
  }
}

/// Returns the first error of a network of `items`, without its place in the text.
func firstError(_ items: String) -> String? {
  // A flow list of pairs: each item becomes a mapping of its own.
  let yaml = "dataset: {kind: digits}\nnetwork: [\(items)]\n"
  return configurationErrors(yaml).first.map {
    String($0.trimmingPrefix(#/config\.yaml:[0-9]+:[0-9]+: /#))
  }
}
