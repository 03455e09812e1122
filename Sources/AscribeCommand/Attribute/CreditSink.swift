import Ascribe
import CreditMethods
import Trajectories

/// Where credits go.
enum CreditTarget {
  case none
  case standardOutput
  case file(String)
  case folder(String)

  /// The files of the methods; none where the credits are not in files.
  func files(of requests: [MethodRequest]) -> [String] {
    switch self {
    case .none, .standardOutput: []
    case .file(let path): [path]
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
    case .file(let path): files = [try AtomicFile(path)]
    case .folder(let path):
      let folder = try AtomicFolder(path, names: requests.map(\.creditsFile))
      files = folder.files
      self.folder = folder
    }
    for (file, header) in zip(files, headers) { try file.append(header) }
  }

  /// Adds the credits of a batch, of each method one finite number a decision.
  mutating func append(_ credits: [[Double]], of batch: TrajectoryBatch) throws {
    if case .standardOutput = target {
      for values in credits { try CreditsWriter.append(values, of: batch, to: &output) }
    }
    for (file, values) in zip(files, credits) { try file.append(values, of: batch) }
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
