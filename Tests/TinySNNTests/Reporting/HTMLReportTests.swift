import Foundation
import Testing

@testable import TinySNN

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct HTMLReportTests {
  @Test("The page stands alone: no script, no link, no other file")
  func standsAlone() throws {
    let html = try SampleRun().report().html
    for word in ["<script", "<link", "src=", "href=", "url(", "@import", "http"] {
      #expect(!html.contains(word), "\(word)")
    }
    #expect(html.hasPrefix("<!DOCTYPE html>\n"))
    #expect(html.contains("<svg") && html.contains("winner: trial") && html.contains("target 93"))
    #expect(html.contains("Layers of the winner") && html.contains("dense1"))
    #expect(html.contains("tinysnn search --target-acc 0.93"))
  }

  @Test("All text is escaped")
  func escaping() throws {
    let html = try SampleRun().report(title: "<b>&\"'").html
    #expect(html.contains("<h1>&lt;b&gt;&amp;&quot;&#39;</h1>"))
    #expect(html.contains("layer &lt;0&gt; &amp; &quot;1&quot;: a threshold became zero"))
  }

  @Test("The page is well formed, whatever the outcome", arguments: [0.93, 0.999, -1])
  func wellFormed(target: Double) throws {
    let html = try SampleRun(target: target < 0 ? nil : target).report().html
    // Two tags need no end in HTML; with ends the page has to be XML.
    let start = try #require(html.range(of: "<html"))
    let xml = html[start.lowerBound...].replacing(/<meta [^>]*>/, with: "")
    let parser = XMLParser(data: Data(xml.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
  }

  @Test("The page shows what was verified on boards in place of the summary's rows")
  func verification() throws {
    var board = VerificationReport(
      target: "cortex-m0",
      method: .emulated,
      vectors: 116,
      mismatches: 1,
      firstMismatch: "vector 3 <differs>",
      note: nil
    )
    board.failures = ["it did not end in time"]
    var report = try SampleRun().report()
    report.verification = VerificationTable(
      subject: .init(model: "", export: "", version: ""),
      samples: .init(source: "test samples of digits", count: 100, golden: 16),
      targets: [board]
    )
    let html = report.html
    #expect(html.contains("<td>cortex-m0</td><td>MISMATCH</td>"))
    #expect(html.contains("cortex-m0: first difference: vector 3 &lt;differs&gt;"))
    #expect(html.contains("cortex-m0: it did not end in time"))
    #expect(!html.contains("<td>host</td>"))
  }

  @Test("Without a complete trial there is a page, too")
  func empty() throws {
    var report = try SampleRun(target: 0.999).report()
    report.trials = []
    report.summary.closest = nil
    #expect(!report.html.contains("<svg"))
    #expect(report.html.contains("Nothing was exported"))
  }

  @Test("A target with a confidence is told as it was asked for, beside what it took")
  func confidence() throws {
    let html = try SampleRun(target: 0.93, confidence: 0.95, test: 0.94).report().html
    #expect(html.contains("at least 93.00 % with 95 % confidence on validation data"))
    #expect(html.contains(">needed 96.67 %</text>") && !html.contains(">target "))
    #expect(!html.contains("below the target"))
    let few = try SampleRun(target: 0.999, confidence: 0.999).report().html
    #expect(few.contains("180 validation samples are too few"))
    #expect(!few.contains("100.56 %") && !few.contains(">needed "))
  }

  @Test("The page says how far the validation accuracy can be trusted")
  func bound() throws {
    let html = try SampleRun().report().html
    #expect(html.contains("<b>89.42 %</b>"))
    #expect(html.contains("95 % sure for one candidate; this is the best of 56"))
  }

  @Test("Repeats have a table with every seed, also those that gave no model")
  func repeats() throws {
    let run = try SampleRun()
    #expect(!run.report().html.contains("The winner with other seeds"))
    var report = run.report()
    report.summary = run.repeated
    let html = report.html
    #expect(html.contains("The winner with other seeds"))
    #expect(html.contains("2 of 5 seeds (3 failed: seeds 2, 5: dense1: a threshold became 0"))
    #expect(html.contains("test 91.50 %, standard deviation 1.41 points"))
    #expect(html.contains("<td>readout: &lt;all&gt; weights are zero</td>"))
    #expect(html.contains(">90.50 %</td>"))
  }

  @Test("A winner below the target on test data is said to be so")
  func honesty() throws {
    #expect(try SampleRun(test: 0.92).report().html.contains("below the target"))
    #expect(try !SampleRun(test: 0.95).report().html.contains("below the target"))
  }
}
