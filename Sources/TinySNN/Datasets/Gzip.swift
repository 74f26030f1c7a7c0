import CZlib

/// Decompression of gzip data through zlib.
enum Gzip {
  /// Whether `bytes` starts like gzip data.
  static func isCompressed(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x1f, 0x8b])
  }

  /// Returns the decompressed content of one gzip member that fills `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The compressed data.
  ///   - limit: The largest content to accept, in bytes.
  ///   - file: The name in errors.
  /// - Throws: For truncated or corrupt data, bytes after its end, or content beyond `limit`.
  static func inflate(
    _ bytes: [UInt8],
    limit: Int,
    file: String
  ) throws(DatasetError) -> [UInt8] {
    let outcome = bytes.withUnsafeBufferPointer { Inflation.run($0, limit: limit) }
    switch outcome {
    case .complete(let content, unread: 0): return content
    case .complete(_, let unread):
      throw DatasetError(
        file: file,
        message: "expected the file to end with its gzip data, found \(unread) more bytes"
      )
    case .truncated(let produced):
      throw DatasetError(
        file: file,
        message: "truncated gzip data: it ends after \(produced) decompressed bytes"
      )
    case .tooLong:
      throw DatasetError(
        file: file,
        message: "expected at most \(limit) decompressed bytes, found more"
      )
    case .corrupt(let reason):
      throw DatasetError(file: file, message: "corrupt gzip data: \(reason)")
    }
  }
}

/// One pass of zlib over a buffer.
private enum Inflation {
  case complete([UInt8], unread: Int)
  case truncated(produced: Int)
  case tooLong
  case corrupt(String)

  private static let chunkSize = 1 << 18
  /// The largest window, plus 16 for the gzip wrapper.
  private static let windowBits: Int32 = 15 + 16

  static func run(_ input: UnsafeBufferPointer<UInt8>, limit: Int) -> Inflation {
    guard input.count <= UInt32.max else { return .tooLong }
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, size) == Z_OK else {
      return .corrupt("zlib does not start")
    }
    defer { inflateEnd(&stream) }
    stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
    stream.avail_in = UInt32(input.count)

    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: chunkSize)
    while true {
      let status = chunk.withUnsafeMutableBufferPointer { buffer in
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(buffer.count)
        return CZlib.inflate(&stream, Z_NO_FLUSH)
      }
      output += chunk[..<(chunkSize - Int(stream.avail_out))]
      guard output.count <= limit else { return .tooLong }
      switch status {
      case Z_STREAM_END: return .complete(output, unread: Int(stream.avail_in))
      case Z_OK where stream.avail_in > 0 || stream.avail_out == 0: continue
      case Z_OK, Z_BUF_ERROR: return .truncated(produced: output.count)
      default:
        return .corrupt(stream.msg.map { String(cString: $0) } ?? "zlib status \(status)")
      }
    }
  }
}
