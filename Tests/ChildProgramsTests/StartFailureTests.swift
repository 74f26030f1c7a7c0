import ChildPrograms
import Foundation
import Testing

@Suite("A program that cannot be started")
struct StartFailureTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test("is missing, no program, or a folder")
  func program() throws {
    let text = try folder.write("no program", to: "text")
    let missing = folder.file("missing")
    let cases = [
      (missing, ENOENT), (text, EACCES), ("\(text)/below", ENOTDIR), (folder.path, EACCES),
    ]
    for (path, code) in cases {
      let failure = #expect(throws: StartFailure.program(path: path, code: code)) {
        try ChildProgram(path, in: folder.path)
      }
      let words = String(cString: strerror(code))
      #expect(failure?.description == "cannot start \(path): \(words)")
      #expect(failure?.localizedDescription == failure?.description)
    }
  }

  @Test("has no folder to run in")
  func workingDirectory() throws {
    let file = try folder.write("", to: "file")
    let missing = folder.file("missing")
    for (path, code) in [(missing, ENOENT), (file, ENOTDIR)] {
      let failure = #expect(throws: StartFailure.folder(path: path, code: code)) {
        try ChildProgram("/bin/sh", ["-c", "exit 0"], in: path)
      }
      #expect(failure?.description.contains(path) == true)
      #expect(failure?.description.hasSuffix(String(cString: strerror(code))) == true)
    }
  }

  @Test("has a stream that cannot be opened")
  func stream() throws {
    let missing = folder.file("missing")
    let within = folder.file("missing/out")
    #expect(throws: StartFailure.stream(path: missing, code: ENOENT)) {
      try ChildProgram("/bin/cat", in: folder.path, input: missing)
    }
    #expect(throws: StartFailure.stream(path: within, code: ENOENT)) {
      try ChildProgram("/bin/cat", in: folder.path, output: within)
    }
    #expect(throws: StartFailure.stream(path: folder.path, code: EISDIR)) {
      try ChildProgram("/bin/cat", in: folder.path, errors: folder.path)
    }
  }

  @Test("has a text with NUL, which C would cut")
  func nulCharacter() {
    #expect(throws: StartFailure.nulCharacter(program: "/bin/echo")) {
      try ChildProgram("/bin/echo", ["a", "b\0c"], in: folder.path)
    }
    #expect(throws: StartFailure.nulCharacter(program: "/bin/echo")) {
      try ChildProgram("/bin/echo", in: folder.path, environment: ["A": "\0"])
    }
    #expect(throws: StartFailure.nulCharacter(program: "/bin/echo")) {
      try ChildProgram("/bin/echo", in: folder.path, output: folder.file("a\0b"))
    }
  }
}
