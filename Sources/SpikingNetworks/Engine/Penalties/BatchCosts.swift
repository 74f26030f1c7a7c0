/// What penalties on the mean activity of one batch make of it.
struct BatchCosts: Sendable {
  /// The sum of the penalties.
  let value: Double
  /// [neurons] of each layer, padding included: what a spike costs in any sample; empty where it costs nothing.
  private let costs: [[Float]]

  /// Evaluates `penalties` for `activity`.
  init(_ penalties: [BatchPenalty], of activity: BatchActivity, plan: ExecutionPlan) {
    var sums = activity.spikes.map { Array(repeating: 0.0, count: $0.count) }
    value = penalties.reduce(0.0) { $0 + $1.addCosts(of: activity, plan: plan, to: &sums) }
    costs = sums.map { sums in
      sums.contains { $0 != 0 } ? sums.map { Float($0) } : []
    }
  }

  /// Adds the costs to each of `samples` samples of `layer`.
  func add(to layer: LayerWorkspace, samples: Int) {
    let own = costs[layer.plan.index]
    guard !own.isEmpty else { return }
    layer.addCosts(samples: samples) { costs in
      for sample in 0..<samples {
        let row = costs + sample * own.count
        for neuron in own.indices { row[neuron] += own[neuron] }
      }
    }
  }
}
