import CVectorKernels

/// A teacher's share of one shard: it answers the samples that the network sees, augmented as they are.
///
/// It encodes them by its own coding, with the draws of the same addresses.
final class TeacherShard: @unchecked Sendable {
  private let teacher: TeacherNetwork
  private let workspace: ShardWorkspace
  /// A sample with input values of the teacher.
  private let bytes: AlignedBuffer<UInt8>
  private let answer: AlignedBuffer<Double>
  private let seed: UInt64

  /// Creates room for `capacity` samples.
  init(_ teacher: TeacherNetwork, capacity: Int, seed: UInt64) {
    self.teacher = teacher
    self.seed = seed
    workspace = ShardWorkspace(
      teacher.plan,
      capacity: capacity,
      forTraining: false,
      countsSpikes: teacher.features > 0
    )
    bytes = AlignedBuffer(teacher.levels.isEmpty ? 0 : teacher.plan.spec.input.shape.count)
    answer = AlignedBuffer(teacher.plan.spec.classCount)
  }

  /// Sets the number of samples that come.
  func begin(samples: Int) {
    workspace.begin(samples: samples)
  }

  /// Takes over sample number `sample` as slot `slot`.
  ///
  /// - Parameter values: Its input values as the network sees them in this epoch.
  func encode(_ values: UnsafePointer<UInt8>, slot: Int, sample: Int, epoch: Int) {
    var values = values
    if !teacher.levels.isEmpty {
      teacher.levels.withUnsafeBufferPointer { levels in
        for index in 0..<teacher.plan.spec.input.shape.count {
          bytes.base[index] = levels[Int(values[index])]
        }
      }
      values = UnsafePointer(bytes.base)
    }
    let draws = vk_draw_address(
      seed: seed,
      stream: .trainingEncoding,
      sample: sample,
      firstStep: epoch * teacher.plan.steps
    )
    workspace.encode(values, slot: slot, draws: draws)
  }

  /// Answers the samples that were taken over.
  func forward() {
    workspace.forward(teacher.state)
  }

  /// Returns the logits of slot `slot`, until the next call.
  func logits(slot: Int) -> UnsafePointer<Double> {
    workspace.logits(slot: slot, to: answer.base)
    return UnsafePointer(answer.base)
  }

  /// Whether the rates of hidden layers are part of the loss.
  var comparesLayers: Bool { teacher.features > 0 }

  /// Adds the distance between the hidden layers to the costs of `student`, whose samples these are.
  ///
  /// A layer of the teacher has the rate n / T of each neuron too, at most 1.
  ///
  /// - Parameters:
  ///   - student: The network behind its forward pass; it counts spikes.
  ///   - batch: The number of samples of the whole batch.
  /// - Returns: features * mean over layers and neurons of (r_s - r_t)^2, summed over the samples.
  func compareLayers(with student: ShardWorkspace, batch: Int) -> Double {
    guard comparesLayers else { return 0 }
    let hidden = student.layers.count - 1
    var distance = 0.0
    for (own, other) in zip(student.layers.prefix(hidden), workspace.layers) {
      let (plan, steps, others) = (own.plan, Double(own.steps), Double(other.steps))
      let weight = teacher.features / Double(hidden * plan.positions * plan.channels)
      let slope = 2 * weight / (steps * Double(batch))
      let (counts, taught) = (own.spikeCounts, other.total.base)
      own.addCosts(samples: student.samples) { costs in
        for row in stride(from: 0, to: student.samples * plan.neurons, by: plan.width) {
          for place in row..<row + plan.channels {
            let rate = min(1, Double(taught[place]) / others)
            let difference = Double(counts[place]) / steps - rate
            distance += weight * difference * difference
            costs[place] += Float(slope * difference)
          }
        }
      }
    }
    return distance
  }
}
