/// What drawings of costs against accuracies share: their size, their axes with grid and titles, and their element.
enum PlotFrame {
  /// The size of a drawing in pixels.
  static let (width, height) = (760.0, 440.0)
  /// The margins of its axes.
  static let (left, right, top, bottom) = (66.0, 22.0, 22.0, 52.0)

  /// Returns the axes of counts `x` and fractions `y`, with a grid and the titles of both.
  static func axes(_ x: AxisScale, _ y: AxisScale, titles: (x: String, y: String)) -> [String] {
    let (base, start, end) = (y.pixels.start, x.pixels.start, x.pixels.end)
    var lines: [String] = []
    for tick in x.ticks(7) {
      let at = number(x.pixel(tick))
      lines.append(
        "<line class=\"grid\" x1=\"\(at)\" x2=\"\(at)\" y1=\"\(number(top))\" y2=\"\(number(base))\"/>"
      )
      lines.append(
        "<text x=\"\(at)\" y=\"\(number(base + 18))\" text-anchor=\"middle\">"
          + "\(NumberText.grouped(Int(tick.rounded())))</text>"
      )
    }
    let ticks = y.ticks(6).filter { $0 <= 1 + 1e-9 }
    let step = ticks.count > 1 ? (ticks[1] - ticks[0]) * 100 : 1
    let digits = step >= 0.999 && abs(step - step.rounded()) < 1e-6 ? 0 : step >= 0.0999 ? 1 : 2
    for tick in ticks {
      let at = number(y.pixel(tick))
      lines.append(
        "<line class=\"grid\" x1=\"\(number(start))\" x2=\"\(number(end))\" y1=\"\(at)\" y2=\"\(at)\"/>"
      )
      lines.append(
        "<text x=\"\(number(start - 8))\" y=\"\(at)\" dy=\"4\" text-anchor=\"end\">"
          + "\(NumberText.percent(tick, digits: digits))</text>"
      )
    }
    lines.append(
      "<path class=\"axis\" d=\"M\(number(start)) \(number(top))V\(number(base))H\(number(end))\"/>"
    )
    lines.append(
      "<text class=\"title\" x=\"\(number((start + end) / 2))\" y=\"\(number(height - 10))\" "
        + "text-anchor=\"middle\">\(HTMLText.escaped(titles.x))</text>"
    )
    lines.append(
      "<text class=\"title\" transform=\"translate(14 \(number((top + base) / 2))) rotate(-90)\" "
        + "text-anchor=\"middle\">\(HTMLText.escaped(titles.y))</text>"
    )
    return lines
  }

  /// Returns the drawing of `lines`, which `label` describes to those who cannot see it.
  ///
  /// - Parameters:
  ///   - lines: The parts.
  ///   - label: What it shows.
  ///   - width: The pixels from left to right, more than the axes take where something stands beside them.
  ///   - standsAlone: Whether it is a file of its own, not a part of a page.
  static func element(
    _ lines: [String],
    label: String,
    width: Double = PlotFrame.width,
    standsAlone: Bool = false
  ) -> String {
    let name = standsAlone ? " xmlns=\"http://www.w3.org/2000/svg\"" : ""
    return "<svg\(name) viewBox=\"0 0 \(Int(width)) \(Int(height))\" role=\"img\" "
      + "aria-label=\"\(HTMLText.escaped(label))\">\n"
      + lines.joined(separator: "\n") + "\n</svg>"
  }

  /// Spells a pixel.
  static func number(_ value: Double) -> String { NumberText.fixed(value, 1) }
}
