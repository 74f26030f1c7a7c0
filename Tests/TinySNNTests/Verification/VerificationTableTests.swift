import Foundation
import Testing

@testable import TinySNN

/// The table over all targets as text and JSON.
@Suite struct VerificationTableTests {
  private let host = VerificationReport(
    target: "host",
    method: .compiled,
    vectors: 128,
    selfTest: "PASS 16/16",
    predictionsCompared: 359,
    note: nil
  )

  /// What an equal board reports.
  private func board(_ target: VerificationTarget, mean: Int = 2_000) -> VerificationReport {
    var report = VerificationReport(
      target: target.rawValue,
      method: .emulated,
      vectors: 100,
      selfTest: "PASS 16/16",
      predictionsCompared: 100,
      note: nil
    )
    report.figures = DeviceFigures(
      compiler: "arm-none-eabi-gcc 12.2.1",
      flags: ["-mcpu=cortex-m0", "-Os"],
      flashLength: 262_144,
      ramLength: 16_384,
      codeBytes: 782,
      tableBytes: 1_678,
      stateBytes: 274,
      staticBytes: 0,
      stackBytes: 48,
      stackBound: 52,
      count: DeviceFigures.Count(.instructions, [mean - 1_000, mean, mean + 1_000])
    )
    return report
  }

  /// One that does not fit.
  private var small: VerificationReport {
    var report = VerificationReport(target: "atmega328p", method: .emulated, note: nil)
    report.shortfalls = [
      MemoryShortfall(memory: .flash, bytes: 12_345), MemoryShortfall(memory: .ram, bytes: 1),
    ]
    return report
  }

  private var skipped: VerificationReport {
    var report = VerificationReport(
      target: "rv32imac",
      method: .emulated,
      note: "skipped: no tools"
    )
    report.isSkipped = true
    return report
  }

  private func table(
    _ targets: [VerificationReport],
    model: String = "m",
    export: String = "e",
    version: String = "1"
  ) -> VerificationTable {
    VerificationTable(
      subject: .init(model: model, export: export, version: version),
      samples: VerificationSamples(source: "test samples of digits", count: 100, golden: 16),
      targets: targets
    )
  }

