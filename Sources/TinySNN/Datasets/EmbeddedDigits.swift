import CEmbeddedDigits
import SpikingNetworks

/// The optical digits that are part of the program.
///
/// E. Alpaydin and C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning
/// Repository, 1998, doi 10.24432/C50P49; the test part, as scikit-learn distributes it.
enum EmbeddedDigits {
  /// The largest pixel.
  private static let maximum = 16
  /// The name in errors.
  private static let file = "embedded digits"

  /// Returns all samples in their original order.
  static func load() throws(DatasetError) -> SampleSet {
    let compressed = [UInt8](
      UnsafeBufferPointer(
        start: embedded_digits_csv_gz_start(),
        count: Int(embedded_digits_csv_gz_size)
      )
    )
    return try parse(Gzip.inflate(compressed, limit: 1 << 20, file: file), file: file)
  }

  /// Parses lines of 64 pixels in 0...16 and a class in 0...9, separated by commas.
  static func parse(_ text: [UInt8], file: String) throws(DatasetError) -> SampleSet {
    let shape = DatasetKind.digits.shape
    var (inputs, labels): ([UInt8], [UInt8]) = ([], [])
    for (index, line) in text.split(separator: UInt8(ascii: "\n")).enumerated() {
      func failure(_ expected: String, _ found: String) -> DatasetError {
        DatasetError(file: "\(file):\(index + 1)", message: "expected \(expected), found \(found)")
      }
      let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      guard fields.count == shape.count + 1 else {
        throw failure("\(shape.count + 1) numbers", "\(fields.count)")
      }
      for (column, field) in fields.enumerated() {
        let upper = column < shape.count ? maximum : DatasetKind.digits.classCount - 1
        guard let value = number(field), value <= upper else {
          let text = String(decoding: field, as: UTF8.self)
          throw failure("a number in 0...\(upper) as field \(column + 1)", "'\(text)'")
        }
        if column < shape.count { inputs.append(UInt8(value)) } else { labels.append(UInt8(value)) }
      }
    }
    guard !labels.isEmpty else {
      throw DatasetError(file: file, message: "expected at least one sample, found none")
    }
    return SampleSet(
      shape: shape,
      classCount: DatasetKind.digits.classCount,
      maximum: maximum,
      inputs: inputs,
      labels: labels
    )
  }

  /// Returns the number spelled by one or two digits.
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    guard (1...2).contains(field.count) else { return nil }
    var value = 0
    for byte in field {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = 10 * value + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }
}
