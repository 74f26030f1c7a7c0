import Testing

@testable import TinySNN

@Suite("WAVE files")
struct WAVFileTests {
  @Test("Samples are little-endian and signed, and other chunks are skipped with their padding")
  func samples() throws {
    let plain = try WAVFile(WAVBytes().content, file: "a.wav")
    #expect(plain.samples == [1, -2, 32767, -32768])
    #expect(plain.sampleRate == 8000)
    let chunks: [(String, [UInt8])] = [("LIST", [1, 2, 3]), ("fact", [0, 0, 0, 0])]
    let file = WAVBytes(sampleRate: 44_100, chunks: chunks)
    #expect(file.content.count == WAVBytes().content.count + 8 + 4 + 8 + 4)
    let other = try WAVFile(file.content, file: "a.wav")
    #expect(other.samples == plain.samples)
    #expect(other.sampleRate == 44_100)
  }

  @Test(
    "A wrong file is refused with what was expected",
    arguments: [
      ([], "a RIFF WAVE file, found 0 bytes that do not start as one"),
      (Array("RIFX....WAVE".utf8), "a RIFF WAVE file, found 12 bytes that do not start as one"),
      (WAVBytes(format: 3).content, "PCM (format 1), found format 3"),
      (WAVBytes(channels: 2).content, "one channel, found 2"),
      (WAVBytes(bits: 8).content, "16 bits per sample, found 8"),
      (WAVBytes(samples: []).content, "an even number of data bytes above 0, found 0"),
      (WAVBytes(dataSize: 7).content, "an even number of data bytes above 0, found 7"),
      (WAVBytes(dataSize: 10).content, "10 bytes in the chunk at byte 36, found 8 (truncated)"),
      (Array(WAVBytes().content.prefix(36)), "a data chunk, found none"),
      (Array(WAVBytes().content.prefix(43)), "a data chunk, found none"),
      (
        Array(WAVBytes().content.prefix(12) + WAVBytes().content.suffix(16)),
        "a fmt chunk before the data, found none"
      ),
    ] as [([UInt8], String)]
  )
  func wrong(content: [UInt8], expected: String) {
    let error = #expect(throws: DatasetError.self) { try WAVFile(content, file: "a.wav") }
    #expect(error?.description == "a.wav: expected \(expected)")
  }

  @Test("An absent file is a missing input")
  func absent() {
    #expect(throws: MissingInput.self) { try WAVFile(contentsOfFile: "/nowhere/a.wav") }
  }
}
