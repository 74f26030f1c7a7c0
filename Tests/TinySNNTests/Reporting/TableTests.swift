import Foundation
import SpikingNetworks
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
        == "trial,id,state,units,bits,rounding,validation_accuracy,samples,flash_bytes,ram_bytes,"
        + "synops_per_inference,spikes_per_inference,silent_neurons,memory_fraction,energy_fraction,"
        + "energy_horowitz45nm,energy_lemaire2022,reason"
    )
    let first = try #require(run.trials.first { $0.state == .complete })
    let figures = try #require(first.evaluation)
    let energy = try #require(figures.energy)
    let cells: [String] = [
      "\(first.number)", first.id, "complete", "\(first.candidate.int("units"))",
      "\(first.candidate.int("bits"))", first.candidate["rounding"]?.description ?? "",
      "\(figures.validationAccuracy)", "100", "\(figures.flashBytes)", "\(figures.ramBytes)",
      "\(figures.synopsPerInference)", "\(figures.spikesPerInference)", "0",
      "\(figures.memoryFraction)", "\(figures.energyFraction)", "\(energy.horowitz45nm)",
      "\(energy.lemaire2022)", "",
    ]
    let row = cells.joined(separator: ",")
    #expect(lines.contains(row))
    #expect(
      lines.contains {
        $0.hasSuffix(",,,,,,,,,,,,\"layer <0> & \"\"1\"\": a threshold became zero\"")
      }
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
            spikesPerInference: 1,
            samples: 100,
            floatAccuracy: 0.97,
            memoryFraction: 0.1,
            energyFraction: 0.1
          )
        )
      }
      return ParetoFront(of: trials, minimizing: .flashBytes)
    }
    let long = try StudyTable(frontEnd: front(14)).render(.table)
    #expect(long.contains("63.00 %") && long.contains("52.00 %") && !long.contains("51.00 %"))
    #expect(long.hasSuffix("\n2 cheaper and less accurate candidates left out\n"))
    let short = try StudyTable(frontEnd: front(12)).render(.table)
    #expect(short.contains("50.00 %") && !short.contains("left out"))
  }

  @Test("Study tables come as table, JSON and CSV", arguments: TableFormat.allCases)
  func study(_ format: TableFormat) throws {
    let run = try SampleRun()
    let front = ParetoFront(of: run.trials, minimizing: .flashBytes)
    let all = try StudyTable(trials: run.trials).render(format)
    let some = try StudyTable(front: front).render(format)
    let best = try StudyTable(best: run.rule.select(from: run.trials)).render(format)
    let none = try StudyTable(best: .infeasible(closest: nil)).render(format)
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

  @Test("The best trial is said to be a winner or a miss", arguments: TableFormat.allCases)
  func feasible(_ format: TableFormat) throws {
    let run = try SampleRun()
    let trial = try #require(run.rule.select(from: run.trials).winner)
    let winner = try StudyTable(best: .feasible(trial)).render(format)
    let miss = try StudyTable(best: .infeasible(closest: trial)).render(format)
    let others = try StudyTable(trials: [trial]).render(format)
    #expect(!others.contains("feasible"))
    switch format {
    case .json:
      #expect(winner.contains("\"feasible\" : true") && miss.contains("\"feasible\" : false"))
    case .csv:
      #expect(winner.hasPrefix("trial,id,state,feasible,duplicate_of,"))
      #expect(winner.contains(",complete,true,,") && miss.contains(",complete,false,,"))
    case .table:
      #expect(winner.hasPrefix("trial  state     feasible  accuracy  flash  "))
      #expect(winner.contains("  complete  yes  ") && miss.contains("  complete  no  "))
    }
  }

  @Test("Figures of trials that were given up stand beside the samples that they are of")
  func pruned() throws {
    var evaluation = Evaluation.with(accuracy: 0.75, bytes: 500)
    evaluation.samples = 32
    evaluation.silentNeurons = 3
    var given = Trial.complete(1, evaluation)
    given.state = .pruned
    let trials = [Trial.complete(0, .with(accuracy: 0.9, bytes: 700)), given]
    let table = try StudyTable(trials: trials).render(.table)
    #expect(table.contains("accuracy  samples  flash"))
    #expect(table.contains("    1  pruned     75.00 %       32    500"), "\(table)")
    // Where all trials saw all samples, their number says nothing.
    #expect(try !StudyTable(trials: [trials[0]]).render(.table).contains("samples"))
    let figures = "0.75,32,500,0,0.0,0.0,3,1.0,1.0,,,\n"
    #expect(try StudyTable(trials: trials).render(.csv).contains("1,1,pruned,," + figures))
    let json = try StudyTable(trials: trials).render(.json)
    #expect(json.contains("\"samples\" : 32") && json.contains("\"silent_neurons\" : 3"))
    #expect(EvaluationsTable(trials: trials).csv.contains("1,1,pruned," + figures))
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
