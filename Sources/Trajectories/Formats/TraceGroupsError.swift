/// Why the next batch of a trace cannot be had.
public enum TraceGroupsError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file cannot be read, or breaks the format.
  case invalid(TraceError)
  /// The file is a trace as far as it was read, but not ordered by task.
  case returned(TaskReturn)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .invalid(let error): error.description
    case .returned(let error): error.description
    }
  }
}

/// A task that comes back in a trace after the batch with its episodes was given out.
public struct TaskReturn: Sendable, Hashable, CustomStringConvertible {
  /// The file, as errors name it.
  public let file: String
  /// The task.
  public let task: String
  /// Number of the line where it came back, the first of the file being 1.
  public let line: Int
  /// Number of the last line of its episodes before.
  public let lastLine: Int
  /// Whether the file can be read again from its beginning, whole this time: a pipe or standard input cannot.
  public let isRepeatable: Bool

  /// The return as a sentence.
  public var description: String {
    "\(file):\(line): task \(JSONValue.string(task).summary) comes back after line \(lastLine); "
      + "expected the episodes of a task to stand together, to be read task by task."
  }
}
