import Foundation

/// An SVG drawing of all complete trials, cost against validation accuracy, with the front, the target
/// and the winner.
struct ParetoPlot: Sendable {
  /// The drawing, an `svg` element that takes its colours from the page.
  let svg: String
  /// How many trials lie below the drawn range.
  let hidden: Int
  /// The lowest accuracy drawn.
  let floor: Double

  /// Draws complete trials; nil if there is none.
  ///
  /// - Parameters:
  ///   - trials: The trials, of which those that are not complete do not count.
  ///   - front: Their front.
  ///   - rule: Names the cost, and the accuracy at which a line is drawn.
  ///   - thresholdLabel: What that line says before the accuracy.
  ///   - winner: The winner, if there is one.
  init?(
    trials: [Trial],
    front: ParetoFront,
    rule: SelectionRule,
    thresholdLabel: String,
    winner: Trial?
  ) {
    let points = trials.compactMap { trial in
      trial.state == .complete && trial.duplicateOf == nil ? trial.evaluation : nil
    }
    let accuracies = points.map(\.validationAccuracy)
    let costs = points.map(rule.objective.cost)
    guard let lowest = accuracies.min(), let highest = accuracies.max(),
      let cheapest = costs.min(), let dearest = costs.max()
    else { return nil }

    // What fails altogether would press the interesting part into a line.
    let reference = min(rule.threshold ?? highest, highest)
    let floor = max(lowest, reference - 0.2)
    let ceiling = min(1, max(highest, rule.threshold ?? 0))
    let margin = max(0.002, (ceiling - floor) * 0.06)
    let y = AxisScale(
      range: max(0, floor - margin)...min(1.005, ceiling + margin),
      start: PlotFrame.height - PlotFrame.bottom,
      end: PlotFrame.top
    )
    let isWide = cheapest > 0 && dearest > cheapest * 8
    let pad = max((dearest - cheapest) * 0.05, 1)
    let x = AxisScale(
      range: isWide ? cheapest * 0.9...dearest * 1.1 : max(0, cheapest - pad)...dearest + pad,
      start: PlotFrame.left,
      end: PlotFrame.width - PlotFrame.right,
      isLogarithmic: isWide
    )
    self.floor = floor
    hidden = accuracies.count { $0 < floor }
    let isDrawn = { (figures: Evaluation) in figures.validationAccuracy >= floor }
    let members = front.trials.filter { $0.evaluation.map(isDrawn) ?? false }
    svg = Self.draw(points.filter(isDrawn), members, rule, thresholdLabel, winner, x, y)
  }

  private static func draw(
    _ points: [Evaluation],
    _ front: [Trial],
    _ rule: SelectionRule,
    _ thresholdLabel: String,
    _ winner: Trial?,
    _ x: AxisScale,
    _ y: AxisScale
  ) -> String {
    let position = { (figures: Evaluation) in
      (
        x: number(x.pixel(rule.objective.cost(of: figures))),
        y: number(y.pixel(figures.validationAccuracy))
      )
    }
    var lines = PlotFrame.axes(x, y, titles: (rule.objective.title, "validation accuracy"))
    // What is above 1 is out of reach.
    if let threshold = rule.threshold, threshold <= 1 {
      let level = number(y.pixel(threshold))
      lines.append(
        "<line class=\"target\" x1=\"\(number(x.pixels.start))\" x2=\"\(number(x.pixels.end))\" "
          + "y1=\"\(level)\" y2=\"\(level)\"/>"
      )
      lines.append(
        "<text class=\"target-label\" x=\"\(number(x.pixels.start + 6))\" y=\"\(level)\" dy=\"-5\">"
          + "\(thresholdLabel) \(NumberText.percent(threshold))</text>"
      )
    }
    // Trials on one pixel are drawn once, which bounds the size of the page.
    var drawn: Set<String> = []
    for figures in points {
      let (px, py) = position(figures)
      let pixel = "cx=\"\(px)\" cy=\"\(py)\""
      guard drawn.insert(pixel).inserted else { continue }
      lines.append("<circle class=\"trial\" \(pixel) r=\"3\"/>")
    }
    let visible = front.compactMap { trial in trial.evaluation.map { (trial, $0) } }
    lines.append(frontLine(visible.map { position($0.1) }))
    for (trial, figures) in visible {
      let (px, py) = position(figures)
      lines.append(
        "<circle class=\"front\" cx=\"\(px)\" cy=\"\(py)\" r=\"4.5\">\(tip(trial, figures))</circle>"
      )
    }
    if let winner, let figures = winner.evaluation {
      let (px, py) = position(figures)
      lines.append(
        "<circle class=\"winner\" cx=\"\(px)\" cy=\"\(py)\" r=\"9\">\(tip(winner, figures))</circle>"
      )
      let isRight = x.pixel(rule.objective.cost(of: figures)) > PlotFrame.width * 0.7
      lines.append(
        "<text class=\"winner-label\" x=\"\(px)\" y=\"\(py)\" dx=\"\(isRight ? -14 : 14)\" dy=\"18\" "
          + "text-anchor=\"\(isRight ? "end" : "start")\">winner: trial \(winner.number)</text>"
      )
    }
    return PlotFrame.element(
      lines,
      label: "\(rule.objective.title) against validation accuracy"
    )
  }

  /// A staircase: until the next member no cost buys more accuracy.
  private static func frontLine(_ points: [(x: String, y: String)]) -> String {
    guard let first = points.first else { return "" }
    let steps = points.dropFirst().map { "H\($0.x)V\($0.y)" }.joined()
    return "<path class=\"front-line\" d=\"M\(first.x) \(first.y)\(steps)\"/>"
  }

  private static func tip(_ trial: Trial, _ figures: Evaluation) -> String {
    let values = trial.candidate.assignments.map { "\($0.key) = \($0.value)" }
    let text =
      "trial \(trial.number): \(NumberText.percent(figures.validationAccuracy)), "
      + "\(figures.flashBytes) bytes flash, \(figures.ramBytes) bytes RAM\n"
      + values.joined(separator: "\n")
    return "<title>\(HTMLText.escaped(text))</title>"
  }

  private static func number(_ value: Double) -> String { PlotFrame.number(value) }
}
