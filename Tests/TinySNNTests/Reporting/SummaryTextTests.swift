import Testing
import TinySNN

@Suite struct SummaryTextTests {
  @Test("A found model is described with its figures, its files and the next command")
  func feasible() throws {
    let run = try SampleRun()
    let text = SummaryText(summary: run.summary, runPath: "results/digits/1").text
    #expect(
      text == """
        Found a model of 900 bytes that reaches 93.00 % on validation data.

          validation  93.34 % (168 of 180 samples, float model 98.89 %)
                      95 % sure of 89.42 % for one candidate; this is the best of 56
          test        92.50 % (333 of 360 samples, float model 98.06 %)
                      0.50 points below the target: validation data alone chose the model
          flash       900 bytes, 10.7 times smaller than the 9,640 bytes of the float model
          ram         32 bytes of state and scratch
          activity    8.0 spikes, 160 synaptic operations per inference (float 88.2, 1,235)
          trials      56: 53 complete, 0 pruned, 3 failed
          time        1 min 05 s (training 12 s, search 21 s, verification 1.5 s)
          files       results/digits/1/
          verified    host: 360 inputs, equal to the simulator

        Next: cc -std=c99 results/digits/1/export/selftest.c -o selftest && ./selftest
              open results/digits/1/report.html

        """
    )
  }

  @Test("Without a model the nearest miss is named, and that nothing was exported")
  func infeasible() throws {
    let run = try SampleRun(target: 0.999)
    let text = SummaryText(
      summary: run.summary,
      runPath: "out",
      constraints: [Constraint(.ramBytes, atMost: 2048)]
    ).text
    #expect(
      text.hasPrefix(
        "No candidate reaches 99.90 % on validation data and ram_bytes <= 2048. "
          + "Nothing was exported.\nThe closest one:\n"
      )
    )
    #expect(text.contains("Next: tinysnn study front out"))
    #expect(!text.contains("selftest") && !text.contains("test   "))
  }

  @Test("A target with a confidence is told as it was asked for, beside what it took")
  func confidence() throws {
    let found = try SampleRun(target: 0.93, confidence: 0.95, test: 0.94).summary
    let text = SummaryText(summary: found, runPath: "out").text
    #expect(
      text.contains(
        "that reaches 93.00 % with 95 % confidence on validation data "
          + "(96.67 % of the samples were needed).\n"
      ),
      "\(text)"
    )
    // The test accuracy is above what was asked for, below what validation samples needed.
    #expect(!text.contains("below the target"))
    let missed = try SampleRun(target: 0.93, confidence: 0.95, test: 0.92).summary
    #expect(
      SummaryText(summary: missed, runPath: "out").text.contains("1.00 points below the target")
    )
    let none = try SampleRun(target: 0.98, confidence: 0.95).summary
    #expect(
      SummaryText(summary: none, runPath: "out").text.hasPrefix(
        "No candidate reaches 98.00 % with 95 % confidence on validation data "
          + "(100.00 % of the samples were needed). Nothing was exported.\n"
      )
    )
  }

  @Test("Too few samples for a confidence are told to be so")
  func outOfReach() throws {
    let summary = try SampleRun(target: 0.999, confidence: 0.999).summary
    let text = SummaryText(
      summary: summary,
      runPath: "out",
      constraints: [Constraint(.ramBytes, atMost: 2048)]
    ).text
    #expect(
      text.hasPrefix(
        "No candidate can reach 99.90 % with 99.9 % confidence: 180 validation samples are too few, "
          + "even if all of them are right. Nothing was exported.\nThe closest one:\n"
      ),
      "\(text)"
    )
    #expect(!text.contains("100.56"))
  }

  @Test("Repeats are told with the seeds that gave no model")
  func repeats() throws {
    let run = try SampleRun()
    var summary = run.repeated
    let text = SummaryText(summary: summary, runPath: "out").text
    #expect(
      text.contains(
        "\n  repeats     2 of 5 seeds (3 failed: seeds 2, 5: dense1: a threshold became 0; "
          + "seed 4: readout: <all> weights are zero): "
          + "test 91.50 %, standard deviation 1.41 points, 90.50 % to 92.50 %\n"
      ),
      "\(text)"
    )
    summary.repeats?.removeAll { $0.failure != nil }
    #expect(
      SummaryText(summary: summary, runPath: "out").text.contains(
        "\n  repeats     2 seeds: test 91.50 %, standard deviation 1.41 points, "
      )
    )
    summary.repeats = Array(run.repeated.repeats?.prefix(2) ?? [])
    #expect(
      SummaryText(summary: summary, runPath: "out").text.contains(
        "1 of 2 seeds (1 failed: seed 2: dense1: a threshold became 0): test 92.50 %\n"
      )
    )
    #expect(!SummaryText(summary: run.summary, runPath: "out").text.contains("repeats"))
  }

  @Test("A nearest miss that was given up early is told to have been")
  func prunedClosest() throws {
    var summary = try SampleRun(target: 0.999).summary
    summary.trials.pruned = summary.trials.complete
    summary.trials.complete = 0
    let text = SummaryText(summary: summary, runPath: "out").text
    #expect(text.contains("\nEvery candidate was given up early. The closest one by the samples"))
    #expect(text.contains("Next: tinysnn study show out"))
  }

  @Test("What ended a study is said if it was neither its strategy nor its trials")
  func ends() throws {
    let run = try SampleRun()
    func notes(_ end: StudyEnd?, _ trials: [Trial]) -> [String] { run.summary.notes(trials, end) }
    for end in [StudyEnd.strategyFinished, .trialBudget, nil] {
      #expect(notes(end, run.trials).isEmpty)
    }
    #expect(
      notes(.timeBudget, run.trials) == ["the time of search.budget.minutes ended the search"]
    )
    #expect(notes(.timeBudget, []).first?.contains("before the first float models") == true)
    #expect(notes(.requested, run.trials).first?.contains("ended on request") == true)
    let infeasible = try SampleRun(target: 0.999)
    #expect(infeasible.summary.notes(infeasible.trials, .requested).count == 2)
  }

  @Test("The most frequent failure is named where nothing was selected, each piece of work once")
  func failureNote() throws {
    let run = try SampleRun(target: 0.999)
    let note = "3 of 3 failed trials: layer <0> & \"1\": a threshold became zero"
    #expect(run.summary.failureNote(run.trials) == note)
    var trials = run.trials
    let spare = trials.indices.filter {
      trials[$0].state == .complete && trials[$0].duplicateOf == nil
    }
    for index in spare.prefix(4) { trials[index].state = .failed(reason: "other") }
    #expect(run.summary.failureNote(trials) == "4 of 7 failed trials: other")
    #expect(run.summary.failureNote([]) == nil)
    #expect(try SampleRun().summary.failureNote(run.trials) == nil)
  }

  @Test("A mismatch is shouted")
  func mismatch() throws {
    var summary = try SampleRun().summary
    summary.verification[0].mismatches = 2
    let text = SummaryText(summary: summary, runPath: "out").text
    #expect(text.contains("MISMATCH on 2"))
    #expect(text.contains("do not use the export") && !text.contains("selftest"))
  }
}
