import SpikingNetworks

extension FNV1a {
  /// Takes in shape, inputs, labels and, if there are any, frames of `samples`.
  mutating func add(_ samples: SampleSet) {
    let shape = samples.shape
    for number in [shape.channels, shape.height, shape.width, samples.classCount, samples.maximum] {
      add(UInt64(number))
    }
    add(samples.inputs)
    add(samples.labels)
    if let count = samples.frameCount { add(UInt64(count)) }
  }

  /// Takes in the length of `bytes` and the bytes, eight at a time: a data set has millions.
  private mutating func add(_ bytes: [UInt8]) {
    add(UInt64(bytes.count))
    bytes.withUnsafeBytes { bytes in
      let whole = bytes.count / 8 * 8
      for offset in stride(from: 0, to: whole, by: 8) {
        add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      }
      for byte in bytes[whole...] { add(UInt64(byte)) }
    }
  }
}

extension DatasetSplit {
  /// The hash of all that a training sees: the test part is none of it.
  var trainingHash: String {
    var hash = FNV1a()
    hash.add(train)
    hash.add(validation)
    return hash.text
  }

  /// The hash of all parts.
  var hash: String {
    var hash = FNV1a()
    for part in [train, validation, test] { hash.add(part) }
    return hash.text
  }
}
