import ArgumentParser
import Foundation
import SpikingNetworks

/// Measures one configuration in one process, so that the peak memory belongs to it.
@main
struct TinySNNBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tinysnn-bench",
    abstract: "Speed of training and inference, one configuration per process, as one JSON line.",
    discussion: "Benchmarks/run drives it over the whole grid, the peers beside it."
  )

  @Option(
    help: "The network: \(BenchmarkNetwork.allCases.map(\.rawValue).joined(separator: ", "))."
  )
  var net: BenchmarkNetwork = .mlp256
  @Option(name: .customLong("T"), help: "The number of time steps.")
  var timesteps = 8
  @Option(help: "rate or direct.")
  var coding: InputCoding = .rate
  @Option(help: "The number of threads.")
  var threads = 1
  @Option(help: "The samples of a training batch.")
  var batch = 128
  @Option(
    help: "What to measure, with commas: train, infer and a batch size, ptq and a sample count."
  )
  var what = "train,infer128,infer1"
  @Option(help: "The repetitions of a measurement.")
  var reps = 7
  @Option(name: .customLong("min-s"), help: "The shortest repetition in seconds.")
  var shortest = 0.25
  @Option(name: .customLong("warm-s"), help: "The shortest warm-up in seconds.")
  var warmup = 1.0
  @Option(help: "The instruction set: baseline, avx2 or avx512; otherwise the fastest there is.")
  var isa: InstructionSet?
  @Option(help: "The samples: images, then labels, as Benchmarks/peers/data.py writes them.")
  var data: String?
  @Option(help: "The key of the random draws of training.")
  var seed: UInt64 = 1
  @Option(name: .customLong("init-seed"), help: "The key of the initial parameters.")
  var initializationSeed: UInt64 = 1
  @Flag(help: "Print loss, gradient norms and spike counts of the first batch.")
  var check = false
  @Option(help: "Train for this many epochs and print their losses.")
  var curve: Int?
  @Option(help: "With --curve: the folder for initial parameters and sample order.")
  var exchange = "."
  @Flag(help: "Train for --profile-s seconds, for a profiler, and print the arithmetic per layer.")
  var profile = false
  @Option(name: .customLong("profile-s"), help: "The seconds that --profile trains for.")
  var profileSeconds = 5.0
  @Flag(help: "Print the rate of the engine's dense product for every instruction set.")
  var gemm = false

  mutating func run() throws {
    guard threads >= 1 else { throw BenchmarkError("--threads must be at least 1") }
    if gemm { return print(try productRates().line()) }
    let atStart = MachineLoad.peakMegabytes()
    let workload = try workload()
    var report = header(workload)
    if check {
      try workload.check(into: &report)
    } else if let curve {
      try workload.curve(epochs: curve, folder: URL(fileURLWithPath: exchange), into: &report)
    } else if profile {
      try self.profile(workload, into: &report)
    } else {
      try measure(workload, into: &report)
      report["rss_import"] = rounded(atStart, 10)
    }
    print(try report.line())
  }

  private func workload() throws -> Workload {
    let kernels = isa.map { VectorKernels(instructionSet: $0) } ?? VectorKernels.best
    guard let kernels else { throw BenchmarkError("this processor has no \(isa?.rawValue ?? "")") }
    let samples = try data.map { try BenchmarkData.read(URL(fileURLWithPath: $0)) }
    return Workload(
      spec: net.spec(coding: coding, timesteps: timesteps),
      samples: samples ?? BenchmarkData.draw(),
      batch: batch,
      seed: seed,
      initializationSeed: initializationSeed,
      engine: TrainingEngine(kernels: kernels, workers: WorkerPool(workers: threads))
    )
  }

  private func header(_ workload: Workload) -> Report {
    var report = Report()
    report["lib"] = "tinysnn" + (isa.map { "+\($0.rawValue)" } ?? "")
    report["net"] = net.rawValue
    report["T"] = timesteps
    report["coding"] = coding.rawValue
    report["threads"] = threads
    report["batch"] = batch
    report["isa"] = workload.engine.kernels.instructionSet.rawValue
    report["data"] = data == nil ? "drawn" : "peers"
    return report
  }

  private func measure(_ workload: Workload, into report: inout Report) throws {
    let patience = Patience(repetitions: reps, shortest: shortest, warmup: warmup)
    var parameters = workload.initialParameters
    for part in what.split(separator: ",") {
      if part == "train" {
        report["train"] = try workload.trainingTiming(patience)
        report["rss_train"] = rounded(MachineLoad.peakMegabytes(), 10)
        // The peers classify with the network that they have just trained, too.
        parameters = try workload.trainedParameters()
      } else if part.hasPrefix("infer"), let size = Int(part.dropFirst(5)),
        (1...workload.samples.count).contains(size)
      {
        report["\(part)"] = try workload.inferenceTiming(parameters, batch: size, patience)
        report["rss_\(part)"] = rounded(MachineLoad.peakMegabytes(), 10)
      } else if part.hasPrefix("ptq"), let size = Int(part.dropFirst(3)), size > 0 {
        report["\(part)"] = try workload.candidateTiming(samples: size, patience)
      } else {
        throw BenchmarkError("--what has '\(part)'; expected train, inferN or ptqN")
      }
    }
  }

  private func profile(_ workload: Workload, into report: inout Report) throws {
    report["profile_sps"] = rounded(try workload.train(seconds: profileSeconds), 10)
    report["work"] = try workload.work(workload.trainedParameters())
    report["gemm_gflops"] = ProductRates.gigaflops(
      kernels: workload.engine.kernels,
      workers: workload.engine.workers
    )
  }

  private func productRates() throws -> Report {
    var report = Report()
    report["gemm"] = "M=1024 K=784 N=256, GFLOP/s"
    report["threads"] = threads
    let workers = WorkerPool(workers: threads)
    for set in isa.map({ [$0] }) ?? InstructionSet.available {
      guard let kernels = VectorKernels(instructionSet: set) else { continue }
      report[set.rawValue] = ProductRates.gigaflops(kernels: kernels, workers: workers)
    }
    return report
  }
}

extension InstructionSet: ExpressibleByArgument {}
extension InputCoding: ExpressibleByArgument {}
