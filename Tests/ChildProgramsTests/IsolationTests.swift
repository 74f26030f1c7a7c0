import ChildPrograms
import Dispatch
import Foundation
import Testing

@Suite("What a child program does not take from its parent")
struct IsolationTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test("blocked signals")
  func blockedSignals() throws {
    var blocked = sigset_t()
    sigemptyset(&blocked)
    sigaddset(&blocked, SIGTERM)
    var before = sigset_t()
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let program = try folder.sleeper()
    program.send(SIGTERM)
    let ending = program.wait(until: .now() + 60)
    program.send(SIGKILL)
    #expect(ending == .signalled(SIGTERM))
  }

  @Test("ignored signals")
  func ignoredSignals() throws {
    // A signal that no other test meets: that it is ignored concerns them all.
    let before = Foundation.signal(SIGXFSZ, SIG_IGN)
    defer { _ = Foundation.signal(SIGXFSZ, before) }
    #expect(try folder.shell("kill -XFSZ $$; exit 0").wait() == .signalled(SIGXFSZ))
  }

  @Test("the process group, which Ctrl-C in a terminal goes to")
  func processGroup() throws {
    let program = try folder.sleeper()
    #expect(getpgid(program.identifier) == program.identifier)
    program.send(SIGKILL)
    #expect(program.wait() == .signalled(SIGKILL))
  }

  // With Musl, only files that are marked close-on-exec stay here.
  #if !canImport(Musl)
    @Test("open files, marked or not")
    func descriptors() throws {
      let unmarked = fcntl(1, F_DUPFD, 300)
      try #require(unmarked >= 300)
      defer { close(unmarked) }
      #expect(try folder.shell("test -e /dev/fd/1").wait() == .exited(0))
      #expect(try folder.shell("test -e /dev/fd/\(unmarked)").wait() == .exited(1))
    }
  #endif
}
