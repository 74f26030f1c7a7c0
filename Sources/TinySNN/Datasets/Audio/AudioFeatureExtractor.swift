import SpikingNetworks

/// Turns recordings into samples: `docs/numerics.md`, section "Features of recordings".
///
/// All is double precision in a fixed order of additions, with `PortableMath` in place of the C library: the same
/// bytes on every machine.
struct AudioFeatureExtractor: Sendable {
  /// What is extracted.
  let features: AudioFeatures
  private let transform: FourierTransform
  private let bank: MelFilterBank
  /// The Hann window, scaled so that a sine at full scale has the power 1.
  private let window: [Double]
  private let hop: Int
  /// The orthonormal DCT-II of the bands, one row per coefficient.
  private let cosines: [[Double]]

  /// Prepares the tables for recordings of `sampleRate` samples per second.
  init(_ features: AudioFeatures, sampleRate: Int) {
    self.features = features
    transform = FourierTransform(size: features.transformLength(sampleRate: sampleRate))
    bank = features.filterBank(sampleRate: sampleRate)
    let length = features.windowLength(sampleRate: sampleRate)
    let hann = (0..<length).map { (1 - PortableMath.cosineOfPi(2 * $0, over: length)) / 2 }
    // A sine at full scale of 32768 has the amplitude 32768 * sum / 2 in the transform.
    let scale = 2 / (32768 * hann.reduce(0, +))
    window = hann.map { $0 * scale }
    hop = Int((features.hop * Double(sampleRate) / 1000).rounded())
    let bands = features.bands
    cosines = (0..<features.coefficients).map { coefficient in
      let norm = ((coefficient == 0 ? 1 : 2) / Double(bands)).squareRoot()
      return (0..<bands).map { band in
        norm * PortableMath.cosineOfPi(coefficient * (2 * band + 1), over: 2 * bands)
      }
    }
  }

  /// Returns the sample of a recording: `features.shape.count` bytes, ordered row, column, channel.
  func callAsFunction(_ recording: [Int16]) -> [UInt8] {
    let signal = emphasised(recording)
    let energies = starts(recording.count).map { start in
      bank.energies(of: transform.power(of: frame(of: signal, at: start)))
    }
    let reference: Double =
      switch features.reference {
      case .peak: energies.reduce(0) { $1.reduce($0, max) }
      case .fullScale: 1
      }
    let columns = energies.map { column in
      let levels = column.map { level($0, reference) }
      switch features.kind {
      case .logMel: return levels.map { AudioFeatureExtractor.byte($0) }
      case .mfcc: return coefficients(of: levels)
      }
    }
    switch features.layout {
    case .rows: return (0..<features.height).flatMap { row in columns.map { $0[row] } }
    case .channels: return columns.flatMap { $0 }
    }
  }

  /// y[n] = x[n] - a x[n - 1], with x[-1] = x[0].
  private func emphasised(_ recording: [Int16]) -> [Double] {
    recording.indices.map { index in
      Double(recording[index]) - features.preEmphasis * Double(recording[max(0, index - 1)])
    }
  }

  /// Returns the first samples of the frames of a recording of `count` samples; they may lie outside of it.
  func starts(_ count: Int) -> [Int] {
    let frames = features.frames
    switch features.alignment {
    case .stretch:
      let rest = count - window.count
      // A recording shorter than a frame stands in the middle of all of them.
      return (0..<frames).map { rest < 0 ? rest >> 1 : $0 * rest / (frames - 1) }
    case .center:
      let first = (count - window.count - (frames - 1) * hop) >> 1
      return (0..<frames).map { first + $0 * hop }
    }
  }

  /// Returns the windowed frame at `start`, zero beyond the signal and beyond the window.
  private func frame(of signal: [Double], at start: Int) -> [Double] {
    var frame = [Double](repeating: 0, count: transform.size)
    let first = max(0, -start)
    let end = min(window.count, signal.count - start)
    guard first < end else { return frame }
    for index in first..<end { frame[index] = window[index] * signal[start + index] }
    return frame
  }

  /// Returns an energy's level as a part of the range below the reference, 0...1.
  private func level(_ energy: Double, _ reference: Double) -> Double {
    guard energy > 0, reference > 0 else { return 0 }
    // 10 / ln(10) makes decibels of natural logarithms.
    let decibels = 4.342_944_819_032_518 * PortableMath.log(energy / reference)
    return min(max(1 + decibels / features.range, 0), 1)
  }

  /// Returns the bytes of the coefficients of one frame's levels.
  ///
  /// The first one is sqrt(bands) times the mean level, so 0...sqrt(bands). The others are signed; all but extreme
  /// spectra keep them within a quarter of that to either side, and what lies beyond is clamped.
  private func coefficients(of levels: [Double]) -> [UInt8] {
    let scale = Double(features.bands).squareRoot()
    return cosines.enumerated().map { index, row in
      var sum = 0.0
      for band in levels.indices { sum += row[band] * levels[band] }
      return AudioFeatureExtractor.byte(index == 0 ? sum / scale : 0.5 + 2 * sum / scale)
    }
  }

  /// round_half_up(255 x) for x in 0...1, which x is clamped to.
  private static func byte(_ value: Double) -> UInt8 {
    UInt8((255 * min(max(value, 0), 1) + 0.5).rounded(.down))
  }
}
