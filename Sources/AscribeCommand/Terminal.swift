import Foundation

/// Standard output and standard error as people and machines expect them.
enum Terminal {
  /// Writes a line to standard output.
  static func print(_ text: String) { write(Array((text + "\n").utf8)) }

  /// Writes a line to standard error.
  static func complain(_ text: String) { write(text + "\n", to: stderr) }

  /// Writes bytes to standard output.
  static func write(_ bytes: [UInt8]) { fwrite(bytes, 1, bytes.count, stdout) }

  /// Whether standard output shows colours: a terminal, and `NO_COLOR` is not set to anything.
  static var showsColour: Bool { isatty(STDOUT_FILENO) == 1 && (environment("NO_COLOR") ?? "").isEmpty }

  /// Whether standard error is a terminal, where progress may be shown.
  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  /// Redraws the progress line.
  static func progress(_ text: String) { write("\r\u{1B}[K\(text)", to: stderr) }

  private static func write(_ text: String, to stream: UnsafeMutablePointer<FILE>) { fputs(text, stream) }

  private static func environment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}

/// Progress of long work, shown on a terminal only and wiped at its end.
struct Progress {
  private let total: Int
  private let unit: String

  init(_ total: Int, _ unit: String) {
    self.total = total
    self.unit = unit
  }

  func update(_ done: Int) {
    guard Terminal.showsProgress else { return }
    Terminal.progress(done < total ? "\(done) of \(total) \(unit)" : "")
  }

  func finish() {
    if Terminal.showsProgress { Terminal.progress("") }
  }
}
