import Foundation
import Synchronization
import Testing

@testable import TinySNN

/// A folder on a nearly full disk: `mount -t tmpfs -o size=16k none DIR`, `TINYSNN_FULL_DISK=DIR`.
private let fullDiskFolder = ProcessInfo.processInfo.environment["TINYSNN_FULL_DISK"]

@Suite struct StudyJournalTests {
  @Test("A journal cut at any byte of its last lines is resumed to the same bytes and winner")
  func tornAtEveryByte() throws {
    let complete = try StudyHarness()
    let evaluator = FormulaEvaluator(
      key: { "\($0.int("units"))/\($0.int("bits"))" },
      outcome: { candidate in
        candidate.int("bits") == 3 ? .failed(reason: "a \"b\" ü\n") : .complete(.formula(candidate))
      }
    )
    let strategy = RandomSearch(space: .small, seed: 6)
    let budget = StudyBudget(trials: 20)
    let expected = try complete.run(strategy, evaluator, budget: budget)
    let bytes = try complete.bytes
    // The whole last batch and the end, and the header.
    let cuts = Array(0...80) + Array(max(0, bytes.count - 1800)...bytes.count)
    for cut in cuts {
      let harness = try StudyHarness()
      try bytes.prefix(cut).write(to: URL(fileURLWithPath: harness.journalPath))
      let recorded = try JournalContents(contentsOf: harness.journalPath).trials
      let evaluator = FormulaEvaluator(
        key: { "\($0.int("units"))/\($0.int("bits"))" },
        outcome: { candidate in
          candidate.int("bits") == 3
            ? .failed(reason: "a \"b\" ü\n") : .complete(.formula(candidate))
        }
      )
      let result = try harness.run(strategy, evaluator, budget: budget, resume: true)
      #expect(result == expected, "cut at \(cut)")
      #expect(try harness.bytes == bytes, "cut at \(cut)")
      let done = recorded.filter { $0.state != .running && $0.duplicateOf == nil }
      #expect(evaluator.evaluated.count == 20 - done.count, "cut at \(cut)")
    }
  }

  @Test("Damage other than a torn last line is an error that names the line")
  func corruption() throws {
    let harness = try StudyHarness()
    _ = try harness.run(
      GridSearch(space: .small),
      FormulaEvaluator(),
      budget: StudyBudget(trials: 8)
    )
    let text = String(decoding: try harness.bytes, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let damages: [(Int, (String) -> String)] = [
      (1, { _ in "{}" }), (1, { $0.replacing("journal/2", with: "journal/9") }),
      (1, { _ in lines[1] }), (3, { String($0.dropLast(3)) }), (3, { _ in "" }),
      (4, { $0.replacing("\"trial\":2", with: "\"trial\":3") }), (5, { "\u{0}" + $0 }),
      (9, { $0 + "x" }), (10, { $0.replacing("complete", with: "completed") }),
      (11, { $0.replacing("flash_bytes", with: "flush_bytes") }),
      (12, { $0.replacing("\"flash_bytes\":", with: "\"flash_bytes\":0.5") }),
      (13, { _ in lines[11] }),
      (2, { _ in lines[0] }), (17, { _ in lines[18] }),
    ]
    for (line, damage) in damages {
      var damaged = lines
      damaged[line - 1] = damage(damaged[line - 1])
      let data = Data(damaged.joined(separator: "\n").utf8)
      do {
        _ = try JournalContents(parsing: data, path: "j")
        Issue.record("line \(line) passed: \(damaged[line - 1])")
      } catch JournalError.corrupt(let path, let found, let problem) {
        // The end in place of an outcome is noticed at the line that follows it.
        #expect(found == line || (line == 17 && found == 18), "\(path):\(found): \(problem)")
      }
    }
  }

  @Test("A second process is kept out, and comes in when the first is gone")
  func lock() throws {
    let harness = try StudyHarness()
    var first: StudyJournal? = try StudyJournal(
      path: harness.journalPath,
      header: harness.header,
      resume: false
    )
    #expect(first != nil)
    #expect(StudyJournal.isLocked(harness.journalPath))
    #expect(throws: JournalError.locked(path: harness.journalPath)) {
      try StudyJournal(path: harness.journalPath, header: harness.header, resume: true)
    }
    first = nil
    #expect(!StudyJournal.isLocked(harness.journalPath))
    #expect(!StudyJournal.isLocked(harness.journalPath + ".nowhere"))
    _ = try StudyJournal(path: harness.journalPath, header: harness.header, resume: true)
  }

