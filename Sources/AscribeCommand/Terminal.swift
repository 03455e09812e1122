import Foundation

/// Standard output and standard error as people and machines expect them.
enum Terminal {
  /// Writes a line to standard output.
  static func print(_ text: String) { write(Array((text + "\n").utf8)) }

  /// Writes a line to standard error.
  static func complain(_ text: String) { write(Array((text + "\n").utf8), to: STDERR_FILENO) }

  /// Writes bytes to standard output.
  static func write(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

  /// Whether standard output shows colours: a terminal, and `NO_COLOR` is not set to anything.
  static var showsColour: Bool { isatty(STDOUT_FILENO) == 1 && (environment("NO_COLOR") ?? "").isEmpty }

  /// Whether standard error is a terminal, where progress may be shown.
  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  /// Redraws the progress line.
  static func progress(_ text: String) { write(Array("\r\u{1B}[K\(text)".utf8), to: STDERR_FILENO) }

  /// Writes all bytes; nobody is left to tell when the stream itself is gone.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return }
    }
  }

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
