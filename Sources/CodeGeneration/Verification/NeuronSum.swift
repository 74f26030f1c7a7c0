/// The weighted sum that becomes the current of a neuron.
struct NeuronSum {
  /// The largest sum of the neuron's window, before the accumulator's width.
  var largest = 0
  /// The largest of what the accumulator's width makes of the sums.
  var accumulator = 0
}
