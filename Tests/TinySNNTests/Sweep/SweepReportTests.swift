import Foundation
import Testing

@testable import TinySNN

@Suite struct SweepReportTests {
  @Test("The report says the question, the cheapest points within each loss, and all points")
  func report() throws {
    let report = SweepReport(try SweepFixture.summary()).markdown
    #expect(
      report == """
        # What does it cost?

        Source: Doe 2020.
        fixture: digits, 64-8-10, T=2, direct, 1 epoch, 3 seeds. Compared with: plain.

        Figures are means over seeds and folds, ± the standard deviation, on test samples unless it says otherwise. \
        Points are chosen by their validation accuracy alone. Differences are paired by seed and fold, in percentage \
        points with their 95 % interval by Student's t, over trainings on one test part. Bars in the drawings are \
        intervals of the mean. Time is the median time of a training, with that of the networks that it starts from or \
        learns from, over that of the baseline.

        ![Accuracy against synaptic operations](curve.svg)

        ![Accuracy against spikes](spikes.svg)

        ## Within 0.5 points of plain: fewest synaptic operations, and fewest spikes

        | method | setting | accuracy | difference | spikes | fewer | operations | fewer | time |
        | --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: |
        | L1 | strength 0.1 | 90.00 ± 1.73 % | -2.00 [-4.48, +0.48] | 20.0 | 2.00x | 200 | 2.00x | 3.00x |
        | L2 \\| squared | none within | - | - | - | - | - | - | - |

        ## Within 2 points of plain: fewest synaptic operations, and fewest spikes

        | method | setting | accuracy | difference | spikes | fewer | operations | fewer | time |
        | --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: |
        | L1 | strength 1 | 72.00 ± 7.55 % | -20.00 [-44.84, +4.84] | 5.0 | 8.00x | 50.0 | 8.00x | 3.00x |
        | L2 \\| squared | none within | - | - | - | - | - | - | - |

        ## All points

        ### plain

        | setting | validation | accuracy | difference | spikes | operations | rate | time |
        | --- | --- | --- | --- | --- | --- | ---: | ---: |
        | - | 92.00 ± 0.00 % | 92.00 ± 2.65 % | - | 40.0 ± 0.0 | 400 ± 0.0 | 40.00 % | 1.00x |

        ### L1

        | train.regularizers.0.strength | validation | accuracy | difference | spikes | operations | rate | time |
        | ---: | --- | --- | --- | --- | --- | ---: | ---: |
        | 0.1 | 91.50 ± 0.00 % | 90.00 ± 1.73 % | -2.00 [-4.48, +0.48] | 20.0 ± 0.0 | 200 ± 0.0 | 20.00 % | 3.00x |
        | 1 | 91.00 ± 0.00 % | 72.00 ± 7.55 % | -20.00 [-44.84, +4.84] | 5.0 ± 0.0 | 50.0 ± 0.0 | 5.00 % | 3.00x |

        ### L2 | squared

        Roe 2021.

        | setting | validation | accuracy | difference | spikes | operations | rate | time |
        | --- | --- | --- | --- | --- | --- | ---: | ---: |
        | - | 92.00 ± 0.00 % | 92.50 ± 3.54 % | +0.00 [+0.00, +0.00] | 10.0 ± 0.0 | 100 ± 0.0 | 10.00 % | 0.50x |

        -: 2 trainings; others failed: layer 1 diverged

        """
    )
  }

  @Test("Points that differ by spikes and by operations have a table for each")
  func twoTables() throws {
    var summary = try SweepFixture.summary()
    for index in summary.best.indices where summary.best[index].minimize == .spikes {
      summary.best[index].point = nil
    }
    let report = SweepReport(summary).markdown
    #expect(report.contains("## Within 0.5 points of plain: fewest synaptic operations\n"))
    #expect(report.contains("## Within 0.5 points of plain: fewest spikes\n"))
  }

  @Test("The table of several sweeps has a row for each baseline and each method")
  func methods() throws {
    let summary = try SweepFixture.summary()
    var other = summary
    other.name = "second"
    let rows = MethodsTable([summary, other]).table.rows
    #expect(
      rows.map(\.[0]) == ["plain", "L1", "L2 | squared", "plain", "L1", "L2 | squared"]
    )
    #expect(
      rows[0] == [
        "plain", "-", "fixture", "digits", "-", "baseline", "92.00 ± 2.65 %", "-", "40.0", "400",
        "2.0 s (1.00x)",
      ]
    )
    #expect(
      rows[1] == [
        "L1", "Doe 2020", "fixture", "digits", "0.5", "strength 0.1", "90.00 ± 1.73 %",
        "-2.00 [-4.48, +0.48]", "20.0 (2.00x fewer)", "200 (2.00x fewer)",
        "6.0 s (3.00x)",
      ]
    )
    #expect(rows[2][1] == "Roe 2021" && rows[2][5] == "none within")
    #expect(rows[3][2] == "second")
  }

  @Test("A drawing is XML that stands alone, with a line for each method and a bar for each point")
  func plot() throws {
    let summary = try SweepFixture.summary()
    let plot = try #require(SweepPlot(summary, of: .synops))
    let parser = XMLCheck(plot.svg)
    #expect(parser.isWellFormed)
    #expect(plot.svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
    // The second point of L1 lies 20 points below the baseline; nothing is drawn below 6.
    #expect(plot.hidden == 1)
    // Its 50 operations do not widen the axis.
    #expect(!plot.svg.contains(">50</text>"))
    #expect(plot.svg.components(separatedBy: "<circle").count - 1 == 3)
    #expect(plot.svg.contains(">1 point below the drawn range<"))
    for name in ["plain", "L1", "L2 | squared"] { #expect(plot.svg.contains(">\(name)</text>")) }
    // 400 operations lie to the right of 100.
    let places = plot.svg.matches(of: /<circle cx="([0-9.]+)"/).compactMap { Double($0.1) }
    #expect(places.count == 3 && places[0] > places[1] && places[1] > places[2])
  }

  @Test("Markdown escapes what would end a cell")
  func markdown() {
    var table = TextTable(columns: ["a", "b"])
    table.add(["x|y", "1"])
    #expect(table.markdown() == "| a | b |\n| --- | ---: |\n| x\\|y | 1 |\n")
  }
}

/// Whether a text is well-formed, as far as elements go: each that is opened is closed, in order.
private struct XMLCheck {
  let isWellFormed: Bool

  init(_ text: String) {
    var open: [Substring] = []
    var isWellFormed = true
    for tag in text.matches(of: /<(\/?)([a-z]+)((?:"[^"]*"|[^">])*)>/) {
      if !tag.1.isEmpty {
        isWellFormed = isWellFormed && open.popLast() == tag.2
      } else if !tag.3.hasSuffix("/") {
        open.append(tag.2)
      }
    }
    self.isWellFormed = isWellFormed && open.isEmpty
  }
}
