import Foundation
import Testing

@testable import TinySNN

@Suite("Mel bands")
struct MelFilterBankTests {
  @Test("One band by hand: ratios of 2 of 1 + f/700 put its points at 0, 700 and 2100 Hz")
  func oneBand() throws {
    // 5,600 samples per second and 16 points: frequencies are 350 Hz apart.
    let bank = MelFilterBank(bands: 1, frequencies: 0...2100, size: 16, sampleRate: 5600)
    for (found, expected) in zip(bank.points, [0.0, 700, 2100]) {
      #expect(abs(found - expected) < 1e-9)
    }
    let filter = try #require(bank.filters.first)
    #expect(filter.first == 1)
    for (found, expected) in zip(filter.weights, [0.5, 1.0, 0.75, 0.5, 0.25]) {
      #expect(abs(found - expected) < 1e-12)
    }
    let energy = try #require(bank.energies(of: [9, 1, 1, 1, 1, 1, 9, 9, 9]).first)
    #expect(abs(energy - 3) < 1e-10)
  }

  @Test("Points are equally far apart on the HTK scale, and neighbours overlap by half")
  func scale() {
    let bank = MelFilterBank(bands: 20, frequencies: 50...4000, size: 256, sampleRate: 8000)
    let mels = bank.points.map { 2595 * log10(1 + $0 / 700) }
    #expect(abs(bank.points[0] - 50) < 1e-9 && abs(bank.points[21] - 4000) < 1e-9)
    for index in 1..<mels.count {
      #expect(abs(mels[index] - mels[index - 1] - (mels[21] - mels[0]) / 21) < 1e-9)
    }
    // Between the first and the last centre the weights of a frequency add up to 1.
    for bin in 0...128 where (bank.points[1]...bank.points[20]).contains(Double(bin) * 31.25) {
      let sum = bank.filters.reduce(0.0) { sum, filter in
        let index = bin - filter.first
        return sum + (filter.weights.indices.contains(index) ? filter.weights[index] : 0)
      }
      #expect(abs(sum - 1) < 1e-9)
    }
  }

  @Test("A band between two frequencies is empty")
  func empty() {
    let bank = MelFilterBank(bands: 2, frequencies: 101...120, size: 16, sampleRate: 1600)
    #expect(bank.filters.map(\.weights) == [[], []])
  }
}
