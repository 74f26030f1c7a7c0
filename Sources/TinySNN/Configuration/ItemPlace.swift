import SpikingNetworks

/// Where an item of `network` stands, with the readers for it.
struct ItemPlace {
  /// The position in the list.
  let index: Int
  /// The item.
  let kind: NetworkItemKind
  /// Its key with what stands below.
  let entry: ConfigEntry
  /// The reader of the list's element, which holds the key.
  let parent: ConfigReader

  /// Creates the place of element `index` of `list`.
  init(index: Int, kind: NetworkItemKind, entry: ConfigEntry, list: ConfigReader) {
    (self.index, self.kind, self.entry) = (index, kind, entry)
    parent = ConfigReader(nil, name: "\(index)", parent: list)
  }

  /// The key.
  var key: String { entry.key }

  /// The dotted path, for example `network.2.conv`.
  var path: String { parent.path(key) }

  /// Returns a reader of what stands below the key.
  func section() -> ConfigReader { ConfigReader(entry.value, name: key, parent: parent) }

  /// Reports an error of the item as a whole.
  func report(_ message: String) {
    parent.report(message, at: entry.origin, key: key)
  }
}

/// What stands in front of the synapses of a layer, in the order of the properties.
struct LayerFront {
  /// The pooling of the spikes that enter.
  var pool: PoolSpec?
  /// The fraction of inputs that training silences; nil without such an item.
  var dropout: Double?
  /// Whether there is a `flatten`.
  var isFlat = false
  /// The last of the items.
  var last: ItemPlace?
}

/// Synapses that wait for their neurons, with what follows them in the order of the properties.
struct PendingSynapses {
  /// Where they stand.
  let place: ItemPlace
  /// The synapses.
  let connection: ConnectionSpec
  /// Whether the neurons reach each other.
  var isRecurrent = false
  /// The normalisation of the currents.
  var norm: BatchNormSpec?
  /// The pooling of the currents.
  var currentPool: PoolSpec?
}
