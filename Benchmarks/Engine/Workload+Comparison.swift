import Foundation
import SpikingNetworks

extension Workload {
  /// Returns loss, gradients and spikes of the first batch, for a comparison with another library.
  ///
  /// The engine shows no gradients; one step of plain gradient descent at a rate of 1024 does, almost
  /// exactly: the rate only shifts the exponent, and the step outweighs the parameters' own digits.
  func check(into report: inout Report) throws {
    let first = samples.selecting(Array(0..<min(batch, samples.count)))
    let rate = 1024.0
    let options = TrainingOptions.benchmark(
      epochs: 1,
      batch: batch,
      seed: seed,
      optimizer: .sgd(learningRate: rate, momentum: 0)
    )
    let initial = initialParameters
    let trained = try engine.train(spec, options: options, from: initial, on: first)
    let activity = try engine.evaluate(spec, initial, on: first, seed: seed).activity
    report["loss"] = trained.history[0].loss
    report["count_mean"] =
      (activity.last?.spikesPerSample ?? 0) / Double(BenchmarkNetwork.classCount)
    report["grad_norms"] = zip(initial.layers, trained.parameters.layers).flatMap { before, after in
      [(before.weights, after.weights), (before.bias, after.bias)].map { old, new in
        zip(old, new).reduce(0.0) { sum, pair in
          let gradient = (Double(pair.0) - Double(pair.1)) / rate
          return sum + gradient * gradient
        }.squareRoot()
      }
    }
  }

  /// Trains for `epochs` epochs and leaves in `folder` what another library needs to do the same.
  ///
  /// `initial.f32`: weights and bias of each layer; `order.u32`: the samples of every epoch in their
  /// order; both little-endian.
  func curve(epochs: Int, folder: URL, into report: inout Report) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let parameters = initialParameters.layers.flatMap { $0.weights + $0.bias }
    try littleEndian(parameters.map(\.bitPattern)).write(
      to: folder.appendingPathComponent("initial.f32")
    )
    let shuffle = Philox(seed: seed, stream: .shuffle)
    let order = (0..<epochs).flatMap { shuffle.permutation(samples.count, sample: $0) }
    try littleEndian(order.map { UInt32($0) }).write(
      to: folder.appendingPathComponent("order.u32")
    )
    let model = try engine.train(
      spec,
      options: options(epochs: epochs),
      from: initialParameters,
      on: samples
    )
    report["curve"] = model.history.map(\.loss)
    report["accuracy"] = model.history.map(\.trainAccuracy)
  }

  private func littleEndian(_ words: [UInt32]) -> Data {
    Data(words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } })
  }
}
