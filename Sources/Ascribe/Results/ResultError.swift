public import Trajectories

/// Why a file is no result that can be shown.
public enum ResultError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file cannot be read.
  case unreadable(TraceError)
  /// The file is no JSON, or a part of it is missing.
  case notJSON(path: String, found: String)
  /// The file is JSON without a schema.
  case noSchema(path: String, accepted: [String])
  /// The file has a schema of something else.
  case unknownSchema(path: String, found: String, accepted: [String])
  /// The file was written by another version, in a schema of that name with another number.
  case otherVersion(path: String, found: String, writtenBy: String, accepted: String)
  /// A field is missing, or holds something else than it should.
  case field(path: String, field: String, problem: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .unreadable(let error): error.description
    case .notJSON(let path, let found): "\(path): no JSON, or cut off: \(found)."
    case .noSchema(let path, let accepted):
      "\(path): JSON without a field \"schema\"; accepted: \(accepted.joined(separator: ", "))."
    case .unknownSchema(let path, let found, let accepted):
      "\(path): the schema is \"\(found)\"; accepted: \(accepted.joined(separator: ", "))."
    case .otherVersion(let path, let found, let writtenBy, let accepted):
      "\(path): the schema is \"\(found)\", written by version \(writtenBy); this version reads \(accepted)."
    case .field(let path, let field, let problem): "\(path): field \(field): \(problem)."
    }
  }
}
