import Quantization
import SpikingNetworks
import Testing

@testable import CodeGeneration

/// What a device says about a sample, as bytes and against the simulator.
@Suite struct DeviceRecordTests {
  private let record = DeviceRecord(
    steps: [[1, 2], [3, 4]],
    afterRun: [3, 4],
    scores: [5, UInt32(bitPattern: -6)],
    prediction: 1
  )

  @Test("names the first difference: steps, then the run, then scores, then the class")
  func differences() {
    func difference(_ change: (inout DeviceRecord) -> Void) -> String? {
      var other = record
      change(&other)
      return record.firstDifference(from: other, layers: ["a", "b"])
    }
    #expect(difference { $0.stackPointer = 9 } == nil)
    #expect(
      difference {
        $0.steps[1][1] = 0xAB
        $0.prediction = 0
      } == "step 1, layer b: expected checksum 0x00000004, actual 0x000000AB"
    )
    #expect(
      difference { $0.afterRun[0] = 0 }
        == "after run, layer a: expected checksum 0x00000003, actual 0x00000000"
    )
    #expect(difference { $0.scores[1] = 6 } == "class 1: expected score -6, actual 6")
    #expect(difference { $0.prediction = 0 } == "expected class 1, actual class 0")
  }

  @Test("is read as far as a device came")
  func reading() throws {
    let exporter = try CHeaderExporter(
      SampleNetwork.make(coding: .direct),
      name: "net",
      banner: []
    )
    let network = exporter.network
    let trace = IntegerSimulator(network).trace(
      TestVectors.randomInputs(for: network, count: 1)[0][...],
      sample: 0
    )
    var expected = exporter.deviceRecord(of: trace)
    expected.stackPointer = 0x2000_3FF8
    var bytes: [UInt8] = []
    for word in expected.steps.joined() + expected.afterRun + expected.scores {
      for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    bytes += [UInt8(expected.prediction), 0, 0xF8, 0x3F, 0x00, 0x20]
    #expect(exporter.deviceRecords(bytes) == [expected])
    #expect(exporter.deviceRecords(bytes + bytes) == [expected, expected])
    #expect(exporter.deviceRecords(bytes + bytes.dropLast()) == [expected])
    #expect(exporter.deviceRecords([]) == [])
    #expect(exporter.deviceInput([[7, 8], [9, 10]]) == [2, 0, 0, 0, 7, 8, 9, 10])
  }

  @Test("are asked for more samples than 16 bits count: the most of `--samples`, and golden ones")
  func manySamples() throws {
    let exporter = try CHeaderExporter(
      SampleNetwork.make(coding: .direct),
      name: "net",
      banner: []
    )
    let inputs = [[UInt8]](repeating: [], count: 65_535 + 16)
    #expect(exporter.deviceInput(inputs) == [15, 0, 1, 0])
  }
}
