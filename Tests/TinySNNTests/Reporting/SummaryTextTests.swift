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
