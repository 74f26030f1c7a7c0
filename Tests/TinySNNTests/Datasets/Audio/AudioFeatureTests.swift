import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

@Suite("Features of recordings")
struct AudioFeatureTests {
  private static let rate = FSDDRecording.sampleRate

  private func tone(_ frequency: Double, amplitude: Double = 20_000, count: Int = 2000) -> [Int16] {
    (0..<count).map { index in
      Int16(amplitude * sin(2 * Double.pi * frequency * Double(index) / Double(Self.rate)))
    }
  }

  /// Noise whose loudness changes, from integers alone.
  private let noise: [Int16] = (0..<3000).map { index in
    let word = Int(Philox(seed: 7, stream: .testVectors).word(index) >> 16) - 32768
    return Int16(word * (index % 900) / 1000)
  }

  private func features(_ change: (inout AudioFeatures) -> Void) -> AudioFeatures {
    var features = AudioFeatures()
    change(&features)
    return features
  }

  private func extract(_ recording: [Int16], _ features: AudioFeatures) -> [UInt8] {
    AudioFeatureExtractor(features, sampleRate: Self.rate)(recording)
  }

  @Test("A pure tone at the centre of a band is loudest there in every frame", arguments: 0..<20)
  func tones(band: Int) {
    let features = AudioFeatures()
    let centre = features.filterBank(sampleRate: Self.rate).points[band + 1]
    let picture = extract(tone(centre), features)
    #expect(picture.count == 20 * 32)
    for frame in 0..<32 {
      let levels = (0..<20).map { picture[$0 * 32 + frame] }
      #expect(levels.max() == levels[band])
      #expect(levels[band] > 245)
    }
    #expect(picture.max() == 255)
  }

  @Test("Against full scale, a tenth of the amplitude is 20 dB less: 85 of 255 at a range of 60 dB")
  func fullScale() {
    let features = features {
      $0.reference = .fullScale; $0.preEmphasis = 0
    }
    let (loud, soft) = (
      extract(tone(1000, amplitude: 32_000), features),
      extract(tone(1000, amplitude: 3200), features)
    )
    let (first, second) = (loud.max() ?? 0, soft.max() ?? 0)
    #expect((84...86).contains(Int(first) - Int(second)))
    // A sine at full scale has the power 1 at its frequency; the band takes in its neighbours.
    #expect(first > 245)
  }

  @Test("Against the peak, the gain of a recording does not matter")
  func gain() {
    let recording = noise.map { $0 / 4 }
    #expect(
      extract(recording, AudioFeatures()) == extract(recording.map { $0 * 4 }, AudioFeatures())
    )
  }

  @Test("Silence is 0", arguments: AudioFeatures.Reference.allCases)
  func silence(reference: AudioFeatures.Reference) {
    let picture = extract(
      Array(repeating: 0, count: 1000),
      features { $0.reference = reference }
    )
    #expect(picture == Array(repeating: 0, count: 640))
  }

  @Test("Frames lie where the formulas put them")
  func starts() {
    let stretched = AudioFeatureExtractor(features { $0.frames = 5 }, sampleRate: Self.rate)
    #expect(stretched.starts(1000) == [0, 186, 372, 558, 744])
    #expect(stretched.starts(100) == [-78, -78, -78, -78, -78])
    let centred = AudioFeatureExtractor(
      features {
        $0.frames = 5; $0.alignment = .center
      },
      sampleRate: Self.rate
    )
    #expect(centred.starts(1000) == [116, 244, 372, 500, 628])
    #expect(centred.starts(101) == [-334, -206, -78, 50, 178])
  }

  @Test("A centred short recording is silent at both ends, a stretched one is not")
  func padding() {
    let recording = Array(noise.suffix(1000))
    let centred = extract(recording, features { $0.alignment = .center })
    let stretched = extract(recording, AudioFeatures())
    func columns(_ picture: [UInt8]) -> [Bool] {
      (0..<32).map { frame in (0..<20).contains { picture[$0 * 32 + frame] > 0 } }
    }
    // 32 frames of 256 samples, 128 apart, begin 1,612 samples before a recording of 1,000.
    #expect(columns(centred) == (0..<32).map { (11...20).contains($0) })
    #expect(columns(stretched).allSatisfy { $0 })
  }

  @Test("Bands as rows and as channels are the same picture turned over")
  func layouts() {
    let rows = extract(noise, AudioFeatures())
    let channels = extract(noise, features { $0.layout = .channels })
    #expect(
      features { $0.layout = .channels }.shape == SampleShape(channels: 20, height: 1, width: 32)
    )
    #expect(channels == (0..<32).flatMap { frame in (0..<20).map { rows[$0 * 32 + frame] } })
  }

  @Test("Coefficients are the DCT-II of the levels")
  func coefficients() {
    let levels = extract(noise, AudioFeatures()).map { Double($0) / 255 }
    let found = extract(noise, features { $0.kind = .mfcc })
    #expect(found.count == 13 * 32)
    for frame in 0..<32 {
      for coefficient in 0..<13 {
        let sum = (0..<20).reduce(0.0) { sum, band in
          let angle = Double.pi * Double(coefficient) * (Double(band) + 0.5) / 20
          return sum + levels[band * 32 + frame] * cos(angle)
        }
        let expected =
          coefficient == 0
          ? 255 * sum / 20 : 255 * (0.5 + 2 * sum * (2.0 / 20).squareRoot() / 20.squareRoot())
        let clamped = min(max(expected, 0), 255)
        #expect(abs(Double(found[coefficient * 32 + frame]) - clamped) < 2)
      }
    }
  }

  @Test("The bytes are the same on every machine")
  func golden() {
    let hashes = [
      features { _ in },
      features {
        $0.kind = .mfcc; $0.alignment = .center; $0.hop = 10
      },
      features {
        $0.layout = .channels; $0.window = 25; $0.reference = .fullScale
      },
    ].map { FNV1a.text(of: extract(noise, $0)) }
    // An implementation of docs/numerics.md in NumPy gives the same.
    #expect(
      hashes == [
        "2d09f800a5a1437ce0cd9c34eeb375b0", "2f8ca64c7889c8280fc7825b4709d4b7",
        "ec0082dce3a82843a8471f823fcf222b",
      ]
    )
  }
}
