import Foundation
import Testing
import TinySNN

@Suite struct RunDirectoryTests {
  @Test("A run is created, refused the second time, and continued on request")
  func prepare() throws {
    let temporary = try TemporaryDirectory()
    let path = temporary.file("study/run")
    #expect(throws: RunDirectoryError.noRun(path: path)) { try RunDirectory.existing(path: path) }
    let run = try RunDirectory.prepare(path: path, resume: true)
    #expect(!run.hasRun)
    // A folder without a run of ours is no obstacle.
    _ = try RunDirectory.prepare(path: path, resume: false)
    try run.write("a: 1\n", to: .experiment)
    #expect(throws: RunDirectoryError.exists(path: path)) {
      try RunDirectory.prepare(path: path, resume: false)
    }
    #expect(try RunDirectory.prepare(path: path, resume: true) == run)
    #expect(try RunDirectory.existing(path: path).read(.experiment) == Data("a: 1\n".utf8))
    #expect(!run.isFinished)
    try run.write("{}", to: .summary)
    #expect(run.isFinished)
  }

  @Test("Files are replaced whole, folders on the way are made, and nothing is left aside")
  func atomicWrites() throws {
    let temporary = try TemporaryDirectory()
    let run = try RunDirectory.prepare(path: temporary.path, resume: false)
    for size in [0, 1, 5_000_000, 3] {
      try run.write(Data(repeating: 7, count: size), to: "export/deep/data.h")
      let written = try Data(contentsOf: URL(fileURLWithPath: run.path(of: "export/deep/data.h")))
      #expect(written == Data(repeating: 7, count: size))
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: run.exportPath + "/deep")
    #expect(names == ["data.h"])
  }

  @Test("What cannot be written is a typed error")
  func unwritable() throws {
    let temporary = try TemporaryDirectory()
    try Data().write(to: URL(fileURLWithPath: temporary.file("file")))
    #expect(throws: RunDirectoryError.self) {
      try RunDirectory.prepare(path: temporary.file("file/run"), resume: false)
    }
    #expect(throws: RunDirectoryError.self) {
      try AtomicFile.write(Data([1]), to: temporary.file("file/x"))
    }
    // A folder in the place of the file: the rename fails, and the file aside goes.
    try FileManager.default.createDirectory(
      atPath: temporary.file("taken"),
      withIntermediateDirectories: true
    )
    #expect(throws: RunDirectoryError.self) {
      try AtomicFile.write(Data([1]), to: temporary.file("taken"))
    }
    #expect(!FileManager.default.fileExists(atPath: temporary.file("taken.partial")))
  }
}
