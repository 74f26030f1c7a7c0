/// The content of a WAVE file that a test makes.
struct WAVBytes {
  var samples: [Int16] = [1, -2, 32767, -32768]
  var sampleRate = 8000
  var format = 1
  var channels = 1
  var bits = 16
  /// Chunks before the data, name and content.
  var chunks: [(String, [UInt8])] = []
  /// What the data chunk says its length is, if that is another one.
  var dataSize: Int?

  /// The bytes.
  var content: [UInt8] {
    var body: [UInt8] = Array("WAVE".utf8) + Array("fmt ".utf8) + number(16, 4)
    body += number(format, 2) + number(channels, 2) + number(sampleRate, 4)
    body += number(sampleRate * channels * bits / 8, 4) + number(channels * bits / 8, 2)
    body += number(bits, 2)
    for (name, bytes) in chunks {
      body += Array(name.utf8) + number(bytes.count, 4) + bytes
      if !bytes.count.isMultiple(of: 2) { body.append(0) }
    }
    body += Array("data".utf8) + number(dataSize ?? 2 * samples.count, 4)
    body += samples.flatMap { number(Int(UInt16(bitPattern: $0)), 2) }
    return Array("RIFF".utf8) + number(body.count, 4) + body
  }

  private func number(_ value: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
