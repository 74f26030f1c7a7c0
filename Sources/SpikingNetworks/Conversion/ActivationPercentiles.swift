import CVectorKernels

extension TrainingEngine {
  /// Returns a percentile of the activations above 0 of every layer of a network of rectifiers.
  ///
  /// It is the smallest activation that `percentile` percent of them do not exceed (nearest rank), exactly; 0 for a
  /// layer without any. Of the layer that is read out the membranes above 0 count. Samples run twice: positive
  /// floats have the order of their bits, so that the upper half of a number is found first, then the lower.
  ///
  /// - Parameters:
  ///   - spec: The structure, without normalisations.
  ///   - parameters: Its trained numbers.
  ///   - percentile: In 0<...100; 100 is the largest activation.
  ///   - samples: The set, quantized to `spec.input.bits`.
  /// - Throws: `NetworkError` where structure, parameters and set do not fit.
  func activationPercentiles(
    _ spec: NetworkSpec,
    _ parameters: NetworkParameters,
    _ percentile: Double,
    on samples: SampleSet
  ) throws -> [Double] {
    precondition(spec.isRectified && percentile > 0 && percentile <= 100)
    try spec.check(samples)
    let plan = ExecutionPlan(spec, kernels: kernels)
    let network = NetworkState(plan, parameters, forTraining: false)
    let chunk = 32
    let parts = (0..<workers.workerCount).map { _ in HistogramPart(plan, chunk) }
    func count(below uppers: [Int]?) -> [[Int]] {
      SampleView.with(samples) { view in
        for part in parts { part.begin(below: uppers) }
        workers.run(0..<samples.count, inPiecesOf: chunk, with: parts) { part, piece in
          part.run(piece, of: view, network: network)
        }
      }
      return plan.layers.indices.map { layer in
        parts.reduce(into: HistogramPart.empty) { sum, part in
          for bin in sum.indices { sum[bin] += part.counts[layer][bin] }
        }
      }
    }
    let first = count(below: nil)
    let ranks = first.map { counts in
      let total = counts.reduce(0, +)
      return nearestRank(percentile, of: total)
    }
    let uppers = zip(first, ranks).map { $0.place(ofRank: $1) }
    let second = count(below: uppers.map(\.bin))
    return plan.layers.indices.map { layer in
      guard first[layer].contains(where: { $0 > 0 }) else { return 0 }
      let upper = uppers[layer]
      let lower = second[layer].place(ofRank: upper.rank)
      return Double(Float(bitPattern: UInt32(upper.bin) << 16 | UInt32(lower.bin)))
    }
  }
}

/// The nearest rank of `percentile` among `total` numbers, from 1.
///
/// The nearest double of 99.9 is above it: without the factor, 99.9 % of 41,000 numbers would be one more than 40,959.
func nearestRank(_ percentile: Double, of total: Int) -> Int {
  let wanted = percentile * Double(total) / 100 * (1 - 0x1p-50)
  return max(1, min(total, Int(wanted.rounded(.up))))
}

extension [Int] {
  /// The bin of a histogram that holds the number of rank `rank`, from 1, and the rank within the bin.
  fileprivate func place(ofRank rank: Int) -> (bin: Int, rank: Int) {
    var rest = rank
    for (bin, count) in enumerated() {
      if rest <= count { return (bin, rest) }
      rest -= count
    }
    return (0, 1)
  }
}

/// One worker's share of the histograms of all layers; counts are exact in any order.
private final class HistogramPart: @unchecked Sendable {
  static var empty: [Int] { [Int](repeating: 0, count: 1 << 16) }

  private let part: InferencePart
  private let classes: UnsafeMutableBufferPointer<Int>
  private var uppers: [Int]?
  /// [layer][half of a number's bits].
  private(set) var counts: [[Int]] = []

  init(_ plan: ExecutionPlan, _ capacity: Int) {
    part = InferencePart(plan, capacity: capacity, countsSpikes: true)
    classes = .allocate(capacity: capacity)
    classes.initialize(repeating: 0)
  }

  deinit {
    classes.deallocate()
  }

  /// Counts upper halves, or the lower halves of the numbers whose upper halves are `uppers`, layer by layer.
  func begin(below uppers: [Int]?) {
    self.uppers = uppers
    counts = part.workspace.layers.map { _ in Self.empty }
  }

  func run(_ samples: Range<Int>, of data: SampleView, network: NetworkState) {
    part.run(
      samples,
      of: data,
      network: network,
      seed: 0,
      offset: samples.lowerBound,
      to: ClassBuffer(classes)
    )
    for (index, layer) in part.workspace.layers.enumerated() {
      let upper = uppers?[index]
      counts[index].withUnsafeMutableBufferPointer { counts in
        for neuron in 0..<samples.count * layer.plan.neurons where layer.total.base[neuron] > 0 {
          let bits = Int(layer.total.base[neuron].bitPattern)
          if let upper {
            if bits >> 16 == upper { counts[bits & 0xffff] += 1 }
          } else {
            counts[bits >> 16] += 1
          }
        }
      }
    }
  }
}
