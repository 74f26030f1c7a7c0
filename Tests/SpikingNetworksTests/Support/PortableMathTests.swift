import Foundation
import Testing

@testable import SpikingNetworks

@Suite struct PortableMathTests {
  @Test("exp, log and cos agree with the C library")
  func agreement() {
    for index in -600...600 {
      let x = Double(index) / 10 + 0.0137
      let tolerance = 2e-15 * max(1, abs(x))
      let relative: Double = PortableMath.exp(x) / exp(x) - 1
      #expect(abs(relative) < tolerance)
      let positive = exp(x)
      let difference: Double = PortableMath.log(positive) - log(positive)
      #expect(abs(difference) < tolerance)
    }
    for index in 0...100 {
      let x = Double(index) / 100
      let difference: Double = PortableMath.cosineOfPi(x) - cos(Double.pi * x)
      #expect(abs(difference) < 4e-16)
    }
    for denominator in 1...40 {
      for numerator in -200...200 {
        let angle = Double.pi * Double(numerator) / Double(denominator)
        let cosine = PortableMath.cosineOfPi(numerator, over: denominator) - cos(angle)
        let sine = PortableMath.sineOfPi(numerator, over: denominator) - sin(angle)
        // The C library is given a rounded angle.
        #expect(abs(cosine) < 1e-13 && abs(sine) < 1e-13)
      }
    }
    #expect(PortableMath.cosineOfPi(7, over: 1) == -1)
    #expect(PortableMath.exp(0) == 1)
    #expect(PortableMath.log(1) == 0)
  }
}
