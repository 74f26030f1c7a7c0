import ArgumentParser
import Foundation
import TinySNN

/// Standard output and standard error, and what a command does when it fails.
enum Terminal {
  /// Writes `text` to standard output.
  static func write(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }

  /// Writes `text` to standard error.
  static func complain(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// Runs a command; an error of the library becomes its message and its exit code.
  static func run(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as ExitCode {
      throw error
    } catch let error as ValidationError {
      throw error
    } catch {
      let status = ExitStatus(error)
      if status == .interrupted {
        complain("interrupted; the same command with --resume continues\n")
      } else {
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
