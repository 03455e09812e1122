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
}

/// Where credits go.
enum CreditTarget {
  case none
  case standardOutput
  case file(String)
  case folder(String)
  /// One table of all methods, in a file or on standard output.
  case table(String?)

  /// Whether credits go to standard output.
  var isStandardOutput: Bool {
    switch self {
    case .standardOutput, .table(nil): true
    case .none, .file, .folder, .table: false
    }
  }

  /// The files of the methods; none where the credits are not in files.
  func files(of requests: [MethodRequest]) -> [String] {
    switch self {
    case .none, .standardOutput, .table(nil): []
    case .file(let path): [path]
    case .table(let path?): requests.map { _ in path }
    case .folder(let path): requests.map { "\(path)/\($0.creditsFile)" }
    }
  }
}

/// Credits on their way to a target, batch by batch. Nothing arrives before ``finish()``, so that a call that fails
/// leaves nothing partial; what goes to standard output is held in memory until then.
struct CreditSink {
  private var output: [UInt8] = []
  /// The files of the methods; none where the credits do not go to files.
  private var files: [AtomicFile] = []
  private var folder: AtomicFolder?
  private let target: CreditTarget

  /// Opens the files under temporary names.
  init(_ target: CreditTarget, for requests: [MethodRequest]) throws(FileError) {
    self.target = target
    let headers = requests.map(\.creditsHeader)
    switch target {
    case .none: break
    case .standardOutput: for header in headers { CreditsWriter.append(header, to: &output) }
    case .table(nil): CreditsTable.appendHeader(to: &output)
    case .file(let path), .table(let path?): files = [try AtomicFile(path)]
    case .folder(let path):
      let folder = try AtomicFolder(path, names: requests.map(\.creditsFile))
      files = folder.files
      self.folder = folder
    }
    if case .table = target {
      for file in files { try file.append { CreditsTable.appendHeader(to: &$0) } }
    } else {
      for (file, header) in zip(files, headers) { try file.append(header) }
    }
  }

  /// Adds the credits of a batch, of each method by its label.
  mutating func append(_ credits: [(label: String, credits: Credits)], of batch: TrajectoryBatch) throws {
    switch target {
    case .none: break
    case .table(nil): CreditsTable.append(credits, of: batch, to: &output)
    case .table:
      for file in files { try file.append { CreditsTable.append(credits, of: batch, to: &$0) } }
    case .standardOutput:
      for (_, credits) in credits {
        try CreditsWriter.append(credits.values, reasons: credits.reasons, of: batch, to: &output)
      }
    case .file, .folder:
      for (file, entry) in zip(files, credits) {
        try file.append(entry.credits.values, reasons: entry.credits.reasons, of: batch)
      }
    }
  }

  /// Gives the files their names, or writes to standard output.
  func finish() throws {
    if !output.isEmpty { try Terminal.write(output) }
    if let folder {
      try folder.commit()
    } else {
      try AtomicFile.commit(files)
    }
  }
}
