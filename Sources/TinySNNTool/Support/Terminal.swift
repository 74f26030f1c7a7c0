import ArgumentParser
import Foundation
import TinySNN

/// Standard output and standard error, and what a command does when it fails.
enum Terminal {
  /// Writes `text` to standard output.
  ///
  /// - Throws: `OutputError`, for example on a full disk or a closed pipe.
  static func write(_ text: String) throws {
    let code = write(text, STDOUT_FILENO)
    guard code == 0 else { throw OutputError(code: code) }
  }

  /// Writes `text` to standard error, if somebody takes it.
  static func complain(_ text: String) {
    _ = write(text, STDERR_FILENO)
  }

  /// Makes a closed pipe an error of the write instead of the end of the process: a search goes on when
  /// nobody reads its progress any more.
  ///
  /// A stream that was closed before the start is occupied, without a way to write to it: no file that
  /// is opened later may take its number, and with it what is printed.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDONLY)
    }
  }

  /// Writes all of `text` and returns 0, or the errno of the write that failed.
  private static func write(_ text: String, _ descriptor: Int32) -> Int32 {
    Array(text.utf8).withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let count = Foundation.write(descriptor, part.baseAddress, part.count)
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
  }

  /// Runs a command; an error of the library becomes its message and its exit code.
  ///
  /// - Parameter interrupted: What the user can do after an interruption; nil if there is nothing but to begin anew.
  static func run(interrupted advice: String? = nil, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as ExitCode {
      throw error
    } catch let error as ValidationError {
      throw error
    } catch {
      let status = ExitStatus(error)
      if status == .interrupted {
        complain("interrupted\(advice.map { "; \($0)" } ?? "")\n")
      } else if (error as? OutputError)?.code != EPIPE {
        // Who closes a pipe has read enough and expects no complaint.
        complain("error: \(error)\n")
      }
      throw ExitCode(status.rawValue)
    }
  }

  /// Whether somebody looks at standard error.
  static var isInteractive: Bool { isatty(STDERR_FILENO) != 0 }

  /// The columns of the terminal, 80 if it does not say.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
