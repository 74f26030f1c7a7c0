import Foundation

/// An SVG drawing of a sweep: what an inference costs against test accuracy, a line for each method.
///
/// The bars are 95 % intervals of the mean over seeds and folds. It stands alone: colours are in it.
struct SweepPlot {
  /// The content of the file.
  let svg: String
  /// The number of points below the drawn range.
  let hidden: Int

  /// A method as it is drawn.
  private struct Line {
    var name: String
    var points: [(cost: Double, accuracy: SampleStatistics)]
    var style: Style
  }

  /// How a method looks: eight colours that those who see few colours tell apart (Okabe and Ito, 2008), then
  /// broken lines.
  private struct Style {
    var color: String
    var dash: String

    static let colors = [
      "#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8b7d00",
    ]
    static let dashes = ["", "7 3", "2 3", "9 3 2 3"]

    init(_ index: Int) {
      color = Self.colors[index % Self.colors.count]
      dash = Self.dashes[index / Self.colors.count % Self.dashes.count]
    }
  }

  /// The width of the legend beside the axes.
  private static let legendWidth = 250.0

  /// Draws the points of `summary`; nil if none has figures.
  init?(_ summary: SweepSummary, of cost: SweepCost) {
    let lines = summary.curves.enumerated().map { index, curve in
      Line(
        name: curve.name,
        points: curve.points.compactMap { point in
          // Costs are drawn by their logarithms, of which 0 has none.
          guard let accuracy = point.testAccuracy, let mean = point.cost(cost)?.mean, mean > 0
          else { return nil }
          return (mean, accuracy)
        }.sorted { ($0.cost, $0.accuracy.mean) < ($1.cost, $1.accuracy.mean) },
        style: Style(index)
      )
    }
    let all = lines.flatMap(\.points)
    guard let lowest = all.map(\.accuracy.mean).min(),
      let highest = all.map(\.accuracy.mean).max()
    else { return nil }
    // What fails altogether would press the interesting part into a line.
    let reference =
      summary.curves.first { $0.name == summary.baseline }?.points.first?.testAccuracy?.mean
      ?? highest
    let widest = (summary.losses.max() ?? 1) / 100
    let floor = max(lowest, reference - max(0.02, 3 * widest))
    let drawn = lines.map { line in
      var line = line
      line.points.removeAll { $0.accuracy.mean < floor }
      return line
    }
    let costs = drawn.flatMap { $0.points.map(\.cost) }
    guard let cheapest = costs.min(), let dearest = costs.max() else { return nil }
    hidden = all.count - costs.count
    let margin = max(0.001, (highest - floor) * 0.08)
    let y = AxisScale(
      range: max(0, floor - margin)...max(floor, min(1.002, highest + margin)),
      start: PlotFrame.height - PlotFrame.bottom,
      end: PlotFrame.top
    )
    let x = AxisScale(
      range: cheapest * 0.85...dearest * 1.18,
      start: PlotFrame.left,
      end: PlotFrame.width - PlotFrame.right,
      isLogarithmic: true
    )
    svg = Self.draw(drawn, x, y, cost, hidden: hidden)
  }

  private static func draw(
    _ lines: [Line],
    _ x: AxisScale,
    _ y: AxisScale,
    _ cost: SweepCost,
    hidden: Int
  ) -> String {
    let titles = (x: cost.title, y: "test accuracy")
    let marks = lines.flatMap { mark($0, x, y) } + legend(lines, hidden: hidden)
    let width = PlotFrame.width + legendWidth
    let element = PlotFrame.element(
      ["<style>\(style)</style>", "<rect class=\"page\" width=\"100%\" height=\"100%\"/>"]
        + PlotFrame.axes(x, y, titles: titles) + marks,
      label: "\(cost.title) against test accuracy",
      width: width,
      standsAlone: true
    )
    return element + "\n"
  }

  /// The line of a method with its points and their intervals.
  private static func mark(_ line: Line, _ x: AxisScale, _ y: AxisScale) -> [String] {
    let paint = "stroke=\"\(line.style.color)\""
    let places = line.points.map { point in
      (x: PlotFrame.number(x.pixel(point.cost)), point: point)
    }
    var marks: [String] = []
    if places.count > 1 {
      let path = places.map { "\($0.x) \(PlotFrame.number(y.pixel($0.point.accuracy.mean)))" }
        .joined(separator: "L")
      let dash = line.style.dash.isEmpty ? "" : " stroke-dasharray=\"\(line.style.dash)\""
      marks.append("<path class=\"curve\" \(paint)\(dash) d=\"M\(path)\"/>")
    }
    for (at, point) in places {
      let accuracy = point.accuracy
      if let half = accuracy.halfWidth {
        let (low, high) = (accuracy.mean - half, accuracy.mean + half)
        let (bottom, top) = (max(low, y.range.lowerBound), min(high, y.range.upperBound))
        marks.append(
          "<path class=\"bar\" \(paint) d=\"M\(at) \(PlotFrame.number(y.pixel(bottom)))"
            + "V\(PlotFrame.number(y.pixel(top)))\"/>"
        )
      }
      let text =
        "\(line.name): \(NumberText.percent(accuracy.mean)), \(NumberText.mean(point.cost))"
      marks.append(
        "<circle cx=\"\(at)\" cy=\"\(PlotFrame.number(y.pixel(accuracy.mean)))\" r=\"3.5\" "
          + "fill=\"\(line.style.color)\"><title>\(HTMLText.escaped(text))</title></circle>"
      )
    }
    return marks
  }

  private static func legend(_ lines: [Line], hidden: Int) -> [String] {
    let left = PlotFrame.width
    var marks = lines.enumerated().flatMap { index, line in
      let level = PlotFrame.number(PlotFrame.top + 10 + Double(index) * 19)
      let dash = line.style.dash.isEmpty ? "" : " stroke-dasharray=\"\(line.style.dash)\""
      return [
        "<path class=\"curve\" stroke=\"\(line.style.color)\"\(dash) "
          + "d=\"M\(PlotFrame.number(left)) \(level)h24\"/>",
        "<text class=\"title\" x=\"\(PlotFrame.number(left + 32))\" y=\"\(level)\" dy=\"4\">"
          + "\(HTMLText.escaped(line.name))</text>",
      ]
    }
    if hidden > 0 {
      let level = PlotFrame.number(PlotFrame.top + 10 + Double(lines.count) * 19)
      marks.append(
        "<text x=\"\(PlotFrame.number(left))\" y=\"\(level)\" dy=\"4\">"
          + "\(NumberText.counted(hidden, "point")) below the drawn range</text>"
      )
    }
    return marks
  }

  private static let style =
    "svg{font:12px system-ui,sans-serif} text{fill:#60666e} .title{fill:#1c2024} "
    + ".page{fill:#fff} .grid{stroke:#d8dce2;stroke-width:.6} .axis{fill:none;stroke:#60666e} "
    + ".curve{fill:none;stroke-width:1.6} .bar{fill:none;stroke-width:1;stroke-opacity:.5}"
}
