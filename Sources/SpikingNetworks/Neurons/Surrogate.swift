import Foundation

/// The smooth function whose derivative replaces that of the firing step in the backward pass.
///
/// x is the distance of the membrane from the threshold, u - theta. Neftci, Mostafa, Zenke:
/// *Surrogate gradient learning in spiking neural networks*, IEEE SPM 36(6), 2019,
/// doi 10.1109/MSP.2019.2931595.
public enum Surrogate: Codable, Hashable, Sendable {
  /// 1 / (1 + k |x|)^2, antiderivative 1/2 + x / (1 + k |x|). Zenke and Ganguli 2018.
  case fastSigmoid(slope: Double)
  /// k/2 / (1 + (pi/2 k x)^2), antiderivative 1/2 + atan(pi/2 k x) / pi. Fang et al. 2021.
  case arctan(slope: Double)
  /// max(0, 1 - |x| / w) / w, a triangle of half width w and area 1. Bellec et al. 2018.
  case triangular(width: Double)
  /// 1 / w where |x| < w / 2, a box of width w and area 1. Wu et al. 2018.
  case boxcar(width: Double)

  /// Slope or width, the shape's only number; positive.
  public var shape: Double {
    switch self {
    case .fastSigmoid(let value), .arctan(let value), .triangular(let value), .boxcar(let value):
      value
    }
  }

  /// Returns the surrogate of ds/du at u - theta = `x`.
  public func derivative(_ x: Double) -> Double {
    switch self {
    case .fastSigmoid(let slope):
      let base = 1 + slope * abs(x)
      return 1 / (base * base)
    case .arctan(let slope):
      let angle = Double.pi / 2 * slope * x
      return slope / 2 / (1 + angle * angle)
    case .triangular(let width):
      return max(0, 1 - abs(x) / width) / width
    case .boxcar(let width):
      return abs(x) < width / 2 ? 1 / width : 0
    }
  }

  /// Returns the antiderivative of `derivative` that is 1/2 at `x` = 0.
  public func smoothStep(_ x: Double) -> Double {
    switch self {
    case .fastSigmoid(let slope):
      return 0.5 + x / (1 + slope * abs(x))
    case .arctan(let slope):
      return 0.5 + atan(Double.pi / 2 * slope * x) / Double.pi
    case .triangular(let width):
      let distance = min(1, abs(x) / width)
      let rise = distance - distance * distance / 2
      return x < 0 ? 0.5 - rise : 0.5 + rise
    case .boxcar(let width):
      return min(1, max(0, 0.5 + x / width))
    }
  }
}
