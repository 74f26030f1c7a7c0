import FixedPoint
import Quantization
import SpikingNetworks

/// The contents of `manifest.json`: what an export is, for programs.
///
/// A member is left out where the network has no such thing.
struct Manifest: Encodable {
  /// What the network takes.
  struct Input: Encodable {
    var height: Int
    var width: Int
    var channels: Int
    var count: Int
    var coding: String
    var bits: Int
    var maximum: Int
    /// The real value of one unit of an input.
    var scale: Double
    var timesteps: Int
    /// The bytes of one frame of events.
    var frameBytes: Int?
    /// The key of the random draws, hexadecimal: JSON's numbers are no integers of 64 bits.
    var encodingKey: String?
  }

  /// What the model needs on a device.
  struct Sizes: Encodable {
    var flashBytes: Int
    var decoderBytes: Int
    var tableBytes: Int
    var stateBytes: Int
  }

  var schema = "tinysnn.manifest/1"
  var name: String
  var description: String
  var license = "0BSD"
  var version: String
  var runtimeVersion: Int
  var configHash: String?
  var modelHash: String?
  var input: Input
  var classes: Int
  var readout: String
  var sizes: Sizes
  var layers: [ManifestLayer]
  /// The number of golden vectors.
  var vectors: Int
  var packages: [String]
  /// The names of the other files.
  var files: [String]
}
