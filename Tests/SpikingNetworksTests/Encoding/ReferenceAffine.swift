import Foundation
import SpikingNetworks

/// Rotation, scaling and shift in floating point and plain loops, with the C library's functions.
enum ReferenceAffine {
  static func apply(
    _ image: [UInt8],
    _ shape: SampleShape,
    degrees: Double,
    scale: Double,
    rows: Int,
    columns: Int
  ) -> [Double] {
    func pixel(_ row: Int, _ column: Int, _ channel: Int) -> Double {
      guard (0..<shape.height).contains(row), (0..<shape.width).contains(column) else { return 0 }
      return Double(image[(row * shape.width + column) * shape.channels + channel])
    }
    let angle = degrees * Double.pi / 180
    let (middleX, middleY) = (Double(shape.width - 1) / 2, Double(shape.height - 1) / 2)
    var result: [Double] = []
    for row in 0..<shape.height {
      for column in 0..<shape.width {
        let dx = (Double(column - columns) - middleX) / scale
        let dy = (Double(row - rows) - middleY) / scale
        let x = cos(angle) * dx + sin(angle) * dy + middleX
        let y = cos(angle) * dy - sin(angle) * dx + middleY
        let (left, top) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
        let (fx, fy) = (x - Double(left), y - Double(top))
        for channel in 0..<shape.channels {
          let upper = pixel(top, left, channel) * (1 - fx) + pixel(top, left + 1, channel) * fx
          let lower =
            pixel(top + 1, left, channel) * (1 - fx) + pixel(top + 1, left + 1, channel) * fx
          result.append(upper * (1 - fy) + lower * fy)
        }
      }
    }
    return result
  }
}
