/// Random changes of the training samples, drawn anew in each epoch.
///
/// Samples are rotated and scaled about their centre and shifted in one bilinear step with zeros outside, then cut
/// out, then noise is added. A one-dimensional signal (height 1) is stretched, shifted and cut in time; it cannot
/// be rotated. Events are shifted only, all frames of a sample alike. `docs/numerics.md`, section 6, has the draws.
public struct AugmentationSpec: Codable, Hashable, Sendable {
  /// The largest shift in whole pixels along both axes, uniform in -shift...shift; 0 is none.
  public var shift: Int
  /// The largest rotation in degrees, uniform in -rotate...rotate; 0 is none, as for signals of height 1.
  public var rotate: Double
  /// The largest relative change of size, uniform from 1 - scale to 1 + scale; 0 is none.
  public var scale: Double
  /// The side of a square that is set to 0 around a random pixel; 0 is none.
  ///
  /// It may hang over the border. Of signals of height 1 it is a run of columns.
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

  /// The changes other than shifts that are asked for, which frames of spikes do not take, by their keys.
  public var changesOfValues: [String] {
    let numbers: [(String, Double)] = [
      ("rotate", rotate), ("scale", scale), ("cutout", Double(cutout)), ("noise", noise),
    ]
    return numbers.filter { $0.1 > 0 }.map(\.0)
  }
}
