import Foundation

/// An array of bytes in the IDX format of MNIST, plain or gzip-compressed.
///
/// Two zero bytes, the type (0x08, unsigned bytes, is the only one read), the number of dimensions, each
/// extent as a big-endian 32-bit number, then the bytes, the last dimension varying fastest.
struct IDXFile: Hashable, Sendable {
  /// The extents; the first is the number of items.
  let dimensions: [Int]
  /// The bytes of all items.
  let bytes: [UInt8]

  /// The largest content that is accepted, in bytes.
  private static let sizeLimit = 1 << 28

  /// Reads a file.
  ///
  /// - Parameter dimensionCount: The number of dimensions that the file has to have.
  init(contentsOfFile path: String, dimensionCount: Int) throws {
    let data = try DataFile.contents(ofFile: path)
    try self.init([UInt8](data), dimensionCount: dimensionCount, file: path)
  }

  /// Parses the content of a file; `file` is its name in errors.
  init(_ content: [UInt8], dimensionCount: Int, file: String) throws(DatasetError) {
    var content = content
    if Gzip.isCompressed(content) {
      content = try Gzip.inflate(content, limit: IDXFile.sizeLimit, file: file)
    }
    let headerSize = 4 + 4 * dimensionCount
    let magic = IDXFile.hexadecimal([0, 0, 8, UInt8(dimensionCount)])
    guard content.count >= 4, content[..<4].elementsEqual([0, 0, 8, UInt8(dimensionCount)]) else {
      throw DatasetError(
        file: file,
        message: "expected the IDX magic number \(magic) (unsigned bytes, \(dimensionCount) "
          + "dimensions), found \(IDXFile.hexadecimal(content.prefix(4)))"
      )
    }
    guard content.count >= headerSize else {
      throw DatasetError(
        file: file,
        message: "expected an IDX header of \(headerSize) bytes, found \(content.count)"
      )
    }
    let dimensions = (1...dimensionCount).map { dimension in
      content[4 * dimension..<4 * dimension + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    var expected = 1
    for extent in dimensions {
      let (product, overflow) = expected.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw DatasetError(file: file, message: "the extents \(dimensions) are out of range")
      }
      expected = product
    }
    let found = content.count - headerSize
    guard found == expected else {
      let extents = dimensions.map(String.init).joined(separator: " x ")
      let what = found < expected ? "truncated" : "trailing"
      throw DatasetError(
        file: file,
        message:
          "expected \(expected) bytes (\(extents)) after the header, found \(found) (\(what))"
      )
    }
    self.dimensions = dimensions
    bytes = Array(content[headerSize...])
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = bytes.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return digits.isEmpty ? "nothing" : "0x" + digits.joined()
  }
}
