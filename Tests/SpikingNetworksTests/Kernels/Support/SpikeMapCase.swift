import CVectorKernels
import Testing

/// A way from the neurons of a layer to the inputs of the next one, and its plain definition.
struct SpikeMapCase: Sendable, CustomTestStringConvertible {
  let height: Int
  let width: Int
  let channels: Int
  let poolHeight: Int
  let poolWidth: Int
  let joins: Bool
  let byPlace: Bool

  static let all: [SpikeMapCase] = {
    var cases: [SpikeMapCase] = []
    for joins in [false, true] {
      for byPlace in [false, true] {
        for (height, width, channels, poolHeight, poolWidth) in [
          (1, 1, 16, 1, 1), (1, 1, 80, 1, 1), (1, 1, 37, 1, 1), (3, 4, 5, 1, 1),
          // Left-over borders, windows that are not square, several vectors of channels.
          (5, 7, 3, 2, 2), (4, 4, 20, 2, 2), (7, 2, 33, 3, 2), (1, 9, 12, 1, 4), (6, 6, 48, 3, 3),
        ] {
          cases.append(
            SpikeMapCase(
              height: height,
              width: width,
              channels: channels,
              poolHeight: poolHeight,
              poolWidth: poolWidth,
              joins: joins,
              byPlace: byPlace
            )
          )
        }
      }
    }
    return cases
  }()

  init(
    height: Int,
    width: Int,
    channels: Int,
    poolHeight: Int = 1,
    poolWidth: Int = 1,
    joins: Bool = false,
    byPlace: Bool = false
  ) {
    (self.height, self.width, self.channels) = (height, width, channels)
    (self.poolHeight, self.poolWidth) = (poolHeight, poolWidth)
    (self.joins, self.byPlace) = (joins, byPlace)
  }

  var testDescription: String {
    "\(height)x\(width)x\(channels), \(joins ? "joined" : "counted") \(poolHeight)x\(poolWidth)"
      + (byPlace ? " by place" : "")
  }

  var map: vk_spike_map {
    vk_spike_map(
      height: Int32(height),
      width: Int32(width),
      channels: Int32(channels),
      pitch: Int32(pitch),
      pool_height: Int32(poolHeight),
      pool_width: Int32(poolWidth),
      joins: joins ? 1 : 0,
      by_place: byPlace ? 1 : 0
    )
  }

  var pitch: Int { (channels + 15) / 16 * 16 }
  var neurons: Int { height * width * pitch }
  var pooledWidth: Int { width / poolWidth }
  var pooledPlaces: Int { height / poolHeight * pooledWidth }
  var inputs: Int { pooledPlaces * channels }

  /// The places of the neurons of one window.
  func members(_ place: Int) -> [Int] {
    let (y, x) = (place / pooledWidth * poolHeight, place % pooledWidth * poolWidth)
    return (0..<poolHeight * poolWidth).map {
      (y + $0 / poolWidth) * width + x + $0 % poolWidth
    }
  }

  /// The inputs of one image: how often each fires, in row, column, channel order.
  func inputs(_ u: ArraySlice<Float>, threshold: [Float], mask: ArraySlice<Float>?) -> [Float] {
    (0..<inputs).map { input in
      let (place, channel) = (input / channels, input % channels)
      if let mask, mask[mask.startIndex + place * pitch + channel] == 0 { return 0 }
      let spikes = members(place).count {
        u[u.startIndex + $0 * pitch + channel] >= threshold[channel]
      }
      return Float(joins ? min(spikes, 1) : spikes)
    }
  }

  /// Thresholds per lane; padding is out of reach, as the engine keeps it.
  func thresholds(_ draws: inout Draws) -> [Float] {
    (0..<pitch).map { $0 < channels ? Float(draws.pick(-2...2)) / 2 : 1 }
  }

  /// Membranes around the thresholds, many exactly on them; padding is 0.
  func membrane(_ draws: inout Draws, images: Int, rowPitch: Int) -> [Float] {
    (0..<images * rowPitch).map {
      $0 % rowPitch % pitch < channels ? Float(draws.pick(-4...3)) / 2 : 0
    }
  }
}
