import SpikingNetworks

/// Windows that do not overlap, each within one channel.
struct ReferencePooling {
  let kind: PoolKind
  /// Per pooled element, the elements of its window in row-major order.
  let windows: [[Int]]

  init(_ pool: PoolSpec, from shape: SampleShape) {
    kind = pool.kind
    var windows: [[Int]] = []
    for y in 0..<shape.height / pool.size.height {
      for x in 0..<shape.width / pool.size.width {
        for channel in 0..<shape.channels {
          var members: [Int] = []
          for row in 0..<pool.size.height {
            for column in 0..<pool.size.width {
              let place = (y * pool.size.height + row) * shape.width + x * pool.size.width + column
              members.append(place * shape.channels + channel)
            }
          }
          windows.append(members)
        }
      }
    }
    self.windows = windows
  }

  /// Returns the member of each window whose `order` is largest, the first on a tie.
  func largest(_ order: [Double]) -> [Int] {
    windows.map { members in
      var best = members[0]
      for member in members where order[member] > order[best] { best = member }
      return best
    }
  }

  /// Returns the pooled `values`; `largest` decides under `PoolKind.max`.
  func pool(_ values: [Double], largest: [Int]) -> [Double] {
    windows.indices.map { index in
      let sum = windows[index].reduce(0) { $0 + values[$1] }
      return switch kind {
      case .sum: sum
      case .average: sum / Double(windows[index].count)
      case .max: values[largest[index]]
      }
    }
  }

  /// Adds the gradient of what was pooled to `result`, that of the members.
  func backward(_ gradient: [Double], largest: [Int], to result: inout [Double]) {
    for (index, members) in windows.enumerated() {
      switch kind {
      case .sum: for member in members { result[member] += gradient[index] }
      case .average:
        for member in members { result[member] += gradient[index] / Double(members.count) }
      case .max: result[largest[index]] += gradient[index]
      }
    }
  }
}
