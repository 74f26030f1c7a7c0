import Foundation

/// The name by which processes of several machines tell them apart.
enum HostName {
  /// The name of this machine; `unknown` if it has none.
  static var current: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
