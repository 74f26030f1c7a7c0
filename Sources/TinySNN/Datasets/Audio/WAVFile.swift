import Foundation

/// A recording in a RIFF WAVE file: one channel of 16-bit PCM.
///
/// Chunks besides `fmt ` and `data` are skipped; each chunk is padded to an even length.
/// IBM and Microsoft: *Multimedia Programming Interface and Data Specifications 1.0*, 1991.
struct WAVFile: Hashable, Sendable {
  /// The samples per second.
  let sampleRate: Int
  /// The samples, -32768...32767.
  let samples: [Int16]

  /// The code of linear PCM in a `fmt ` chunk.
  private static let pcm = 1

  /// Reads a file.
  init(contentsOfFile path: String) throws {
    try self.init([UInt8](DataFile.contents(ofFile: path)), file: path)
  }

  /// Parses the content of a file; `file` is its name in errors.
  init(_ content: [UInt8], file: String) throws(DatasetError) {
    func failure(_ expected: String, _ found: String) -> DatasetError {
      DatasetError(file: file, message: "expected \(expected), found \(found)")
    }
    func number(_ offset: Int, bytes: Int) -> Int {
      (0..<bytes).reduce(0) { $0 | Int(content[offset + $1]) << (8 * $1) }
    }
    func holds(_ tag: String, at offset: Int) -> Bool {
      content.count >= offset + 4 && content[offset..<offset + 4].elementsEqual(tag.utf8)
    }
    guard holds("RIFF", at: 0), holds("WAVE", at: 8) else {
      throw failure("a RIFF WAVE file", "\(content.count) bytes that do not start as one")
    }
    var rate: Int?
    var offset = 12
    while offset + 8 <= content.count {
      let size = number(offset + 4, bytes: 4)
      let start = offset + 8
      let isData = holds("data", at: offset)
      guard size <= content.count - start else {
        throw failure(
          "\(size) bytes in the chunk at byte \(offset)",
          "\(content.count - start) (truncated)"
        )
      }
      if holds("fmt ", at: offset) {
        guard size >= 16 else { throw failure("a fmt chunk of at least 16 bytes", "\(size)") }
        let (format, channels) = (number(start, bytes: 2), number(start + 2, bytes: 2))
        guard format == WAVFile.pcm else { throw failure("PCM (format 1)", "format \(format)") }
        guard channels == 1 else { throw failure("one channel", "\(channels)") }
        let bits = number(start + 14, bytes: 2)
        guard bits == 16 else { throw failure("16 bits per sample", "\(bits)") }
        rate = number(start + 4, bytes: 4)
      } else if isData {
        guard let rate else { throw failure("a fmt chunk before the data", "none") }
        guard size > 0, size % 2 == 0 else {
          throw failure("an even number of data bytes above 0", "\(size)")
        }
        sampleRate = rate
        samples = stride(from: start, to: start + size, by: 2).map {
          Int16(truncatingIfNeeded: number($0, bytes: 2))
        }
        return
      }
      offset = start + size + size % 2
    }
    throw failure("a data chunk", "none")
  }
}
