import CVectorKernels

/// A teacher made ready for the samples of the network that learns from it.
struct TeacherNetwork: Sendable {
  /// The plan of its passes.
  let plan: ExecutionPlan
  /// Its parameters.
  let state: NetworkState
  /// The input value of the teacher for each of the other network; empty where they are the same.
  let levels: [UInt8]
  /// The factor of the distance between the hidden layers; 0 compares none.
  let features: Double

  /// Prepares `teacher` for a student that learns by `distillation`.
  init(
    _ teacher: Teacher,
    _ distillation: DistillationSpec,
    student: InputSpec,
    kernels: VectorKernels
  ) {
    plan = ExecutionPlan(teacher.spec.folded, kernels: kernels)
    state = NetworkState(plan, teacher.spec.folding(teacher.parameters), forTraining: false)
    let maximum = plan.spec.input.maximum
    levels =
      student.maximum == maximum
      ? [] : SampleSet.levels(from: student.maximum, to: maximum)
    features = distillation.features
  }
}