  @Test("Another configuration, another seed and an unasked continuation are refused")
  func refusals() throws {
    let harness = try StudyHarness()
    _ = try StudyJournal(path: harness.journalPath, header: harness.header, resume: true)
    var other = harness.header
    other.configHash = "decaf"
    #expect(
      throws: JournalError.otherStudy(
        path: harness.journalPath,
        key: "config_hash",
        recorded: "c0ffee",
        expected: "decaf"
      )
    ) { try StudyJournal(path: harness.journalPath, header: other, resume: true) }
    let changes: [(String, (inout JournalHeader) -> Void)] = [
      ("seed is 7, not 8", { $0.seed = 8 }), ("data_hash is , not d", { $0.dataHash = "d" }),
      ("engine is \(Version.engine), not 0", { $0.engine = 0 }),
      ("instruction_set is baseline, not avx2", { $0.instructionSet = "avx2" }),
    ]
    for (text, change) in changes {
      var other = harness.header
      change(&other)
      let error = #expect(throws: JournalError.self) {
        try StudyJournal(path: harness.journalPath, header: other, resume: true)
      }
      #expect(error?.description.hasSuffix(text) == true, "\(String(describing: error))")
    }
    #expect(throws: JournalError.exists(path: harness.journalPath)) {
      try StudyJournal(path: harness.journalPath, header: harness.header, resume: false)
    }
    #expect(throws: JournalError.missing(path: harness.directory.file("no"))) {
      try JournalContents(contentsOf: harness.directory.file("no"))
    }
    // Another version goes on: the trials are the same as long as the strategy proposes them.
    other = harness.header
    other.version = "9"
    _ = try StudyJournal(path: harness.journalPath, header: other, resume: true)
  }

  @Test(
    "On a full disk the study stops, and goes on to the same bytes when there is space",
    .enabled(if: fullDiskFolder != nil)
  )
  func fullDisk() throws {
    let path = try #require(fullDiskFolder) + "/journal.jsonl"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let undisturbed = try StudyHarness()
    let expected = try undisturbed.run(GridSearch(space: .small), FormulaEvaluator())
    let study = Study(evaluator: FormulaEvaluator(), batchSize: 8)
    do {
      let journal = try StudyJournal(path: path, header: undisturbed.header, resume: false)
      _ = try study.run(GridSearch(space: .small), journal: journal)
      Issue.record("the disk is not full")
    } catch JournalError.system(_, let operation, let code, _) {
      #expect(operation == "write" && code == ENOSPC)
    }
    let harness = try StudyHarness()
    let left = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(left.last == 0x0A)
    try left.write(to: URL(fileURLWithPath: harness.journalPath))
    let result = try harness.run(GridSearch(space: .small), FormulaEvaluator(), resume: true)
    #expect(result == expected)
    #expect(try harness.bytes == undisturbed.bytes)
  }

  @Test(
    "After a part of a line that cannot be taken back every event is refused; a new process cuts it off"
  )
  func tornForGood() throws {
    let harness = try StudyHarness()
    let isFull = Mutex(false)
    do {
      let journal = try StudyJournal(
        path: harness.journalPath,
        header: harness.header,
        resume: false,
        calls: LineFile.Calls(
          write: { write($0, $1, isFull.withLock { $0 } ? $2 / 2 : $2) },
          truncate: { _, _ in -1 }
        )
      )
      try journal.append(.running(trial: 0, id: "a", candidate: Candidate(assignments: [])))
      let intact = try harness.bytes.count
      isFull.withLock { $0 = true }
      let event = JournalEvent.failed(trial: 0, reason: "no", duplicateOf: nil)
      #expect(throws: JournalError.self) { try journal.append(event) }
      let torn = try harness.bytes
      #expect(torn.count > intact)
      isFull.withLock { $0 = false }
      #expect(throws: JournalError.self) { try journal.append(event) }
      #expect(try harness.bytes == torn)
    }
    let again = try StudyJournal(path: harness.journalPath, header: harness.header, resume: true)
    #expect(again.recovered.trials.map(\.state) == [.running])
    #expect(try harness.bytes.last == UInt8(ascii: "\n"))
  }

  @Test("Every event survives writing and reading, whatever its texts")
  func roundTrip() throws {
    let harness = try StudyHarness()
    let texts = [
      "", "plain", "quote\" back\\slash", "tab\tfeed\nreturn\r", "\u{1}\u{1f}", "ä 😀 \u{2028}",
    ]
    let journal = try StudyJournal(path: harness.journalPath, header: harness.header, resume: false)
    var expected: [Trial] = []
    for (number, text) in texts.enumerated() {
      let candidate = Candidate(assignments: [
        Assignment(key: "k\(text)", value: .string(text)), Assignment(key: "i", value: .int(-3)),
        Assignment(key: "d", value: .double(2)), Assignment(key: "e", value: .double(1e-9)),
        Assignment(key: "b", value: .bool(false)),
        Assignment(key: "s", value: .string("true")),
      ])
      try journal.append(.running(trial: number, id: text, candidate: candidate))
      try journal.append(.failed(trial: number, reason: text, duplicateOf: number > 0 ? 0 : nil))
      expected.append(
        Trial(
          number: number,
          candidate: candidate,
          id: text,
          state: .failed(reason: text),
          duplicateOf: number > 0 ? 0 : nil
        )
      )
    }
    let contents = try JournalContents(contentsOf: harness.journalPath)
    #expect(contents.header == harness.header)
    #expect(contents.trials == expected)
    #expect(contents.end == nil)
  }
}
