import ArgumentParser
import Ascribe
import CreditMethods
import Trajectories

/// How credits are written.
enum CreditFormat: String, CaseIterable, ExpressibleByArgument {
  /// JSON Lines, a file a method.
  case jsonl
  /// A plain table of all methods.
  case csv
  /// One JSON document of all methods, a row a decision.
  case json
  /// Arrays for numpy, one a method.
  case npz
}

/// A table of all methods.
struct CreditTable {
  /// How it is written; not as JSON Lines.
  let format: CreditFormat
  /// Whether every token has a row.
  let byToken: Bool
}

/// Where credits go.
enum CreditTarget {
  case none
  case standardOutput
  case file(String)
  case folder(String)
  /// One table of all methods, in a file or on standard output.
  case table(String?, CreditTable)

  /// Whether credits go to standard output.
  var isStandardOutput: Bool {
    switch self {
    case .standardOutput, .table(nil, _): true
    case .none, .file, .folder, .table: false
    }
  }

  /// Whether the credits of a method are records that can be written for some episodes after the others.
  var takesRecords: Bool {
    switch self {
    case .standardOutput, .file, .folder: true
    case .none, .table: false
    }
  }

  /// The files of the methods; none where the credits are not in files.
  func files(of requests: [MethodRequest]) -> [String] {
    switch self {
    case .none, .standardOutput, .table(nil, _): []
    case .file(let path): [path]
    case .table(let path?, _): requests.map { _ in path }
    case .folder(let path): requests.map { "\(path)/\($0.creditsFile)" }
    }
  }
}

/// Credits on their way to a target, batch by batch. Nothing arrives before ``finish()``, so that a call that fails
/// leaves nothing partial; what goes to standard output is held in memory until then, and so are arrays.
struct CreditSink {
  private var output: [UInt8] = []
  /// The files of the methods; none where the credits do not go to files.
  private var files: [AtomicFile] = []
  private var folder: ResultFolder?
  private var rows: CreditRows?
  private var arrays: CreditArrays?
  private let target: CreditTarget
  /// Whether a method says how sure it is.
  private let withIntervals: Bool

  /// Opens the files under temporary names.
  init(_ target: CreditTarget, for requests: [MethodRequest], replaces: Bool) throws(FileError) {
    self.target = target
    withIntervals = requests.contains { $0.card.givesIntervals }
    let headers = requests.map(\.creditsHeader)
    switch target {
    case .none: break
    case .standardOutput: for header in headers { CreditsWriter.append(header, to: &output) }
    case .table(nil, _): break
    case .file(let path), .table(let path?, _): files = [try AtomicFile(path)]
    case .folder(let path):
      let folder = try ResultFolder(path, names: requests.map(\.creditsFile), replaces: replaces)
      files = folder.files
      self.folder = folder
    }
    if case .table(_, let table) = target {
      var head: [UInt8] = []
      switch table.format {
      case .json: rows = CreditRows(of: requests.map(\.label), byToken: table.byToken, to: &head)
      case .npz:
        arrays = CreditArrays(
          of: requests.map(\.label), givingIntervals: requests.map(\.card.givesIntervals),
          byToken: table.byToken)
      case .csv, .jsonl:
        CreditsTable.appendHeader(byToken: table.byToken, withIntervals: withIntervals, to: &head)
      }
      try add(head)
    } else {
      for (file, header) in zip(files, headers) { try file.append(header) }
    }
  }

  /// Adds text to the table.
  private mutating func add(_ text: [UInt8]) throws(FileError) {
    guard !files.isEmpty else {
      output += text
      return
    }
    for file in files { try file.append { $0 += text } }
  }

  /// Whether the credits of a method are records that can be written for some episodes after the others.
  var takesRecords: Bool { target.takesRecords }

  /// Adds records that are text already, of each method.
  mutating func append(records: [[UInt8]]) throws(FileError) {
    if files.isEmpty {
      for text in records { output += text }
    } else {
      for (file, text) in zip(files, records) { try file.append(text) }
    }
  }

  /// Adds the credits of a batch, of each method by its label; records of the episodes before `first` are there already.
  mutating func append(
    _ credits: [(label: String, credits: Credits)], of batch: TrajectoryBatch, from first: Int = 0
  ) throws {
    switch target {
    case .none: break
    case .table(_, let table):
      if table.byToken, batch.decisions.tokens == nil {
        throw UsageError(
          description: "--per-token needs a trace with tokens, and no decision says how many it has.")
      }
      var text: [UInt8] = []
      if arrays != nil {
        arrays?.append(credits.map(\.credits), of: batch)
      } else if rows != nil {
        rows?.append(credits.map(\.credits), of: batch, to: &text)
      } else {
        try CreditsTable.append(
          credits, of: batch, byToken: table.byToken, withIntervals: withIntervals, to: &text)
      }
      try add(text)
    case .standardOutput:
      for (_, credits) in credits {
        try CreditsWriter.append(
          credits.values, reasons: credits.reasons, intervals: credits.intervals, of: batch, from: first,
          to: &output)
      }
    case .file, .folder:
      for (file, entry) in zip(files, credits) {
        let credits = entry.credits
        try file.append(
          credits.values, reasons: credits.reasons, intervals: credits.intervals, of: batch, from: first)
      }
    }
  }

  /// Gives the files their names, or writes to standard output.
  mutating func finish() throws {
    if let rows {
      var end: [UInt8] = []
      rows.finish(to: &end)
      try add(end)
    }
    if let arrays { try add(try arrays.bytes()) }
    if !output.isEmpty { try Terminal.write(output) }
    if let folder {
      try folder.commit()
    } else {
      try AtomicFile.commit(files)
    }
  }
}
