import Testing

@testable import SpikingNetworks

@Suite struct AffineMapTests {
  private func apply(
    _ image: [UInt8],
    _ shape: SampleShape,
    degrees: Double = 0,
    scale: Double = 1,
    rows: Int = 0,
    columns: Int = 0
  ) -> [UInt8] {
    let map = AffineMap(
      shape: shape,
      degrees: degrees,
      scale: scale,
      rows: rows,
      columns: columns
    )
    // A guard value shows what is written behind the end.
    var result = [UInt8](repeating: 9, count: shape.count + 1)
    map.apply(image, shape: shape, to: &result)
    #expect(result.last == 9)
    return result.dropLast()
  }

  @Test("Quarter turns move pixels without loss, clockwise")
  func quarterTurns() {
    let shape = SampleShape(height: 3, width: 3)
    let image: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    #expect(apply(image, shape) == image)
    #expect(apply(image, shape, degrees: 90) == [7, 4, 1, 8, 5, 2, 9, 6, 3])
    #expect(apply(image, shape, degrees: -90) == [3, 6, 9, 2, 5, 8, 1, 4, 7])
    #expect(apply(image, shape, degrees: 180) == image.reversed())
    #expect(apply(image, shape, degrees: -180) == image.reversed())
    // Even sizes turn about the point between the middle pixels.
    let even = SampleShape(channels: 2, height: 2, width: 2)
    #expect(
      apply([1, 11, 2, 12, 3, 13, 4, 14], even, degrees: 90) == [3, 13, 1, 11, 4, 14, 2, 12]
    )
  }

  @Test("Scaling by hand, of a signal: about the centre, linear between samples, zero outside")
  func scaling() {
    let five = SampleShape(height: 1, width: 5)
    #expect(apply([10, 20, 30, 40, 50], five, scale: 2) == [20, 25, 30, 35, 40])
    #expect(apply([10, 20, 30, 40, 50], five, scale: 0.5) == [0, 10, 30, 50, 0])
    let two = SampleShape(height: 1, width: 2)
    #expect(apply([100, 200], two, scale: 2) == [125, 175])
    // Half of the weight of places -0.5 and 1.5 lies outside.
    #expect(apply([100, 201], two, scale: 0.5) == [50, 101])
  }

  @Test("Without a turn it is the shift, in every channel")
  func shifts() {
    let shape = SampleShape(channels: 2, height: 4, width: 5)
    let image = (1...40).map { UInt8($0) }
    let shift = ShiftAugmentation(limit: 9, shape: shape, seed: 1)
    for rows in -5...5 {
      for columns in -6...6 {
        var expected = image
        shift.apply(image, rows: rows, columns: columns, to: &expected)
        #expect(apply(image, shape, rows: rows, columns: columns) == expected)
      }
    }
  }

  @Test("Any map is within one unit of bilinear interpolation in floating point")
  func reference() {
    var draws = Draws(71)
    let shapes = [
      SampleShape(height: 7, width: 9), SampleShape(channels: 3, height: 8, width: 5),
      SampleShape(channels: 2, height: 1, width: 20), SampleShape(height: 1, width: 1),
    ]
    for shape in shapes {
      for _ in 0..<20 {
        let image = (0..<shape.count).map { _ in UInt8(draws.integer(below: 256)) }
        let degrees = shape.height == 1 ? 0 : 360 * draws.uniform() - 180
        let scale = 0.5 + draws.uniform()
        let (rows, columns) = (draws.integer(below: 5) - 2, draws.integer(below: 5) - 2)
        let found = apply(
          image,
          shape,
          degrees: degrees,
          scale: scale,
          rows: rows,
          columns: columns
        )
        let expected = ReferenceAffine.apply(
          image,
          shape,
          degrees: degrees,
          scale: scale,
          rows: rows,
          columns: columns
        )
        #expect(zip(found, expected).allSatisfy { abs(Double($0) - $1) <= 1 })
      }
    }
  }

  @Test("A picture has the recorded bytes on every system")
  func recorded() {
    let shape = SampleShape(channels: 2, height: 12, width: 11)
    var draws = Draws(72)
    let image = (0..<shape.count).map { _ in UInt8(draws.integer(below: 256)) }
    let hash = [-33.0, 7.25, 121.5].reduce(UInt64(0xcbf2_9ce4_8422_2325)) { hash, degrees in
      apply(image, shape, degrees: degrees, scale: 0.93, rows: 1, columns: -2)
        .reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
    #expect(hash == 6_043_320_785_915_188_891)
  }
}
