import Dispatch
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A program that was started as a child of this one.
///
/// It stands for Foundation's `Process`, whose `run` on Linux reads beyond the end of a directory entry and crashes now and then
/// (swift-corelibs-foundation, pull request 5472), and whose children inherit the signal mask of the thread that starts them.
///
/// A child has files for its streams, a process group of its own, so that Ctrl-C in a terminal reaches this program alone, and the
/// default signals. It lives on when its `ChildProgram` is dropped, and leaves no zombie behind either way.
public final class ChildProgram: Sendable {
  /// The way a program ended.
  public enum Ending: Hashable, Sendable {
    /// By itself, with this status.
    case exited(Int32)
    /// By the signal of this number.
    case signalled(Int32)
    /// In a way that nobody can tell: who started this program had it ignore the ends of children.
    case lost

    /// The number that shells show: the status, or 128 plus the signal; -1 if the ending is lost.
    public var shellStatus: Int32 {
      switch self {
      case .exited(let status): status
      case .signalled(let signal): 128 + signal
      case .lost: -1
      }
    }
  }

  /// The number by which the system knows the program while it runs.
  public let identifier: Int32

  /// How the program ended; nil until that is known.
  private let ending = Mutex<Ending?>(nil)
  /// Left when `ending` is known: any number of threads can wait for it, also afterwards.
  private let end = DispatchGroup()

  /// Starts a program.
  ///
  /// Paths of the program and the files are seen from this program's working directory, not from `folder`.
  ///
  /// - Parameters:
  ///   - path: The program; `$PATH` is not searched.
  ///   - arguments: What the program gets after its own name.
  ///   - folder: Its working directory.
  ///   - environment: Its whole environment; nil for the one of this program.
  ///   - input: The file it reads; nil for no input.
  ///   - output: The file it writes, created or made empty; nil to drop what it prints.
  ///   - errors: The same for standard error; with the path of `output`, both go to one file in the order of printing.
  public init(
    _ path: String,
    _ arguments: [String] = [],
    in folder: String,
    environment: [String: String]? = nil,
    input: String? = nil,
    output: String? = nil,
    errors: String? = nil
  ) throws(StartFailure) {
    let launch = Launch(
      path: path,
      arguments: arguments,
      folder: folder,
      environment: environment,
      input: input,
      output: output,
      errors: errors
    )
    identifier = try launch.start()
    end.enter()
    // One thread per child blocks in the kernel, and only that thread takes the ending from it: nothing polls, and no two threads
    // wait for the same child. A serial queue of its own has a thread even where all those of the shared queues are busy.
    DispatchQueue(label: "ChildProgram \(identifier)").async { self.takeEnding() }
  }

  /// Whether the program has not ended yet.
  public var isRunning: Bool { ending.withLock { $0 == nil } }

  /// Sends a signal, or does nothing if the program has ended.
  public func send(_ signal: Int32) {
    ending.withLock { ending in
      // Until the ending is taken, under this lock, the identifier cannot belong to another program.
      if ending == nil { kill(identifier, signal) }
    }
  }

  /// Waits for the end.
  public func wait() -> Ending {
    end.wait()
    return ending.withLock { $0 ?? .lost }
  }

  /// Waits for the end until `deadline`; nil if the program still runs then.
  public func wait(until deadline: DispatchTime) -> Ending? {
    end.wait(timeout: deadline) == .success ? wait() : nil
  }

  /// Blocks until the program ends, and takes its ending from the system.
  private func takeEnding() {
    var information = siginfo_t()
    var result: Int32
    repeat {
      // This leaves the child a zombie, so that its identifier stays taken while others may be about to send a signal.
      result = waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT)
    } while result == -1 && errno == EINTR
    ending.withLock { $0 = ChildProgram.ending(of: identifier) }
    end.leave()
  }

  /// The ending of a child that has ended; it is no zombie afterwards.
  private static func ending(of identifier: Int32) -> Ending {
    var status: Int32 = 0
    var result: Int32
    repeat { result = waitpid(identifier, &status, 0) } while result == -1 && errno == EINTR
    guard result == identifier else { return .lost }
    // The macros of C that take a status apart are no functions for Swift.
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
  }
}
