import SpikingNetworks

/// An account of activity in words and tables.
struct ActivityText {
  /// The account.
  let account: ActivityAccount

  init(_ account: ActivityAccount) {
    self.account = account
  }

  /// The heads of the columns of `rows`.
  static let columns = [
    "layer", "neurons", "spikes", "per neuron and step", "synops", "MACs", "updates", "accesses",
  ]

  /// One row for each layer, and their sum.
  var rows: [[String]] {
    account.layers.map { layer in
      row(
        layer.name,
        layer.neurons,
        [layer.spikes, layer.spikeRate, layer.synops, layer.macs, layer.membraneUpdates],
        layer.memory
      )
    } + [
      row(
        "all",
        account.layers.reduce(0) { $0 + $1.neurons },
        [
          account.spikes.mean, account.spikeRate, account.synops.mean, account.macs,
          account.membraneUpdates,
        ],
        account.memory
      )
    ]
  }

  private func row(
    _ name: String,
    _ neurons: Int,
    _ figures: [Double],
    _ memory: MemoryAccesses
  ) -> [String] {
    [
      name, NumberText.grouped(neurons), NumberText.mean(figures[0]),
      NumberText.fixed(figures[1], 4),
    ] + figures[2...].map(NumberText.mean) + [NumberText.mean(memory.total)]
  }

  /// How spikes and synaptic operations are distributed, one line each.
  var distributions: [String] {
    [("spikes", account.spikes), ("synops", account.synops)].map { name, figures in
      "\(name): mean \(NumberText.mean(figures.mean)), "
        + "standard deviation \(NumberText.mean(figures.deviation)), "
        + "least \(NumberText.mean(figures.minimum)), median \(NumberText.mean(figures.median)), "
        + "95th percentile \(NumberText.mean(figures.percentile95)), "
        + "most \(NumberText.mean(figures.maximum))"
    }
  }

  /// The lines that `evaluate` and `inspect` print, without a line feed at the end of the last.
  var text: String {
    var table = TextTable(columns: Self.columns)
    for row in rows { table.add(row) }
    return table.text() + "over \(NumberText.counted(account.samples, "sample"))\n"
      + distributions.map { "  \($0)\n" }.joined()
      + "energy      \(account.energy.text)\n"
  }
}

extension EnergyEstimate {
  /// The estimates with their unit and a word that says what they are.
  var text: String {
    EnergyModel.allCases.map { "\(NumberText.picojoules(self[$0])) by \($0.rawValue)" }
      .joined(separator: ", ") + " per inference: estimates, not measured"
  }
}
