import Foundation
import Testing

@testable import TinySNN

@Suite struct JournalFollowerTests {
  private func running(_ number: Int, _ id: String) -> JournalEvent {
    .running(
      trial: number,
      id: id,
      candidate: Candidate(assignments: [Assignment(key: "n", value: .int(number))])
    )
  }

  private func append(_ text: String, to path: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  @Test("It sees what was added, and as open the trials that nobody has evaluated yet")
  func growth() throws {
    let harness = try StudyHarness()
    let follower = JournalFollower(path: harness.journalPath)
    #expect(throws: JournalError.missing(path: harness.journalPath)) { try follower.update() }
    let journal = try StudyJournal(path: harness.journalPath, header: harness.header, resume: false)
    try follower.update()
    #expect(follower.header == harness.header && follower.openTrials.isEmpty)
    // Trial 2 is the work of trial 0.
    for (number, id) in ["a", "b", "a", "c"].enumerated() {
      try journal.append(running(number, id))
    }
    try follower.update()
    #expect(follower.openTrials.map(\.number) == [0, 1, 3])
    #expect(follower.openTrials.map { $0.candidate.int("n") } == [0, 1, 3])
    try journal.append(.failed(trial: 0, reason: "", duplicateOf: nil))
    try follower.update()
    #expect(follower.openTrials.map(\.number) == [1, 3])
    try journal.append(running(4, "a"))
    try journal.append(running(5, "d"))
    try follower.update()
    #expect(follower.openTrials.map(\.number) == [1, 3, 5])
    #expect(follower.end == nil && !follower.isOver)
    try journal.append(.finished(.requested))
    #expect(follower.isOver && follower.end == .requested)
  }

  @Test("Lines are read once, whole, and counted from the start of the journal")
  func lines() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("journal.jsonl")
    let header = JournalEvent.study(JournalHeader(configHash: "c", version: "1", seed: 7)).json
    let first = header + "\n" + running(0, "a").json + "\n"
    try first.write(toFile: path, atomically: true, encoding: .utf8)
    let follower = JournalFollower(path: path)
    try follower.update()
    // What was read before is not looked at again.
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.write(contentsOf: Data("x".utf8))
    try handle.close()
    let line = running(1, "b").json + "\n"
    try append(String(line.prefix(20)), to: path)
    try follower.update()
    #expect(follower.openTrials.map(\.id) == ["a"])
    try append(String(line.dropFirst(20)), to: path)
    try follower.update()
    #expect(follower.openTrials.map(\.id) == ["a", "b"])
    try append("nonsense\n", to: path)
    let error = #expect(throws: JournalError.self) { try follower.update() }
    #expect(error?.description.contains("journal.jsonl:4:") == true, "\(String(describing: error))")
  }

  @Test("A journal that was cut or replaced is read from its start")
  func replaced() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("journal.jsonl")
    func text(_ ids: [String], seed: UInt64 = 7) -> String {
      let header = JournalEvent.study(JournalHeader(configHash: "c", version: "1", seed: seed))
      return ([header] + ids.enumerated().map { running($0.offset, $0.element) })
        .map { $0.json + "\n" }.joined()
    }
    try text(["a", "b", "c"]).write(toFile: path, atomically: true, encoding: .utf8)
    let follower = JournalFollower(path: path)
    try follower.update()
    let cut = text(["a", "b"]).utf8.count
    #expect(truncate(path, off_t(cut)) == 0)
    try follower.update()
    #expect(follower.openTrials.map(\.id) == ["a", "b"])
    try text(["x", "y", "z"], seed: 8).write(toFile: path, atomically: true, encoding: .utf8)
    try follower.update()
    #expect(follower.openTrials.map(\.id) == ["x", "y", "z"] && follower.header?.seed == 8)
    try FileManager.default.removeItem(atPath: path)
    #expect(follower.isOver)
  }
}
