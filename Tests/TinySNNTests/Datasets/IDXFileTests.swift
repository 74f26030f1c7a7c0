import CZlib
import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

/// Three images of 28x28 with their labels, as IDX bytes.
private let images: [UInt8] =
  [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28]
  + (0..<3 * 784).map { UInt8(truncatingIfNeeded: $0) }
private let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9]

/// Returns `bytes` as gzip data.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  deflateInit2_(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
  defer { deflateEnd(&stream) }
  var output = [UInt8](repeating: 0, count: bytes.count + 1024)
  var input = bytes
  let count = output.count
  input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(target.count)
      _ = deflate(&stream, Z_FINISH)
    }
  }
  return Array(output[..<(count - Int(stream.avail_out))])
}

/// A file with the error that it causes.
struct WrongFile: Sendable {
  var bytes: [UInt8]
  var message: String

  init(_ bytes: [UInt8], _ message: String) {
    self.bytes = bytes
    self.message = message
  }
}

private let body = Array(images[4...])
private let magicExpected =
  "i: expected the IDX magic number 0x00000803 (unsigned bytes, 3 dimensions), found "
private let hugeExtents: [UInt8] = [0, 0, 8, 3] + Array(repeating: UInt8(255), count: 12)
private let wrongFiles: [WrongFile] = [
  WrongFile([0, 0, 8, 1] + body, magicExpected + "0x00000801"),
  WrongFile([0, 0, 13, 3] + body, magicExpected + "0x00000d03"),
  WrongFile([], magicExpected + "nothing"),
  WrongFile(Array(images[..<10]), "i: expected an IDX header of 16 bytes, found 10"),
  WrongFile(
    images.dropLast(),
    "i: expected 2352 bytes (3 x 28 x 28) after the header, found 2351 (truncated)"
  ),
  WrongFile(
    images + [0],
    "i: expected 2352 bytes (3 x 28 x 28) after the header, found 2353 (trailing)"
  ),
  WrongFile(
    hugeExtents,
    "i: the extents [4294967295, 4294967295, 4294967295] are out of range"
  ),
]

private func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch {
    return "\(error)"
  }
}

@Suite("IDX files")
struct IDXFileTests {
  @Test("Plain and compressed files give the same bytes")
  func legal() throws {
    let plain = try IDXFile(images, dimensionCount: 3, file: "i")
    #expect(plain.dimensions == [3, 28, 28])
    #expect(plain.bytes == Array(images[16...]))
    #expect(try IDXFile(gzipped(images), dimensionCount: 3, file: "i") == plain)
    #expect(try IDXFile(labels, dimensionCount: 1, file: "l").bytes == [7, 0, 9])
  }

  @Test("A wrong file is refused with what was expected and found", arguments: wrongFiles)
  func wrongContent(file: WrongFile) {
    let found = message { _ = try IDXFile(file.bytes, dimensionCount: 3, file: "i") }
    #expect(found == file.message)
  }

  @Test("Truncated, corrupt and continued gzip data is refused")
  func wrongGzip() {
    let data = gzipped(images)
    func parse(_ bytes: [UInt8]) -> String {
      message { _ = try IDXFile(bytes, dimensionCount: 3, file: "i.gz") }
    }
    #expect(parse(Array(data.dropLast(9))).hasPrefix("i.gz: truncated gzip data: it ends after"))
    #expect(
      parse(Array(data.prefix(2)))
        == "i.gz: truncated gzip data: it ends after 0 decompressed bytes"
    )
    #expect(
      parse(data + [1, 2])
        == "i.gz: expected the file to end with its gzip data, found 2 more bytes"
    )
    var flipped = data
    flipped[flipped.count - 6] ^= 0x55  // the checksum
    #expect(parse(flipped) == "i.gz: corrupt gzip data: incorrect data check")
    flipped = data
    flipped[2] = 9  // the compression method
    #expect(parse(flipped) == "i.gz: corrupt gzip data: unknown compression method")
  }

  @Test("Every single truncation of a compressed file is refused")
  func everyTruncation() {
    let data = gzipped(labels)
    for count in 0..<data.count {
      let prefix = Array(data[..<count])
      #expect(throws: DatasetError.self) { try IDXFile(prefix, dimensionCount: 1, file: "l") }
    }
  }

  @Test("Decompressed content beyond the limit is refused")
  func limit() {
    let data = gzipped([UInt8](repeating: 0, count: 100_000))
    #expect(
      message { _ = try Gzip.inflate(data, limit: 99_999, file: "z") }
        == "z: expected at most 99999 decompressed bytes, found more"
    )
    #expect(message { _ = try Gzip.inflate(data, limit: 100_000, file: "z") } == "no error")
  }

  @Test("Images and labels that do not fit each other are refused")
  func joining() throws {
    let images = try IDXFile(images, dimensionCount: 3, file: "i")
    func join(_ images: IDXFile, _ labels: [UInt8]) -> String {
      message {
        let header: [UInt8] = [0, 0, 8, 1, 0, 0, 0, UInt8(labels.count)]
        let labels = try IDXFile(header + labels, dimensionCount: 1, file: "l")
        _ = try SampleSet(images: images, labels: labels, kind: .mnist, files: ("i", "l"))
      }
    }
    #expect(join(images, [7, 0, 9]) == "no error")
    #expect(join(images, [7, 0]) == "l: expected 3 labels, one per image of i, found 2")
    #expect(join(images, [7, 10, 9]) == "l: expected labels in 0...9, found 10 at position 1")
    let small = try IDXFile(
      [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 5, 6],
      dimensionCount: 3,
      file: "i"
    )
    #expect(join(small, [7]) == "i: expected images of 28x28, found 1x2")
    let none = try IDXFile(
      [0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28],
      dimensionCount: 3,
      file: "i"
    )
    #expect(join(none, []) == "l: expected at least one sample, found none")
  }
}
