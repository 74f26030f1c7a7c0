import Foundation
import Synchronization
import Testing

@testable import TinySNN

@Suite struct HeartbeatTests {
  @Test("A fresh beat of another machine counts; one of this machine, and an old one, do not")
  func otherHost() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("heartbeat")
    #expect(Heartbeat.otherHost(at: path) == nil)
    try "elsewhere 17\n".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(Heartbeat.otherHost(at: path) == "elsewhere")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -2 * Heartbeat.freshness)],
      ofItemAtPath: path
    )
    #expect(Heartbeat.otherHost(at: path) == nil)
    let own = Heartbeat(path: path)
    own.start()
    #expect(Heartbeat.otherHost(at: path) == nil)
    own.stop()
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("It beats on its own from start to stop")
  func life() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("heartbeat")
    let heartbeat = Heartbeat(path: path, interval: 0.02)
    #expect(!FileManager.default.fileExists(atPath: path))
    heartbeat.start()
    for _ in 0..<3 {
      // Whoever takes it away finds it again.
      try FileManager.default.removeItem(atPath: path)
      let deadline = Date(timeIntervalSinceNow: 20)
      while !FileManager.default.fileExists(atPath: path), Date() < deadline { usleep(5000) }
      #expect(FileManager.default.fileExists(atPath: path))
    }
    heartbeat.stop()
    #expect(!FileManager.default.fileExists(atPath: path))
    usleep(100_000)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("A worker gives up when nothing has changed for the limit since it began to wait")
  func watch() throws {
    let temporary = try TemporaryDirectory()
    let directory = RunDirectory(path: temporary.path)
    let time = Mutex(0.0)
    var watch = DriverWatch(directory, now: { time.withLock { $0 } })
    func check(at seconds: Double) throws {
      time.withLock { $0 = seconds }
      try watch.check()
    }
    let limit = Heartbeat.limit
    try check(at: 0)
    try check(at: limit)
    let early = #expect(throws: StudyWithoutDriver.self) { try check(at: limit + 1) }
    #expect(early?.description.contains("no study has begun for 10 minutes") == true)
    // A journal appears, as old as it may be.
    try directory.write("x", to: .journal)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1)],
      ofItemAtPath: directory.path(of: .journal)
    )
    try check(at: limit + 2)
    try check(at: 2 * limit)
    // A beat.
    try directory.write(Data(), to: RunDirectory.heartbeatName)
    try check(at: 3 * limit)
    try check(at: 4 * limit)
    // Something to do in between.
    watch.restart()
    try check(at: 9 * limit)
    try check(at: 10 * limit)
    let late = #expect(throws: StudyWithoutDriver.self) { try check(at: 10 * limit + 1) }
    #expect(late?.description.contains("--resume and --wait-for-workers") == true)
  }
}
