import SpikingNetworks

/// Overlapping triangular filters whose centres are equally far apart on the mel scale.
///
/// mel(f) = 2595 log10(1 + f / 700), as in HTK (Young et al.: *The HTK Book*, 5.4). On this scale equal distances
/// are equal ratios of 1 + f / 700, which is how the centres are computed. Filter m rises from centre m to centre
/// m + 1 of bands + 2 such points and falls to centre m + 2, linearly in the frequency, with the peak 1.
struct MelFilterBank: Sendable {
  /// One filter: the weights of the frequencies from `first` on.
  struct Filter: Hashable, Sendable {
    /// The first frequency with a weight above 0.
    var first: Int
    /// The weights; empty if the filter falls between two frequencies.
    var weights: [Double]
  }

  /// The points that the filters run between, in hertz; `bands + 2` of them.
  let points: [Double]
  /// The filters, lowest first.
  let filters: [Filter]

  /// Creates the filters.
  ///
  /// - Parameters:
  ///   - bands: The number of filters, at least 1.
  ///   - frequencies: Where the first filter begins and the last one ends, in hertz.
  ///   - size: The length of the Fourier transform.
  ///   - sampleRate: The samples per second.
  init(bands: Int, frequencies: ClosedRange<Double>, size: Int, sampleRate: Int) {
    let lower = PortableMath.log(1 + frequencies.lowerBound / 700)
    let upper = PortableMath.log(1 + frequencies.upperBound / 700)
    let points = (0...bands + 1).map { index in
      let part = Double(index) / Double(bands + 1)
      return 700 * (PortableMath.exp(lower + part * (upper - lower)) - 1)
    }
    self.points = points
    filters = (0..<bands).map { band in
      let (low, centre, high) = (points[band], points[band + 1], points[band + 2])
      var filter = Filter(first: 0, weights: [])
      for bin in 0...size / 2 {
        let frequency = Double(bin) * Double(sampleRate) / Double(size)
        let weight = min(
          (frequency - low) / (centre - low),
          (high - frequency) / (high - centre)
        )
        guard weight > 0 else { continue }
        if filter.weights.isEmpty { filter.first = bin }
        filter.weights.append(weight)
      }
      return filter
    }
  }

  /// Returns the weighted sums of a power spectrum, one per filter.
  func energies(of power: [Double]) -> [Double] {
    filters.map { filter in
      var sum = 0.0
      for (index, weight) in filter.weights.enumerated() {
        sum += weight * power[filter.first + index]
      }
      return sum
    }
  }
}
