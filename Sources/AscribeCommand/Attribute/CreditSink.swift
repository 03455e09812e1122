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
struct CreditSink: ~Copyable {
  private var output: [UInt8] = []
  private var file: CreditsFileWriter?
  private var folder: CreditsFolder?
  private let target: CreditTarget

  /// Opens the files under temporary names.
  init(_ target: CreditTarget, for requests: [MethodRequest]) throws(FileError) {
    self.target = target
    let headers = requests.map(\.creditsHeader)
    switch target {
    case .none: break
    case .standardOutput: for header in headers { CreditsWriter.append(header, to: &output) }
    case .file(let path): for header in headers { file = try CreditsFileWriter(path, header: header) }
    case .folder(let path): folder = try CreditsFolder(path, methods: requests)
    }
  }

  /// Adds the credits of a batch, of each method one finite number a decision.
  mutating func append(_ credits: [[Double]], of batch: TrajectoryBatch) throws(FileError) {
    switch target {
    case .none: break
    case .standardOutput: for values in credits { CreditsWriter.append(values, of: batch, to: &output) }
    case .file: for values in credits { try file?.append(values, of: batch) }
    case .folder: try folder?.append(credits, of: batch)
    }
  }

  /// Gives the files their names, or writes to standard output.
  consuming func finish() throws {
    if !output.isEmpty { try Terminal.write(output) }
    try file.take()?.commit()
    try folder?.finish()
  }
}
