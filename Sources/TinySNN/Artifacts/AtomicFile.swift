import Foundation

/// Replaces files in one step.
public enum AtomicFile {
  /// Writes `data` beside `path`, forces it to the disk and renames it onto `path`.
  ///
  /// Folders on the way are created. Readers see the old file or the new one, never a part.
  ///
  /// - Parameters:
  ///   - data: The bytes.
  ///   - path: The file.
  ///   - isShared: Whether other processes, of other machines too, may write the file at the same time.
  /// - Throws: `RunDirectoryError.cannotWrite`; the file aside is removed then.
  public static func write(_ data: Data, to path: String, isShared: Bool = false) throws {
    try createFolder((path as NSString).deletingLastPathComponent)
    let (aside, descriptor) = open(besides: path, isShared: isShared)
    guard descriptor >= 0 else { throw failure(path) }
    var offset = 0
    let isWritten = data.withUnsafeBytes { bytes in
      while offset < bytes.count {
        let count = writeSome(descriptor, bytes, offset)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return false }
        offset += count
      }
      return fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP
    }
    // The code is taken before close and unlink can change it.
    let code = errno
    let isClosed = close(descriptor) == 0
    guard isWritten, isClosed, rename(aside, path) == 0 else {
      let error = failure(path, code: isWritten ? errno : code)
      unlink(aside)
      throw error
    }
  }

  /// Opens the file that becomes `path`, whose name nobody else has if `path` `isShared`.
  private static func open(
    besides path: String,
    isShared: Bool
  ) -> (path: String, descriptor: Int32) {
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC
    guard isShared else {
      let aside = path + ".partial"
      return (aside, Foundation.open(aside, flags | O_TRUNC, 0o644))
    }
    // Threads of one process, too, may write the file; what a crash left under a number stays unused.
    var number = 0
    while true {
      let aside = "\(path).\(processName)-\(number).partial"
      let descriptor = Foundation.open(aside, flags | O_EXCL, 0o644)
      if descriptor >= 0 || errno != EEXIST || number == 1000 { return (aside, descriptor) }
      number += 1
    }
  }

  /// The name of this process among those of all machines.
  private static var processName: String {
    "\(HostName.current)-\(getpid())"
  }

  /// Throws `RunDirectoryError.cannotWrite` if the file `path` could not be written now.
  ///
  /// Its folder is created if needed.
  public static func checkWritable(_ path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    try createFolder(folder)
    guard access(folder.isEmpty ? "." : folder, W_OK) == 0 else { throw failure(path) }
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
      isDirectory.boolValue
    {
      throw failure(path, code: EISDIR)
    }
  }

  /// Creates the folder `path` with those on the way to it; the empty path is the current folder.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  static func createFolder(_ path: String) throws {
    guard !path.isEmpty else { return }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw RunDirectoryError.cannotWrite(path: path, reason: systemReason(error))
    }
  }

  /// What the system said, which Foundation's own description hides.
  private static func systemReason(_ error: any Error) -> String {
    let system = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    guard let system, system.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
    return String(cString: strerror(Int32(system.code)))
  }

  private static func writeSome(
    _ descriptor: Int32,
    _ bytes: UnsafeRawBufferPointer,
    _ offset: Int
  ) -> Int {
    Foundation.write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
  }

  private static func failure(_ path: String, code: Int32 = errno) -> RunDirectoryError {
    .cannotWrite(path: path, reason: String(cString: strerror(code)))
  }
}
