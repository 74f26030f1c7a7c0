/// Elementary functions from additions, multiplications and divisions only.
///
/// The C library's `exp`, `log` and `cos` differ in the last bit between systems; training on the
/// baseline kernels must not. Errors stay below 1e-15 relative (`cosine`: absolute).
public enum PortableMath {
  private static let ln2High = 0x1.62e42feep-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// e^x; 0 below -700, the value at 700 above.
  public static func exp(_ x: Double) -> Double {
    guard x > -700 else { return 0 }
    let x = min(x, 700)
    let power = (x * 1.442_695_040_888_963_4).rounded(.toNearestOrEven)
    let rest = (x - power * ln2High) - power * ln2Low
    var sum = 1.0
    for term in stride(from: 14.0, to: 0, by: -1) { sum = 1 + rest * sum / term }
    return Double(sign: .plus, exponent: Int(power), significand: sum)
  }

  /// The natural logarithm of a positive, finite x.
  public static func log(_ x: Double) -> Double {
    var exponent = Double(x.exponent)
    var significand = x.significand
    if significand > 1.414_213_562_373_095 {
      significand /= 2
      exponent += 1
    }
    // log(m) = 2 artanh((m - 1) / (m + 1))
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var sum = 0.0
    for term in stride(from: 23.0, to: 0, by: -2) { sum = sum * square + 1 / term }
    return exponent * ln2High + (2 * ratio * sum + exponent * ln2Low)
  }

  /// cos(pi x) for x in 0...1.
  public static func cosineOfPi(_ x: Double) -> Double {
    // Odd around 1/2; the series then converges on 0...pi/2.
    guard x <= 0.5 else { return -cosineOfPi(1 - x) }
    let square = x * x * (Double.pi * Double.pi)
    var sum = 1.0
    for term in stride(from: 22.0, to: 0, by: -2) { sum = 1 - square * sum / (term * (term - 1)) }
    return sum
  }
  /// cos(pi numerator / denominator) for any numerator and a positive denominator.
  ///
  /// The angle is reduced in integers, so that whole turns cost no precision.
  public static func cosineOfPi(_ numerator: Int, over denominator: Int) -> Double {
    let turn = 2 * denominator
    let rest = abs(numerator) % turn
    return cosineOfPi(Double(min(rest, turn - rest)) / Double(denominator))
  }

  /// sin(pi numerator / denominator) for any numerator and a positive denominator.
  public static func sineOfPi(_ numerator: Int, over denominator: Int) -> Double {
    cosineOfPi(2 * numerator - denominator, over: 2 * denominator)
  }
}
