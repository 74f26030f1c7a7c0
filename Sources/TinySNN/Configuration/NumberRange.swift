/// An interval of numbers, each end open or closed.
struct NumberRange: Sendable {
  /// The lower end.
  var lower: Double
  /// The upper end.
  var upper: Double
  /// Whether the lower end itself is outside.
  var excludesLower = false
  /// Whether the upper end itself is outside.
  var excludesUpper = false

  /// Returns the numbers from `range`, ends included.
  static func closed(_ range: ClosedRange<Double>) -> NumberRange {
    NumberRange(lower: range.lowerBound, upper: range.upperBound)
  }

  /// Returns the numbers above 0 up to `upper`.
  static func positive(upTo upper: Double) -> NumberRange {
    NumberRange(lower: 0, upper: upper, excludesLower: true)
  }

  /// The numbers from 0 up to 1, 1 itself excluded.
  static let belowOne = NumberRange(lower: 0, upper: 1, excludesUpper: true)

  /// The numbers between 0 and 1, ends excluded.
  static let fraction = NumberRange(
    lower: 0,
    upper: 1,
    excludesLower: true,
    excludesUpper: true
  )

  /// Whether `value` lies inside.
  func contains(_ value: Double) -> Bool {
    (excludesLower ? value > lower : value >= lower)
      && (excludesUpper ? value < upper : value <= upper)
  }
}

extension NumberRange: CustomStringConvertible {
  /// For example `in 0...1` or `above 0 and at most 10`.
  var description: String {
    guard excludesLower || excludesUpper else {
      return "in \(NumberRange.text(lower))...\(NumberRange.text(upper))"
    }
    let low = (excludesLower ? "above " : "at least ") + NumberRange.text(lower)
    let high = (excludesUpper ? "below " : "at most ") + NumberRange.text(upper)
    return low + " and " + high
  }

  private static func text(_ value: Double) -> String {
    Int(exactly: value).map { "\($0)" } ?? ConfigValue.double(value).yaml
  }
}
