import Foundation
import Glibc

/// What a process costs, and on what: figures that no result holds, since they are others on every machine and each time.
package enum Machine {
  /// The processor's name and how many there are, as the system says it.
  package static let name: String = {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = information.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
    let count = ProcessInfo.processInfo.activeProcessorCount
    return "\(model ?? "unknown processor"), \(count) \(count == 1 ? "core" : "cores")"
  }()

  /// Seconds that this process's threads have computed; `nil` where the system does not say.
  package static var cpuSeconds: Double? {
    var time = timespec()
    guard unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
