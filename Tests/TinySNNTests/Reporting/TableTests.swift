import Foundation
import Testing
import TinySNN

@Suite struct TableTests {
  @Test("Text tables align numbers right and text left, without trailing blanks")
  func text() {
    var table = TextTable(columns: ["name", "bytes", "note"])
    table.add(["a", "7", ""])
    table.add(["long name", "1234", "x"])
    #expect(
      table.text() == """
        name       bytes  note
        ---------  -----  ----
        a              7
        long name   1234  x

        """
    )
  }

  @Test("Cells with commas, quotes and line feeds are quoted")
  func quoting() {
    var table = TextTable(columns: ["a", "b,c"])
    table.add(["say \"hi\"", "two\nlines"])
    table.add(["\r\n", ""])
    #expect(table.csv() == "a,\"b,c\"\n\"say \"\"hi\"\"\",\"two\nlines\"\n\"\r\n\",\n")
  }

  @Test("The evaluations have a row for each distinct trial, with all values and figures")
  func evaluations() throws {
    let run = try SampleRun()
    let lines = EvaluationsTable(trials: run.trials).csv.split(separator: "\n").map(String.init)
    #expect(
      lines[0]
        == "trial,id,state,units,bits,rounding,validation_accuracy,flash_bytes,ram_bytes,"
        + "synops_per_inference,spikes_per_inference,reason"
    )
    let first = try #require(run.trials.first { $0.state == .complete })
    let figures = try #require(first.evaluation)
    #expect(
      lines.contains(
        "\(first.number),\(first.id),complete,\(first.candidate.int("units")),"
          + "\(first.candidate.int("bits")),\(first.candidate["rounding"]?.description ?? ""),"
          + "\(figures.validationAccuracy),\(figures.flashBytes),\(figures.ramBytes),"
          + "\(figures.synopsPerInference),\(figures.spikesPerInference),"
      )
    )
    #expect(
      lines.contains { $0.hasSuffix(",,,,,,\"layer <0> & \"\"1\"\": a threshold became zero\"") }
    )
  }

  @Test("A search ends with the most accurate part of its front, and says what it left out")
  func frontEnd() throws {
    func front(_ count: Int) -> ParetoFront {
      let trials = (0..<count).map { number in
        Trial(
          number: number,
          candidate: Candidate(assignments: []),
          id: "\(number)",
          state: .complete,
          evaluation: Evaluation(
            validationAccuracy: 0.5 + 0.01 * Double(number),
            flashBytes: 100 + number,
            ramBytes: 10,
            synopsPerInference: 1,
            spikesPerInference: 1
          )
        )
      }
      return ParetoFront(of: trials, minimizing: .flashBytes)
    }
    let long = try StudyTable(frontEnd: front(14)).render(.table)
    #expect(long.contains("63.00 %") && long.contains("52.00 %") && !long.contains("51.00 %"))
    #expect(long.hasSuffix("\n2 smaller and less accurate candidates left out\n"))
    let short = try StudyTable(frontEnd: front(12)).render(.table)
    #expect(short.contains("50.00 %") && !short.contains("left out"))
  }

  @Test("Study tables come as table, JSON and CSV", arguments: TableFormat.allCases)
  func study(_ format: TableFormat) throws {
    let run = try SampleRun()
    let front = ParetoFront(of: run.trials, minimizing: .flashBytes)
    let all = try StudyTable(trials: run.trials).render(format)
    let some = try StudyTable(front: front).render(format)
    let best = try StudyTable(best: run.rule.select(from: run.trials).winner).render(format)
    let none = try StudyTable(best: nil).render(format)
    #expect([all, some, best, none].allSatisfy { $0.hasSuffix("\n") })
    switch format {
    case .json:
      func rows(_ text: String) throws -> [[String: Any]] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
      }
      #expect(try rows(all).count == run.trials.count)
      #expect(try rows(some).count == front.trials.count)
      #expect(try rows(best).first?["flash_bytes"] as? Int == run.summary.selected?.flashBytes)
      #expect(try rows(none).isEmpty)
    case .csv:
      #expect(all.split(separator: "\n").count == run.trials.count + 1)
    case .table:
      #expect(best.contains("complete"))
      #expect(all.contains("same as trial"))
    }
  }

  @Test("Runs are listed with their state")
  func list() throws {
    let run = try SampleRun()
    let table = StudyListTable(entries: [
      .init(run: "results/a/1", journal: nil, summary: run.summary),
      .init(run: "results/a/2", journal: JournalContents(), summary: nil, isRunning: true),
      .init(run: "results/a/3", journal: JournalContents(), summary: nil),
    ])
    let text = try table.render(.table)
    #expect(text.contains("feasible") && text.contains("running") && text.contains("unfinished"))
    #expect(try table.render(.csv).hasPrefix("run,state,trials,validation_accuracy,flash_bytes\n"))
    #expect(try table.render(.json).contains("\"state\" : \"running\""))
  }
}
