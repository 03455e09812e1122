import Ground
import Trajectories

/// A result that files hold: JSON whose fields `schema` and `version` say what it is and who wrote it.
///
/// The schema is a name and a number, `ascribe.run/1`. The number grows by one when a field changes its name or meaning,
/// or one is added that readers cannot do without.
public protocol StoredResult: Codable, Sendable {
  /// The schema with its number.
  static var schema: String { get }
  /// What does not fit together in a result that was read, as a sentence without its full stop; `nil` if all does. Reports
  /// rely on it: lists that belong to the methods have one entry a method, and so on.
  var flaw: String? { get }
}

extension StoredResult {
  /// Nothing that could not fit.
  public var flaw: String? { nil }
}

/// The first fields of a stored result.
public struct ResultHeader: Sendable, Hashable, Codable {
  /// The schema with its number.
  public let schema: String
  /// The version of Ascribe that wrote it.
  public let version: String
  /// What identifies the work that led to it, for commands that keep finished batches: with the same one there is nothing to
  /// be done again. `nil` of other commands, and in results of versions that did not say it.
  public let order: String?

  /// The header of a result that this version writes.
  public init<Result: StoredResult>(of type: Result.Type) { self.init(of: type, order: nil) }

  /// The same of a result that an order led to.
  ///
  /// - Parameter order: Everything that the measures depend on, as text.
  package init<Result: StoredResult>(of type: Result.Type, order: String?) {
    schema = Result.schema
    version = AscribeVersion.current
    self.order = order.map { Self.name(ofOrder: $0) }
  }

  /// What stands for an order in the file of its result.
  package static func name(ofOrder text: String) -> String { StableHash(text).digits }
}

/// A result with its header, as files hold it: the fields of both in one object.
public struct ResultFile<Result: StoredResult>: Codable, Sendable {
  /// Who wrote it.
  public let header: ResultHeader
  /// The result.
  public let result: Result

  /// A result of this version.
  public init(_ result: Result) { self.init(result, order: nil) }

  /// The same of a result with an order.
  package init(_ result: Result, order: String?) {
    header = ResultHeader(of: Result.self, order: order)
    self.result = result
  }

  /// Reads header and result from one object; whether the schema is the result's is for the caller to look at first.
  public init(from decoder: any Decoder) throws {
    header = try ResultHeader(from: decoder)
    result = try Result(from: decoder)
  }

  /// Writes header and result into one object.
  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    try result.encode(to: encoder)
  }
}