  @Test("is a row for each target, remarks, and how exact the figures are")
  func text() throws {
    var wrong = board(.cortexM3)
    wrong.mismatches = 3
    wrong.firstMismatch = "vector 7, step 2, layer hidden: ..."
    #expect(
      table([host, board(.cortexM0), wrong, skipped, small]).text == """
        Boards: 100 test samples of digits, and the inputs of 16 golden vectors.

        target      result        vectors  mismatches  classes  self-test   code  tables  state  static  stack  bound  per run       least   mean   most
        ----------  ------------  -------  ----------  -------  ----------  ----  ------  -----  ------  -----  -----  ------------  -----  -----  -----
        host        equal             128           0  359/359  PASS 16/16     -       -      -       -      -      -  -                 -      -      -
        cortex-m0   equal             100           0  100/100  PASS 16/16   782   1,678    274       0     48     52  instructions  1,000  2,000  3,000
        cortex-m3   MISMATCH          100           3  100/100  PASS 16/16   782   1,678    274       0     48     52  instructions  1,000  2,000  3,000
        rv32imac    skipped             -           -  -        -              -       -      -       -      -      -  -                 -      -      -
        atmega328p  does not fit        -           -  -        -              -       -      -       -      -      -  -                 -      -      -

        cortex-m3: first difference: vector 7, step 2, layer hidden: ...
        rv32imac: skipped: no tools
        atmega328p: does not fit: flash: 12,345 bytes too many, ram: 1 byte too many

        code, tables: bytes of flash of init, run, argmax and score, exact for arm-none-eabi-gcc 12.2.1 -Os. Where run or init calls memcpy or memset, or a function of the compiler's library, that is part of code; argmax is counted again where the compiler also put it into run.
        state: bytes of the caller's struct; static: RAM of the model besides.
        What is counted is one call of run, from its call to its return: no reading of input, no output.
        stack: the most bytes that run used on the counted samples; bound: what no sample can exceed, by the compiler's call graph.
        instructions of one run: exact, on 3 samples in QEMU; they say nothing of time.

        """
    )
  }

  @Test("says what does not fit without the word mismatch in its result")
  func results() throws {
    #expect(!table([host, small]).hasDifferences && table([host, small]).hasComparisons)
    #expect(!table([small, skipped]).hasComparisons)
    var failed = board(.cortexM0)
    failed.failures = ["it did not end in time"]
    #expect(table([failed]).hasDifferences)
    #expect(table([failed]).text.contains("cortex-m0  FAILED "))
    #expect(small.result == .doesNotFit && skipped.result == .skipped)
  }

  @Test("is the same after JSON, whose keys have underscores")
  func json() throws {
    let table = table([host, board(.cortexM0), skipped, small])
    let text = try table.json()
    #expect(try JSONDecoder().decode(VerificationTable.self, from: Data(text.utf8)) == table)
    for part in [
      "\"schema\" : \"tinysnn.verification/1\"", "\"result\" : \"does_not_fit\"",
      "\"code_bytes\" : 782", "\"unit\" : \"instructions\"", "\"mean\" : 2000",
      "\"stack_bound\" : 52",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test("keeps earlier targets of the same model, in the order of all targets")
  func merge() throws {
    let older = table([board(.atmega2560), host, board(.rv32imac)])
    let newer = table([board(.cortexM0), skipped, board(.atmega2560, mean: 9_000)])
    let merged = newer.merged(with: older)
    #expect(merged.targets.map(\.target) == ["host", "cortex-m0", "rv32imac", "atmega2560"])
    // What was skipped now is known from before.
    #expect(merged.targets[2].result == .equal)
    #expect(merged.targets[3].figures?.count?.mean == 9_000)
    #expect(newer.merged(with: table([host], model: "other")) == newer)
    #expect(newer.merged(with: table([host], export: "other")) == newer)
    #expect(newer.merged(with: table([host], version: "other")) == newer)
  }

  /// A host that saw made-up samples.
  private func synthetic(mismatches: Int = 0) -> VerificationReport {
    var report = host
    report.mismatches = mismatches
    report.samples = VerificationSamples(
      source: "synthetic samples",
      count: 100,
      golden: 16,
      isSynthetic: true
    )
    return report
  }

  @Test("does not replace the host's test set by synthetic samples, unless these differ")
  func syntheticHost() throws {
    #expect(table([synthetic()]).merged(with: table([host])).targets == [host])
    let wrong = synthetic(mismatches: 2)
    #expect(table([wrong]).merged(with: table([host])).targets == [wrong])
    #expect(table([host]).merged(with: table([synthetic()])).targets == [host])
  }

  @Test("shows the search's row of a target that it lacks, or knows from synthetic samples only")
  func seeded() throws {
    let searched = RunSummary.VerificationSummary(target: "host", vectors: 487, mismatches: 0)
    for targets in [[board(.cortexM0)], [synthetic(), board(.cortexM0)]] {
      let seeded = table(targets).seeded(with: [searched])
      #expect(seeded.targets.map(\.target) == ["host", "cortex-m0"])
      #expect(seeded.targets[0].vectors == 487)
      #expect(seeded.targets[0].note?.hasPrefix("compared by the search") == true)
    }
    #expect(table([host]).seeded(with: [searched]).targets == [host])
    let wrong = table([synthetic(mismatches: 1)])
    #expect(wrong.seeded(with: [searched]).targets == wrong.targets)
  }

  @Test("is refused in another format")
  func schema() throws {
    let text = try table([host]).json().replacing("verification/1", with: "verification/0")
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(VerificationTable.self, from: Data(text.utf8))
    }
  }

  @Test("calls a target of which nothing was compared no success")
  func nothingCompared() throws {
    let report = VerificationReport(target: "cortex-m0", method: .emulated, note: nil)
    #expect(report.result == .notCompared && !report.passed)
    #expect(table([report]).hasDifferences && !table([report]).hasComparisons)
    #expect(table([report]).text.contains("cortex-m0  NOT COMPARED "))
  }

  @Test("says how accurate the exported C is")
  func accuracy() throws {
    var report = host
    report.correct = 350
    #expect(report.text.contains("      accuracy  0.9749 (350 of 359)\n"))
    #expect(table([report, small]).text.contains("host: accuracy 0.9749 (350 of 359)\n"))
    #expect(try report.json().contains("\"correct\" : 350"))
    report.predictionMismatches = 2
    #expect(table([report, small]).text.contains(" 357/359 "))
  }
}
