import Ascribe
import Foundation
import Reports
import Trajectories

/// Standard output and standard error as people and machines expect them.
enum Terminal {
  /// Writes a line to standard output.
  ///
  /// - Throws: ``OutputError``: a result that does not arrive is no success.
  static func print(_ text: String) throws(OutputError) { try write(Array((text + "\n").utf8)) }

  /// Writes lines to standard output, all at once.
  static func print(_ lines: [String]) throws(OutputError) {
    try write(Array(lines.map { $0 + "\n" }.joined().utf8))
  }

  /// Shows a result: its report, or all of it as JSON.
  ///
  /// - Parameters:
  ///   - result: The result.
  ///   - asJSON: Whether to write all of it.
  ///   - text: Its JSON, if that was made before.
  ///   - batches: Its numbers batch by batch for a store of runs, where it does not have them itself.
  static func show<Result: ReportedResult>(
    _ result: Result, asJSON: Bool, text: String? = nil, batches: [ResultMetric] = []
  ) throws {
    let text = try kept(result, asJSON: asJSON, text: text, batches)
    try asJSON ? print(text) : show(result.document)
  }

  /// The JSON of a result, where it is needed; a store of runs keeps it.
  private static func kept<Result: ReportedResult>(
    _ result: Result, asJSON: Bool, text: String?, _ batches: [ResultMetric] = []
  ) throws -> String {
    guard asJSON || RunRecorder.current != nil else { return "" }
    let text = try text ?? AscribeCommand.json(ResultFile(result))
    RunRecorder.current?.keep(result, json: text, batches: batches)
    return text
  }

  /// Shows a result on standard error, where its table goes while standard output has what it is about.
  static func showAside<Result: ReportedResult>(_ result: Result, asJSON: Bool) throws {
    let json = try kept(result, asJSON: asJSON, text: nil)
    let text = asJSON ? json + "\n" : TextRenderer(breaksWords: false).render(result.document)
    try? write(Array(text.utf8), to: STDERR_FILENO)
  }

  /// Shows a report.
  static func show(_ document: Document) throws(OutputError) {
    try write(Array(renderer.render(document).utf8))
  }

  /// How standard output shows reports. Words are broken into lines for the eyes alone: files and pipes keep them whole,
  /// so that a line can be searched for.
  static var renderer: TextRenderer {
    // What starts several processes gives them a terminal of its own, whatever it writes to.
    guard Team.current == nil, isatty(STDOUT_FILENO) == 1 else { return TextRenderer(breaksWords: false) }
    return TextRenderer(width: width ?? TextRenderer.usualWidth, colour: allowsSequences)
  }

  /// Columns of the terminal; `nil` where it does not say.
  private static var width: Int? {
    var size = winsize()
    return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
  }

  /// Writes bytes to standard output.
  static func write(_ bytes: [UInt8]) throws(OutputError) {
    guard Team.isFirst else { return }
    try write(bytes, to: STDOUT_FILENO)
    RunRecorder.current?.printed(bytes)
  }

  /// Writes a line to standard error; nobody is left to tell when that fails.
  ///
  /// - Parameter text: What to say; names in it may hold anything, so that they are escaped here.
  static func complain(_ text: String) {
    // Of processes that work together the first one speaks.
    guard Team.isFirst else { return }
    complainInAnyRank(text)
  }

  /// The same where each of several processes has something to say.
  static func complainInAnyRank(_ text: String) {
    try? write(Array((VisibleText.escapedLines(text) + "\n").utf8), to: STDERR_FILENO)
  }

  /// Says why there are no intervals where there is one batch.
  static func noteSingleBatch(_ isSingle: Bool) {
    guard isSingle else { return }
    complain("ascribe: note: one batch only, so there are no intervals and no tests: they need two or more.")
  }

  /// Tells a person at a terminal what happened beside the report, which holds nothing but the result, so that it is the
  /// same when the result is shown again.
  static func tell(_ text: String) {
    if isatty(STDERR_FILENO) == 1 { complain(text) }
  }

  /// Whether standard error shows progress.
  static var showsProgress: Bool { Team.isFirst && isatty(STDERR_FILENO) == 1 && allowsSequences }

  /// Redraws the progress line.
  static func progress(_ text: String) { try? write(Array("\r\u{1B}[K\(text)".utf8), to: STDERR_FILENO) }

  /// Makes a reader that leaves early (`| head`) an error of the write rather than a signal that ends the process,
  /// so that temporary files are removed on the way out.
  static func ignoreClosedPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Whether a terminal may be sent escape sequences: `NO_COLOR` is not set to anything, and it is not a dumb one.
  private static var allowsSequences: Bool {
    let environment = ProcessInfo.processInfo.environment
    return (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(OutputError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw errno == EPIPE ? .readerLeft : .failed(reason: String(cString: strerror(errno)))
      }
    }
  }
}

/// Why standard output could not be written.
enum OutputError: Error, CustomStringConvertible {
  /// The reader of a pipe closed it: it has what it wants.
  case readerLeft
  /// The system refused, such as on a full disk.
  case failed(reason: String)

  var description: String {
    switch self {
    case .readerLeft: "standard output: the reader closed the pipe."
    case .failed(let reason): "standard output: cannot write: \(reason)."
    }
  }
}

/// Progress of long work, shown on a terminal only and wiped at its end.
struct Progress {
  private let total: Int?
  private let unit: String
  private let start = ContinuousClock.now

  /// Progress towards a total, or, where nobody knows it, onwards.
  init(_ total: Int? = nil, _ unit: String) {
    self.total = total
    self.unit = unit
  }

  func update(_ done: Int) {
    guard Terminal.showsProgress else { return }
    guard let total else { return Terminal.progress("\(Numerals.count(done)) \(unit)") }
    Terminal.progress(done < total ? "\(done) of \(total) \(unit)\(Self.left(done, total, start))" : "")
  }

  /// What the rest will take if it goes on as before.
  private static func left(_ done: Int, _ total: Int, _ start: ContinuousClock.Instant) -> String {
    guard done > 0 else { return "" }
    let seconds = (ContinuousClock.now - start) * (total - done) / done / Duration.seconds(1)
    return ", \(Numerals.count(Int(seconds.rounded(.up)))) s left"
  }

  func finish() {
    if Terminal.showsProgress { Terminal.progress("") }
  }
}
