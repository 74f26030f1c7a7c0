import Dispatch
import Foundation
import Synchronization

/// A file that the driver of a study touches, so that others see whether it is alive.
///
/// The lock of the journal says so on one machine; a shared folder may not know of it. A heartbeat decides what a
/// reader is told, whether a second driver on another machine is refused, and when a worker gives up waiting.
final class Heartbeat: Sendable {
  private let path: String
  private let interval: Double
  /// Beats one after the other, so that none comes after the end.
  private let queue = DispatchQueue(label: "tinysnn.heartbeat", qos: .utility)
  /// A driver may be busy for long without asking anything: a timer beats.
  private let timer = Mutex<(any DispatchSourceTimer)?>(nil)

  /// A beat is not older than so many seconds while a driver works.
  static let freshness = 60.0
  /// Without a beat for so many seconds a driver is taken for lost.
  static let limit = 600.0

  /// Prepares the file `path`, to be touched every `interval` seconds.
  init(path: String, interval: Double = 5) {
    self.path = path
    self.interval = interval
  }

  deinit { stop() }

  /// Beats at once, and from now on.
  func start() {
    Self.beat(path)
    timer.withLock { [path, interval, queue] timer in
      let source = DispatchSource.makeTimerSource(queue: queue)
      source.schedule(deadline: .now() + interval, repeating: interval)
      source.setEventHandler { Self.beat(path) }
      source.resume()
      timer = source
    }
  }

  /// Says that nobody drives the study any more.
  func stop() {
    queue.sync {
      timer.withLock { timer in
        guard timer != nil else { return }
        timer?.cancel()
        timer = nil
        try? FileManager.default.removeItem(atPath: path)
      }
    }
  }

  /// Touches the file; a folder that cannot be written to shows elsewhere.
  private static func beat(_ path: String) {
    let text = "\(HostName.current) \(ProcessInfo.processInfo.processIdentifier)\n"
    // Under one name aside: what a killed driver leaves of it the next one replaces.
    try? AtomicFile.write(Data(text.utf8), to: path)
  }

  /// Returns the machine on which a process has left a fresh beat at `path`, nil without one and for this
  /// machine, where the lock knows better.
  static func otherHost(at path: String) -> String? {
    guard let date = date(at: path), -date.timeIntervalSinceNow < freshness,
      let data = FileManager.default.contents(atPath: path),
      let host = String(decoding: data, as: UTF8.self).split(separator: " ").first.map(String.init),
      host != HostName.current
    else { return nil }
    return host
  }

  /// When the file at `path` was last written, nil without one.
  static func date(at path: String) -> Date? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.modificationDate] as? Date
  }
}
