import Foundation

/// What this process and the others use of the machine; zero where `/proc` does not say.
enum MachineLoad {
  /// Returns the CPU seconds spent so far by anything but this process.
  static func foreignSeconds() -> Double {
    guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
      let line = text.split(separator: "\n", maxSplits: 1).first
    else { return 0 }
    let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
    guard ticks.count >= 8 else { return 0 }
    // user, nice, system, irq, softirq, steal; not idle and iowait.
    let busy = [0, 1, 2, 5, 6, 7].reduce(0) { $0 + ticks[$1] }
    return busy / Double(sysconf(Int32(_SC_CLK_TCK))) - ownSeconds()
  }

  /// Returns the largest resident memory of this process so far, in MiB.
  static func peakMegabytes() -> Double {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(separator: " ").compactMap({ Double($0) }).first
    else { return Double(usage().ru_maxrss) / 1024 }
    return kilobytes / 1024
  }

  private static func ownSeconds() -> Double {
    let usage = usage()
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
  }

  private static func usage() -> rusage {
    var usage = rusage()
    // RUSAGE_SELF, which is an enumeration on one system and a number on the other.
    getrusage(0, &usage)
    return usage
  }
}
