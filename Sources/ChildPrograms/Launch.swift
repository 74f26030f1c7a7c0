import CSpawn
import Foundation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What a program is started with.
struct Launch {
  let path: String
  let arguments: [String]
  let folder: String
  let environment: [String: String]?
  let input: String?
  let output: String?
  let errors: String?

  /// Starts the program and returns its identifier.
  ///
  /// It may be called by any number of threads at once.
  func start() throws(StartFailure) -> Int32 {
    // The child would look for a relative path after it has entered its folder.
    let absolute =
      path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    let variables = environment?.map { "\($0)=\($1)" }
    let texts = [path, folder] + [input, output, errors].compactMap(\.self) + arguments
    guard !(texts + (variables ?? [])).contains(where: { $0.utf8.contains(0) }) else {
      throw .nulCharacter(program: path)
    }

    var streams: [Int32] = []
    defer { for stream in Set(streams) { close(stream) } }
    streams.append(try Launch.descriptor(input, O_RDONLY))
    streams.append(try Launch.descriptor(output, O_WRONLY | O_CREAT | O_TRUNC))
    // A file that is opened twice has two positions, and one stream would overwrite the other.
    let isShared = errors != nil && errors == output
    streams.append(
      isShared ? streams[1] : try Launch.descriptor(errors, O_WRONLY | O_CREAT | O_TRUNC)
    )

    var identifier: Int32 = 0
    let code = Launch.withCStrings([absolute] + arguments) { arguments in
      guard let variables else {
        return c_spawn(absolute, arguments, nil, folder, streams, &identifier)
      }
      return Launch.withCStrings(variables) {
        c_spawn(absolute, arguments, $0, folder, streams, &identifier)
      }
    }
    guard code == 0 else { throw failure(code) }
    return identifier
  }

  /// What `code`, which does not say what it is about, is about: the folder, if that cannot be entered, or the program.
  private func failure(_ code: Int32) -> StartFailure {
    access("\(folder)/.", X_OK) == -1 && errno == code
      ? .folder(path: folder, code: code) : .program(path: path, code: code)
  }

  /// Opens the file at `path`, or one that is always empty, for a child.
  private static func descriptor(_ path: String?, _ flags: Int32) throws(StartFailure) -> Int32 {
    let path = path ?? "/dev/null"
    var descriptor: Int32
    // Marked, so that no child that another thread starts at this moment inherits it.
    repeat {
      descriptor = open(path, flags | O_CLOEXEC, 0o666)
    } while descriptor == -1 && errno == EINTR
    var code = errno
    // If this program was started without streams, a file may get the number of one, and another would be put over it.
    if (0...2).contains(descriptor) {
      let low = descriptor
      descriptor = fcntl(low, F_DUPFD_CLOEXEC, 3)
      code = errno
      close(low)
    }
    guard descriptor != -1 else { throw .stream(path: path, code: code) }
    return descriptor
  }

  /// Calls `body` with the texts as C has them: pointers, ended by a null pointer.
  private static func withCStrings<Result>(
    _ texts: [String],
    _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let pointers = texts.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers)
  }
}
