import Dispatch
import Foundation
import Synchronization
import Testing

@testable import TinySNN

@Suite struct OutcomeFolderTests {
  private let header = JournalHeader(configHash: "c0ffee", version: "1", seed: 7)

  private func trial(_ number: Int) -> Trial {
    Trial(number: number, candidate: Candidate(assignments: []), id: "id\(number)")
  }

  @Test("What is written is read again, of every kind; what is not there is nil")
  func roundTrip() throws {
    let directory = try TemporaryDirectory()
    let folder = OutcomeFolder(path: directory.file("work"), header: header)
    let figures = Evaluation.with(accuracy: 0.875, bytes: 100)
    let outcomes: [EvaluationOutcome] = [
      .complete(figures), .pruned(figures), .failed(reason: "dense1: \"no\" neuron\nfires"),
    ]
    #expect(try folder.outcome(of: trial(0)) == nil)
    for (number, outcome) in outcomes.enumerated() {
      #expect(try !folder.contains(trial(number)))
      try folder.write(outcome, of: trial(number))
      #expect(try folder.contains(trial(number)))
      #expect(try folder.outcome(of: trial(number)) == outcome)
      // Again is no harm.
      try folder.write(outcome, of: trial(number))
      #expect(try folder.outcome(of: trial(number)) == outcome)
    }
  }

  @Test(
    "An outcome of another study, engine or data is none, and is replaced; a version is no difference"
  )
  func otherStudies() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("work")
    func folder(_ change: (inout JournalHeader) -> Void) -> OutcomeFolder {
      var other = header
      change(&other)
      return OutcomeFolder(path: path, header: other)
    }
    let outcome = EvaluationOutcome.complete(.with(accuracy: 0.5, bytes: 1))
    try folder { _ in }.write(outcome, of: trial(3))
    let changes: [(inout JournalHeader) -> Void] = [
      { $0.configHash = "beef" }, { $0.seed = 8 }, { $0.instructionSet = "avx2" },
      { $0.engine += 1 }, { $0.dataHash = "d" },
    ]
    for change in changes {
      #expect(try folder(change).outcome(of: trial(3)) == nil)
      #expect(try !folder(change).contains(trial(3)))
    }
    #expect(try folder { $0.version = "2" }.outcome(of: trial(3)) == outcome)
    let other = folder { $0.engine += 1 }
    try other.write(.failed(reason: "other"), of: trial(3))
    #expect(try other.outcome(of: trial(3)) == .failed(reason: "other"))
    #expect(try folder { _ in }.outcome(of: trial(3)) == nil)
  }

  @Test("Damaged outcomes are errors that name the file")
  func damage() throws {
    let directory = try TemporaryDirectory()
    let folder = OutcomeFolder(path: directory.file("work"), header: header)
    try folder.write(.complete(.with(accuracy: 0.5, bytes: 1)), of: trial(3))
    let file = folder.path + "/id3.jsonl"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    for damaged in [
      "", lines[0], lines[1], lines[0] + "\n" + lines[0], text.replacing("0.5", with: "x"),
    ] {
      try damaged.write(toFile: file, atomically: true, encoding: .utf8)
      let error = #expect(throws: JournalError.self, "\(damaged)") {
        try folder.outcome(of: trial(3))
      }
      #expect(error?.description.contains("id3.jsonl") == true)
      #expect(throws: JournalError.self, "\(damaged)") { try folder.contains(trial(3)) }
    }
  }

  @Test("Figures that are no numbers are the failure that a study makes of them")
  func notFinite() throws {
    let directory = try TemporaryDirectory()
    let folder = OutcomeFolder(path: directory.file("work"), header: header)
    let changes: [(inout Evaluation) -> Void] = [
      { $0.validationAccuracy = .nan }, { $0.synopsPerInference = .infinity },
      { $0.spikesPerInference = -.infinity }, { $0.floatAccuracy = .nan },
      { $0.energyFraction = .nan },
    ]
    for (number, change) in changes.enumerated() {
      var figures = Evaluation.with(accuracy: 0.5, bytes: 1)
      change(&figures)
      try folder.write(number % 2 == 0 ? .complete(figures) : .pruned(figures), of: trial(number))
      #expect(
        try folder.outcome(of: trial(number)) == .failed(reason: "a figure is not a finite number")
      )
    }
  }

  @Test("Several writers of one outcome at the same time leave it whole, and nothing else")
  func concurrentWriters() throws {
    let directory = try TemporaryDirectory()
    let folder = OutcomeFolder(path: directory.file("work"), header: header)
    // Long enough to be written in parts.
    let outcome = EvaluationOutcome.failed(
      reason: String(repeating: "a long reason ", count: 20_000)
    )
    let trial = trial(0)
    let problems = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<20 {
        do {
          try folder.write(outcome, of: trial)
          let found = try folder.outcome(of: trial)
          if found != outcome { problems.withLock { $0.append("another outcome") } }
        } catch { problems.withLock { $0.append("\(error)") } }
      }
    }
    #expect(problems.withLock { $0 } == [])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["id0.jsonl"])
  }

  @Test("A folder that cannot be made is an error of the run folder, with the system's reason")
  func cannotWrite() throws {
    let directory = try TemporaryDirectory()
    try "a file".write(toFile: directory.file("work"), atomically: true, encoding: .utf8)
    let folder = OutcomeFolder(path: directory.file("work"), header: header)
    #expect(throws: RunDirectoryError.self) { try folder.write(.failed(reason: "x"), of: trial(0)) }
  }
}
