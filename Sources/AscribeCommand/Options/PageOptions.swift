import ArgumentParser
import Ascribe
import Foundation
import Reports
import Trajectories

/// The options for a report that a browser shows.
struct PageOptions: ParsableArguments {
  @Option(help: "A file for the report as a page with pictures, for any browser and without a network.")
  var html: String?

  @Option(help: "A file for the specifications of the pictures, for Vega-Lite.")
  var vega: String?

  /// The files by option.
  var files: [PageFiles.File] { [.init("--html", html), .init("--vega", vega)] }
}

/// The option for the numbers of the pictures.
struct PictureTableOptions: ParsableArguments {
  @Option(help: "A file for the numbers of the pictures as one long table of comma-separated values.")
  var csv: String?

  /// The files by option.
  var files: [PageFiles.File] { [.init("--csv", csv)] }
}

/// The options for the states of a task.
struct StatesOptions: ParsableArguments {
  @Option(help: "A file for the states and what led from one to another, for Graphviz.")
  var dot: String?

  @Option(help: "The same as GraphML.")
  var graphml: String?

  /// The files by option.
  var files: [PageFiles.File] { [.init("--dot", dot), .init("--graphml", graphml)] }
}

/// The files of a page, open under temporary names until they are finished.
struct PageFiles {
  /// A file that may have been asked for.
  struct File {
    let option: String
    let path: String?

    init(_ option: String, _ path: String?) {
      self.option = option
      self.path = path
    }
  }

  private var open: [String: AtomicFile] = [:]

  /// Opens the files, so that a place that cannot be written is told before any work.
  init(_ files: [File]) throws {
    for file in files { try checkPath(file.path, of: file.option) }
    let wanted = files.filter { $0.path != nil }
    for (place, file) in wanted.enumerated() {
      if let other = wanted[..<place].first(where: { $0.path == file.path }) {
        throw UsageError(
          description: "\(other.option) and \(file.option) are the same file, \(file.path ?? "").")
      }
    }
    for file in wanted { if let path = file.path { open[file.option] = try AtomicFile(path) } }
  }

  /// Whether something is to be written.
  var isWanted: Bool { !open.isEmpty }

  /// The options that were given, in words.
  var options: String { open.keys.sorted().joined(separator: " and ") }

  /// Writes what was asked for; it appears with ``commit()``.
  ///
  /// - Parameters:
  ///   - result: The result.
  ///   - header: Who wrote it.
  ///   - data: What was gathered beside it.
  func write(
    _ result: some ReportedResult, writtenBy header: ResultHeader? = nil, _ data: ReportData = ReportData()
  ) throws {
    guard isWanted else { return }
    let header = header ?? Self.header(of: result)
    let page = Page(
      of: result, data,
      Provenance(arguments: StoreOptions.without(Array(CommandLine.arguments.dropFirst())), header),
      ProtocolFoot(of: result, in: AscribeCLI.methods))
    if let file = open["--html"] { try file.append(page.html()) }
    if let file = open["--vega"] { try file.append(page.specs) }
    if let file = open["--csv"] { try file.append(page.table) }
    for (option, bytes) in [("--dot", page.dot), ("--graphml", page.graphML)] {
      guard let file = open[option] else { continue }
      guard let bytes else { throw UsageError(description: "\(option): there are no states to write.") }
      try file.append(bytes)
    }
  }

  /// Gives the files their names, all or none.
  func commit() throws(FileError) {
    try AtomicFile.commit(open.sorted { $0.key < $1.key }.map(\.value))
  }

  private static func header<Result: ReportedResult>(of result: Result) -> ResultHeader {
    ResultHeader(of: Result.self)
  }
}
