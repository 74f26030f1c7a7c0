import Quantization

extension QuantizationDiagnosis {
  /// One row for each layer: the errors of its numbers, then what it does on samples.
  var table: TextTable {
    var table = TextTable(columns: [
      "layer", "weight error", "zeroed", "clamped", "threshold error", "leak float", "leak",
      "membrane error", "spikes differ", "rate float", "rate", "silent", "saturated", "overflows",
    ])
    for layer in layers {
      let firing = layer.integerFiring
      table.add([
        layer.name,
        NumberText.percent(layer.weights.error),
        NumberText.percent(layer.weights.zeroed),
        NumberText.percent(layer.weights.clamped),
        layer.thresholds.map { NumberText.percent($0.error.rootMeanSquare) } ?? "-",
        NumberText.fixed(layer.decay.floatLeak, 4),
        NumberText.fixed(layer.decay.integerLeak, 4),
        NumberText.percent(layer.membraneDifference),
        firing == nil ? "-" : NumberText.percent(layer.spikeDifference),
        layer.floatFiring.map { NumberText.percent($0.rate) } ?? "-",
        firing.map { NumberText.percent($0.rate) } ?? "-",
        firing.map { "\($0.silentNeurons)" } ?? "-",
        firing.map { "\($0.saturatedNeurons)" } ?? "-",
        NumberText.percent(layer.overflows.membranes),
      ])
    }
    return table
  }
}
