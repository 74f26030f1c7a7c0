import Foundation

/// Spells numbers for people, always with a point, whatever the locale.
enum NumberText {
  /// Returns a fraction as percent, for example `98.33 %`.
  static func percent(_ fraction: Double, digits: Int = 2) -> String {
    fixed(fraction * 100, digits) + " %"
  }

  /// Returns a fraction as percent with at most two digits after the point, for example `95 %`.
  static func shortPercent(_ fraction: Double) -> String {
    var text = fixed(fraction * 100, 2)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text + " %"
  }

  /// Returns a number with so many digits after the point.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }

  /// Returns a mean count: whole from 100 on, one digit after the point below.
  static func mean(_ value: Double) -> String {
    abs(value) >= 100 ? grouped(Int(value.rounded())) : fixed(value, 1)
  }

  /// Returns an energy, for example `312.0 pJ`, `4.56 nJ` or `1.20 uJ`.
  static func picojoules(_ value: Double) -> String {
    if value < 1e3 { return fixed(value, 1) + " pJ" }
    return value < 1e6 ? fixed(value / 1e3, 2) + " nJ" : fixed(value / 1e6, 2) + " uJ"
  }

  /// Returns a whole number with commas between thousands.
  static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result += "," }
      result.append(digit)
    }
    return (value < 0 ? "-" : "") + result
  }

  /// Returns a time, for example `4.2 s`, `3 min 20 s` or `2 h 05 min`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    if seconds < 10 { return fixed(max(0, seconds), 1) + " s" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
    return "\(whole / 3600) h \(twoDigits(whole / 60 % 60)) min"
  }

  /// Returns `count` with the noun in its number, for example `1 vector`, `20 vectors`.
  static func counted(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
