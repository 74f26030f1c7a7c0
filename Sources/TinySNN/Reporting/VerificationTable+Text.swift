extension VerificationTable {
  /// Returns the table as JSON that ends with a line feed.
  public func json() throws -> String { try PrettyJSON.text(self) }

  /// The table as lines; of the host alone, its report.
  public var text: String {
    if targets.count == 1, targets[0].target == VerificationTarget.host.rawValue {
      return targets[0].text
    }
    var table = TextTable(columns: Self.columns)
    for report in targets { table.add(Self.cells(report)) }
    let remarks = targets.flatMap { report in
      report.remarks.map { "\(report.target): \($0)\n" }
    }
    return "\(samplesText)\n\n" + table.text() + (remarks.isEmpty ? "" : "\n")
      + remarks.joined() + "\n" + explanation.map { $0 + "\n" }.joined()
  }

  /// The table as a piece of HTML.
  var html: String {
    HTMLText.paragraph(samplesText)
      + HTMLText.table(Self.columns, targets.map(Self.cells))
      + targets.flatMap { report in
        report.remarks.map {
          HTMLText.paragraph(
            "\(report.target): \($0)",
            style: report.result == .different ? "warning" : "soft"
          )
        }
      }.joined() + HTMLText.paragraph(explanation.joined(separator: " "), style: "soft")
  }

  private var samplesText: String {
    "Boards: \(NumberText.grouped(samples.count)) \(samples.source), and the inputs of "
      + "\(NumberText.counted(samples.golden, "golden vector"))."
  }

  private static let columns = [
    "target", "result", "vectors", "mismatches", "classes", "self-test", "code", "tables", "state",
    "static",
    "stack", "bound", "per run", "least", "mean", "most",
  ]

  private static func cells(_ report: VerificationReport) -> [String] {
    let isCompared = report.result == .equal || report.result == .different
    let figures = report.figures
    func number(_ value: Int?) -> String { value.map(NumberText.grouped) ?? "-" }
    return [
      report.target, report.word, number(isCompared ? report.vectors : nil),
      number(isCompared ? report.mismatches : nil), classes(report), report.selfTest ?? "-",
      number(figures?.codeBytes), number(figures?.tableBytes), number(figures?.stateBytes),
      number(figures?.staticBytes), number(figures?.stackBytes), number(figures?.stackBound),
      figures?.count?.unit.rawValue ?? "-", number(figures?.count?.minimum),
      number(figures?.count.map { Int($0.mean.rounded()) }), number(figures?.count?.maximum),
    ]
  }

  /// How many classes are equal, of how many.
  private static func classes(_ report: VerificationReport) -> String {
    let compared = report.predictionsCompared
    guard compared > 0 else { return "-" }
    return NumberText.grouped(compared - report.predictionMismatches) + "/"
      + NumberText.grouped(compared)
  }

  /// What the figures are, and how exact.
  private var explanation: [String] {
    let figures = targets.compactMap(\.figures)
    guard !figures.isEmpty else { return [] }
    // Rows of earlier verifications may have been made with other flags.
    let compilers = Set(figures.map { "\($0.compiler) \($0.flags.last ?? "")" }).sorted()
    let counted = figures.compactMap(\.count)
    var lines = [
      "code, tables: bytes of flash of init, run, argmax and score, exact for "
        + "\(compilers.joined(separator: ", ")). Where run or init calls memcpy or memset, or a function of "
        + "the compiler's library, that is part of code; argmax is counted again where the compiler also "
        + "put it into run.",
      "state: bytes of the caller's struct; static: RAM of the model besides.",
      "What is counted is one call of run, from its call to its return: no reading of input, no output.",
      "stack: the most bytes that run used on the counted samples; bound: what no sample can exceed, "
        + "by the compiler's call graph.",
    ]
    if let samples = counted.first(where: { $0.unit == .instructions })?.samples {
      lines.append(
        "instructions of one run: exact, on \(NumberText.counted(samples, "sample")) in QEMU; they say "
          + "nothing of time."
      )
    }
    if let samples = counted.first(where: { $0.unit == .cycles })?.samples {
      lines.append(
        "cycles of one run: exact for the core that simavr simulates, on "
          + "\(NumberText.counted(samples, "sample"))."
      )
    }
    return lines
  }
}

extension VerificationReport {
  /// The result as a table says it.
  fileprivate var word: String {
    switch result {
    case .equal: "equal"
    case .different: mismatches + predictionMismatches > 0 ? "MISMATCH" : "FAILED"
    case .doesNotFit: "does not fit"
    case .skipped: "skipped"
    case .notCompared: "NOT COMPARED"
    }
  }
}

extension RunSummary {
  /// Replaces and adds comparisons by what was verified later.
  mutating func take(_ table: VerificationTable?) {
    for report in table?.targets ?? [] where report.result == .equal || report.result == .different
    {
      // The search compared the whole test set.
      let isSearched = verification.contains { $0.target == report.target }
      if report.isSynthetic, report.passed, isSearched { continue }
      let row = VerificationSummary(
        target: report.target,
        vectors: report.target == VerificationTarget.host.rawValue
          ? report.vectors + report.predictionsCompared : report.vectors,
        mismatches: report.differences
      )
      if let index = verification.firstIndex(where: { $0.target == report.target }) {
        verification[index] = row
      } else {
        verification.append(row)
      }
    }
  }
}
