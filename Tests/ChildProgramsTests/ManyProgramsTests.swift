import ChildPrograms
import Dispatch
import Foundation
import Testing

@Suite("Many child programs")
struct ManyProgramsTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test("start from several threads at once, each with its own streams, and leave no zombie")
  func severalThreads() throws {
    let ended = try Threads.run(64) { [folder] index in
      let program = try ChildProgram(
        "/bin/sh",
        ["-c", "cat; echo err$1 >&2; exit $1", "sh", "\(index)"],
        in: folder.path,
        input: try folder.write("in\(index)", to: "\(index).in"),
        output: folder.file("\(index).out"),
        errors: folder.file("\(index).err")
      )
      return (program.identifier, program.wait())
    }
    #expect(Set(ended.map(\.0)).count == 64)
    for (index, (identifier, ending)) in ended.enumerated() {
      #expect(ending == .exited(Int32(index)))
      #expect(try folder.text("\(index).out") == "in\(index)")
      #expect(try folder.text("\(index).err") == "err\(index)\n")
      #expect(isTaken(identifier))
    }
  }

  @Test("do not see each other's files", OpenFiles.areVisible)
  func files() throws {
    let endings = try Threads.run(64) { [folder] index in
      // The last file of the list is the list itself, which is closed by then.
      let line = "for file in /proc/$$/fd/*; do readlink $file; done; exit 0"
      return try ChildProgram(
        "/bin/sh",
        ["-c", line],
        in: folder.path,
        output: folder.file("\(index).out")
      ).wait()
    }
    for (index, ending) in endings.enumerated() {
      #expect(ending == .exited(0))
      let files = try folder.text("\(index).out").split(separator: "\n")
      let own = files.filter { $0.hasPrefix(folder.path) }
      #expect(own == [Substring(folder.file("\(index).out"))])
    }
  }

  @Test("leave no file open here, whether they start or not", OpenFiles.areVisible)
  func filesOfParent() throws {
    #expect(OpenFiles.ofThisProcess(below: folder.path).isEmpty)
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.write("", to: "in")))
    #expect(OpenFiles.ofThisProcess(below: folder.path) == [folder.file("in")])
    try handle.close()
    let program = try ChildProgram(
      "/bin/sleep",
      ["1000"],
      in: folder.path,
      input: folder.file("in"),
      output: folder.file("out"),
      errors: folder.file("err")
    )
    for (path, errors) in [("/missing", "err"), ("/bin/sleep", "missing/err")] {
      #expect(throws: StartFailure.self) {
        try ChildProgram(
          path,
          in: folder.path,
          input: folder.file("in"),
          output: folder.file("out"),
          errors: folder.file(errors)
        )
      }
    }
    #expect(OpenFiles.ofThisProcess(below: folder.path).isEmpty)
    program.send(SIGKILL)
    #expect(program.wait() == .signalled(SIGKILL))
  }

  @Test("run at the same time, and all are watched")
  func sameTime() throws {
    // More than the threads that Dispatch gives its shared queues.
    let programs = try (0..<150).map { _ in try folder.sleeper() }
    #expect(programs.allSatisfy { $0.isRunning })
    for program in programs { program.send(SIGKILL) }
    for program in programs {
      #expect(program.wait(until: .now() + 60) == .signalled(SIGKILL))
      #expect(isTaken(program.identifier))
    }
  }

  @Test("are no zombies if nobody waits for them")
  func unwaited() throws {
    let identifier = try folder.shell("exit 0").identifier
    let end = DispatchTime.now() + 60
    while !isTaken(identifier), DispatchTime.now() < end { usleep(1000) }
    #expect(isTaken(identifier))
  }

  /// Whether a child has ended and its ending was taken from the system.
  private func isTaken(_ identifier: Int32) -> Bool {
    var information = siginfo_t()
    let options = WEXITED | WNOHANG | WNOWAIT
    return waitid(P_PID, id_t(identifier), &information, options) == -1 && errno == ECHILD
  }
}
