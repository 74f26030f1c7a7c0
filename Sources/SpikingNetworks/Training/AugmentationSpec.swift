/// Random changes of the training samples, drawn anew in each epoch.
///
/// Images are rotated and scaled about their centre by nearest neighbour, then shifted, then cut out, then noise is
/// added. A one-dimensional signal (height 1) is shifted in time only.
public struct AugmentationSpec: Codable, Hashable, Sendable {
  /// The largest shift in pixels along both axes, uniform in -shift...shift; 0 is none.
  public var shift: Int
  /// The largest rotation in degrees, uniform in -rotate...rotate; 0 is none.
  public var rotate: Double
  /// The largest relative change of size, uniform in 1 - scale ... 1 + scale; 0 is none.
  public var scale: Double
  /// The side of a square that is set to 0 at a random place, in pixels; 0 is none.
  ///
  /// DeVries and Taylor, *Improved regularization of convolutional neural networks with cutout*, 2017
  /// (arXiv 1708.04552).
  public var cutout: Int
  /// The standard deviation of noise added to every input, as a part of its range; 0 is none.
  public var noise: Double

  /// Creates an augmentation.
  public init(
    shift: Int = 0,
    rotate: Double = 0,
    scale: Double = 0,
    cutout: Int = 0,
    noise: Double = 0
  ) {
    self.shift = shift
    self.rotate = rotate
    self.scale = scale
    self.cutout = cutout
    self.noise = noise
  }
}
