import SpikingNetworks

/// The power spectrum of real frames: a radix-2 Fourier transform of half their length.
///
/// X[k] = sum_n x[n] e^(-2 pi i k n / N). Even and odd samples are the real and imaginary parts of a complex
/// sequence, whose transform gives both halves (Cooley, Lewis, Welch: *The fast Fourier transform algorithm*,
/// J. Sound Vib. 12, 1970). The order of all additions is fixed: equal bytes on every machine.
struct FourierTransform: Sendable {
  /// The number of samples of a frame, N: a power of two, at least 4.
  let size: Int
  /// cos and sin of 2 pi k / N for k in 0...N/2.
  private let cosines: [Double]
  private let sines: [Double]
  /// The places of the complex sequence in bit-reversed order.
  private let order: [Int]

  /// Prepares the tables.
  ///
  /// - Precondition: `size` is a power of two, at least 4.
  init(size: Int) {
    precondition(size >= 4 && size & (size - 1) == 0, "\(size) is no power of two above 2")
    self.size = size
    let half = size / 2
    cosines = (0...half).map { PortableMath.cosineOfPi(2 * $0, over: size) }
    sines = (0...half).map { PortableMath.sineOfPi(2 * $0, over: size) }
    var order = [0]
    while order.count < half {
      order = order.map { 2 * $0 } + order.map { 2 * $0 + 1 }
    }
    self.order = order
  }

  /// Returns |X[k]|^2 for k in 0...N/2.
  ///
  /// - Precondition: `frame` has N values.
  func power(of frame: [Double]) -> [Double] {
    precondition(frame.count == size)
    let half = size / 2
    var real = order.map { frame[2 * $0] }
    var imaginary = order.map { frame[2 * $0 + 1] }
    real.withUnsafeMutableBufferPointer { real in
      imaginary.withUnsafeMutableBufferPointer { imaginary in
        transform(real, imaginary)
      }
    }
    return (0...half).map { k in
      let (a, b) = (k % half, (half - k) % half)
      let evenReal = (real[a] + real[b]) / 2
      let evenImaginary = (imaginary[a] - imaginary[b]) / 2
      let oddReal = (imaginary[a] + imaginary[b]) / 2
      let oddImaginary = (real[b] - real[a]) / 2
      let x = evenReal + cosines[k] * oddReal + sines[k] * oddImaginary
      let y = evenImaginary + cosines[k] * oddImaginary - sines[k] * oddReal
      return x * x + y * y
    }
  }

  /// Transforms N/2 complex values in bit-reversed order in place.
  private func transform(
    _ real: UnsafeMutableBufferPointer<Double>,
    _ imaginary: UnsafeMutableBufferPointer<Double>
  ) {
    let count = real.count
    var span = 1
    while span < count {
      // The twiddle e^(-pi i j / span) is entry j * N / (2 span) of the tables.
      let step = size / (2 * span)
      for start in stride(from: 0, to: count, by: 2 * span) {
        for j in 0..<span {
          let (c, s) = (cosines[j * step], sines[j * step])
          let (low, high) = (start + j, start + j + span)
          let x = c * real[high] + s * imaginary[high]
          let y = c * imaginary[high] - s * real[high]
          real[high] = real[low] - x
          imaginary[high] = imaginary[low] - y
          real[low] += x
          imaginary[low] += y
        }
      }
      span *= 2
    }
  }
}
