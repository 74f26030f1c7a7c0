import ChildPrograms
import Dispatch
import Foundation
import Testing

@Suite("A child program")
struct ChildProgramTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test("ends with a status", arguments: [0, 1, 77, 255] as [Int32])
  func status(number: Int32) throws {
    let ending = try folder.shell("exit \(number)").wait()
    #expect(ending == .exited(number) && ending.shellStatus == number)
  }

  @Test("ends by a signal", arguments: [SIGTERM, SIGKILL, SIGABRT, SIGINT])
  func signal(number: Int32) throws {
    let ending = try folder.shell("kill -\(number) $$").wait()
    #expect(ending == .signalled(number) && ending.shellStatus == 128 + number)
  }

  @Test("reads and writes the files that are its streams")
  func streams() throws {
    _ = try folder.write("older and longer than what comes", to: "out")
    let program = try ChildProgram(
      "/bin/sh",
      ["-c", "cat; echo problem >&2"],
      in: folder.path,
      input: try folder.write("line\nwithout an end", to: "in"),
      output: folder.file("out"),
      errors: folder.file("err")
    )
    #expect(program.wait() == .exited(0))
    #expect(try folder.text("out") == "line\nwithout an end")
    #expect(try folder.text("err") == "problem\n")
  }

  @Test("writes both outputs to one file in the order of printing")
  func oneFile() throws {
    #expect(try folder.shell("echo 1; echo 2 >&2; echo 3").wait() == .exited(0))
    #expect(try folder.text("out") == "1\n2\n3\n")
  }

  @Test("has three streams also where none is asked for")
  func noStreams() throws {
    let line = "test -z \"$(cat)\" && echo dropped && echo dropped >&2"
    #expect(try ChildProgram("/bin/sh", ["-c", line], in: folder.path).wait() == .exited(0))
  }

  @Test("runs in its folder, whose name may be odd")
  func workingDirectory() throws {
    let odd = folder.file("a b'\"ü$HOME")
    try FileManager.default.createDirectory(atPath: odd, withIntermediateDirectories: true)
    let program = try ChildProgram("/bin/pwd", ["-P"], in: odd, output: folder.file("out"))
    #expect(program.wait() == .exited(0))
    #expect(try folder.text("out") == odd + "\n")
  }

  @Test("gets its arguments as they are")
  func arguments() throws {
    let odd = ["", " a  b ", "'\"`", "$HOME *", "\\", "ü\n\tß", "-n", "🧠", "x=y"]
    #expect(try folder.shell(#"printf '%s\0' "$@""#, odd).wait() == .exited(0))
    #expect(try folder.text("out") == odd.map { $0 + "\0" }.joined())
  }

  @Test("gets the environment that it is given and no other")
  func environment() throws {
    let program = try ChildProgram(
      "/usr/bin/env",
      in: folder.path,
      environment: ["ODD": "a=b 'ü'", "EMPTY": ""],
      output: folder.file("out")
    )
    #expect(program.wait() == .exited(0))
    let lines = try folder.text("out").split(separator: "\n")
    #expect(Set(lines) == ["ODD=a=b 'ü'", "EMPTY="])
  }

  @Test("inherits the environment if it is given none")
  func inheritedEnvironment() throws {
    let path = try #require(ProcessInfo.processInfo.environment["PATH"])
    #expect(try folder.shell("printf %s \"$PATH\"").wait() == .exited(0))
    #expect(try folder.text("out") == path)
  }

  @Test("is found by a relative path from here, not from its folder")
  func relativePath() throws {
    let depth = FileManager.default.currentDirectoryPath.split(separator: "/").count
    let relative = String(repeating: "../", count: depth) + "bin/sh"
    #expect(try ChildProgram(relative, ["-c", "exit 5"], in: folder.path).wait() == .exited(5))
  }

  @Test("is waited for until a deadline, then stopped")
  func deadline() throws {
    let program = try folder.sleeper()
    #expect(program.wait(until: .now() + 0.05) == nil)
    #expect(program.isRunning)
    program.send(SIGKILL)
    #expect(program.wait() == .signalled(SIGKILL))
    #expect(!program.isRunning)
  }

  @Test("can be waited for by several threads, and again when it has ended")
  func severalWaits() throws {
    let program = try folder.shell("sleep 0.1; exit 3")
    let endings = try Threads.run(4) { index in
      index < 2 ? program.wait() : program.wait(until: .now() + 60)
    }
    #expect(endings == Array(repeating: .exited(3), count: 4))
    program.send(SIGKILL)
    #expect(program.wait() == .exited(3))
    #expect(program.wait(until: .now()) == .exited(3))
  }
}
