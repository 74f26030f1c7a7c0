import Foundation
import Testing

@testable import TinySNN

@Suite struct SweepJournalTests {
  private let folder: TemporaryDirectory
  private let sweep: Sweep
  private let results: [SweepResult]

  init() throws {
    folder = try TemporaryDirectory()
    sweep = try SweepFixture.sweep()
    let all = SweepFixture.results(of: sweep, SweepFixture.outcome)
    results = sweep.trainings.compactMap { [sweep] in all[sweep.key(of: $0)] }
  }

  private var path: String { folder.file("points.jsonl") }

  private func open(
    _ header: JournalHeader = JournalHeader(configHash: "c", version: "1", seed: 1, dataHash: "d")
  ) throws -> SweepJournal {
    try SweepJournal(path: path, header: header) { 0 }
  }

  private func bytes() throws -> Data { try #require(FileManager.default.contents(atPath: path)) }

  @Test("What is appended is read again, failures too")
  func roundTrip() throws {
    do {
      let journal = try open()
      for result in results { try journal.append(result) }
    }
    #expect(try open().recovered.results == results)
  }

  @Test("A record cut at any byte of its last lines loses them and nothing else, and goes on")
  func torn() throws {
    do {
      let journal = try open()
      for result in results.prefix(4) { try journal.append(result) }
    }
    let whole = try bytes()
    let lines = whole.split(separator: 0x0A).map(\.count)
    let third = whole.count - lines[4] - lines[3] - 2
    for length in third..<whole.count {
      try whole.prefix(length).write(to: URL(fileURLWithPath: path))
      let journal = try open()
      let expected = length < whole.count - lines[4] - 1 ? 2 : 3
      #expect(journal.recovered.results == Array(results.prefix(expected)), "\(length)")
      for result in results[expected..<4] { try journal.append(result) }
      #expect(try bytes() == whole)
    }
  }

  @Test("A record whose header is torn begins anew")
  func tornHeader() throws {
    _ = try open()
    let header = try bytes()
    try header.prefix(header.count / 2).write(to: URL(fileURLWithPath: path))
    #expect(try open().recovered.header == nil)
    #expect(try bytes() == header)
  }

  @Test("A damaged line is an error that names it")
  func damaged() throws {
    do {
      let journal = try open()
      for result in results.prefix(2) { try journal.append(result) }
    }
    let text = String(decoding: try bytes(), as: UTF8.self)
    for (wrong, line) in [
      (text.replacing("tinysnn.points/1", with: "tinysnn.points/9"), 1),
      (text.replacing("\"curve\":\"plain\"", with: "\"curves\":1"), 2),
      (text + "{}\n", 4), (text + "\n", 4),
      (text + (text.split(separator: "\n").last.map(String.init) ?? "") + "\n", 4),
    ] {
      try wrong.write(toFile: path, atomically: true, encoding: .utf8)
      #expect {
        _ = try open()
      } throws: { error in
        guard case JournalError.corrupt(_, line, _) = error else { return false }
        return true
      }
    }
  }

  @Test("The record of another sweep, other samples or other instructions is refused")
  func other() throws {
    _ = try open()
    for header in [
      JournalHeader(configHash: "x", version: "1", seed: 1, dataHash: "d"),
      JournalHeader(configHash: "c", version: "1", seed: 1, dataHash: "x"),
      JournalHeader(
        configHash: "c",
        version: "1",
        seed: 1,
        instructionSet: "avx2",
        dataHash: "d"
      ),
    ] {
      #expect {
        _ = try open(header)
      } throws: { error in
        guard case JournalError.otherStudy = error else { return false }
        return true
      }
    }
    _ = try open(JournalHeader(configHash: "c", version: "2", seed: 1, dataHash: "d"))
  }

  @Test("One process at a time writes a record")
  func locked() throws {
    let journal = try open()
    withExtendedLifetime(journal) {
      #expect(LineFile.isLocked(path))
      #expect(throws: JournalError.locked(path: path)) { try open() }
    }
  }
}
