/// One layer of the selected model: its precisions, and what it costs.
public struct LayerFigures: Hashable, Sendable {
  /// The precisions, as in the summary.
  public var precisions: RunSummary.LayerSummary
  /// The pooling before it, its synapses and its neurons, for example `12C3 to 8x8x12`.
  public var structure: String
  /// The bytes of flash that its numbers take.
  public var flashBytes: Int
  /// The bytes of RAM that its state takes.
  public var ramBytes: Int
  /// The mean spikes per inference, nil for a readout that does not fire.
  public var spikes: Double?

  /// Creates the figures of a layer.
  public init(
    precisions: RunSummary.LayerSummary,
    structure: String,
    flashBytes: Int,
    ramBytes: Int,
    spikes: Double?
  ) {
    self.precisions = precisions
    self.structure = structure
    self.flashBytes = flashBytes
    self.ramBytes = ramBytes
    self.spikes = spikes
  }
}
