import Importers
import Trajectories

/// Says of a file that was given as a trace which log it is, if it is one.
enum LogHint {
  /// Reads a trace; the error about a first line that is none says how the log is read that the file is.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - takesLogs: Whether the command reads logs by `--from`.
  ///   - read: What reads it.
  static func explaining<Result>(
    _ path: String, takesLogs: Bool = false, _ read: () throws -> Result
  ) throws -> Result {
    do {
      return try read()
    } catch let error as TraceError {
      throw explained(error, path, takesLogs) ?? error
    } catch let error as TraceGroupsError {
      guard case .invalid(let cause) = error else { throw error }
      throw explained(cause, path, takesLogs) ?? error
    }
  }

  private static func explained(_ error: TraceError, _ path: String, _ takesLogs: Bool) -> UsageError? {
    // What is too large for one reading is not read once more.
    guard error.line == 1, !ReadingLimits.current.isPassed(in: error), let log = LogFormats.known(at: path)
    else { return nil }
    let ways =
      "`ascribe import \(log.name)` makes a trace of it"
      + (takesLogs ? ", and --from \(log.name) reads it" : "")
    return UsageError(description: "\(error) The file is \(log.title): \(ways).")
  }
}
