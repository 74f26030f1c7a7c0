import CVectorKernels

/// The neurons of a layer in a forward pass, in floats, or in integers whose results are in real units.
///
/// What steps that run one by one hand on goes with them: the state before the first step and behind the last;
/// nil begins with 0.
enum NeuronPass {
  case floats(vk_neuron, carry: vk_carry?)
  case integers(vk_integer_neuron, carry: vk_integer_carry?)

  /// Where the currents of a pass come from and where its results go; [steps][count] each.
  struct Rows {
    var steps: Int
    /// The neurons of all samples.
    var count: Int
    /// In integers the sums of weights, already in their width.
    var current: UnsafePointer<Float>
    /// Whether all steps have the currents of the first.
    var isConstant = false
    /// u - a, which may take the place of the currents.
    var membrane: UnsafeMutablePointer<Float>
    /// a, or nil where thresholds do not adapt.
    var rise: UnsafeMutablePointer<Float>?
    /// [count]: the spikes over all steps, or nil.
    var total: UnsafeMutablePointer<Float>?
    /// [count]: the membrane behind the last step, or nil.
    var last: UnsafeMutablePointer<Float>?

    fileprivate var pitch: Int { isConstant ? 0 : count }
  }

  /// Runs neurons that fire and returns the number of their spikes.
  func fire(_ rows: Rows, _ kernels: VectorKernels) -> Int64 {
    let table = kernels.table
    switch self {
    case .floats(var neuron, let carry):
      return withAddress(of: carry) { carry in
        table.lif_forward(
          &neuron,
          Int32(rows.steps),
          rows.count,
          rows.current,
          rows.pitch,
          rows.membrane,
          rows.count,
          rows.rise,
          carry,
          rows.total,
          rows.last
        )
      }
    case .integers(var neuron, let carry):
      return withAddress(of: carry) { carry in
        table.lif_forward_integer(
          &neuron,
          Int32(rows.steps),
          rows.count,
          rows.current,
          rows.pitch,
          rows.membrane,
          rows.count,
          rows.rise,
          carry,
          rows.total,
          rows.last
        )
      }
    }
  }

  /// Runs membranes that never fire; `rows.total` takes their sums over the steps.
  func integrate(_ rows: Rows, _ kernels: VectorKernels) {
    let table = kernels.table
    switch self {
    case .floats(var neuron, _):
      table.integrator_forward(
        &neuron,
        Int32(rows.steps),
        rows.count,
        rows.current,
        rows.pitch,
        rows.membrane,
        rows.count,
        rows.total
      )
    case .integers(var neuron, _):
      table.integrator_forward_integer(
        &neuron,
        Int32(rows.steps),
        rows.count,
        rows.current,
        rows.pitch,
        rows.membrane,
        rows.count,
        rows.total
      )
    }
  }
}

/// Calls `body` with the address of `value`, or with nil for nil.
private func withAddress<Value, Result>(
  of value: Value?,
  _ body: (UnsafePointer<Value>?) -> Result
) -> Result {
  guard let value else { return body(nil) }
  return withUnsafePointer(to: value) { body($0) }
}
