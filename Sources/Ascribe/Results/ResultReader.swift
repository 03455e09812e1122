public import Foundation
import Trajectories

/// Reads stored results of one kind after their schema was looked at.
public struct ResultKind<Output>: Sendable {
  /// The schema with its number.
  public let schema: String
  private let decode: @Sendable (Data) throws -> (any StoredResult, ResultHeader)
  private let make: @Sendable (any StoredResult, ResultHeader) -> Output?

  /// A kind of results, and what is made of one.
  public init<Result: StoredResult>(_ make: @escaping @Sendable (Result) -> Output) {
    self.init { (result: Result, _) in make(result) }
  }

  /// A kind of results, and what is made of one and of who wrote it.
  public init<Result: StoredResult>(_ make: @escaping @Sendable (Result, ResultHeader) -> Output) {
    schema = Result.schema
    decode = {
      let file = try JSONDecoder().decode(ResultFile<Result>.self, from: $0)
      return (file.result, file.header)
    }
    self.make = { result, header in (result as? Result).map { make($0, header) } }
  }

  /// The name of the schema, without its number.
  fileprivate var name: Substring { schema.prefix { $0 != "/" } }

  fileprivate func output(of data: Data, path: String) throws(ResultError) -> Output {
    let result: any StoredResult
    let header: ResultHeader
    do {
      (result, header) = try decode(data)
    } catch {
      throw ResultError(error, path: path)
    }
    if let flaw = result.flaw { throw .field(path: path, field: "of the result", problem: flaw) }
    guard let output = make(result, header) else {
      throw .unknownSchema(path: path, found: schema, accepted: [schema])
    }
    return output
  }
}

/// Reads stored results of several kinds by their schema.
public struct ResultReader<Output>: Sendable {
  private let kinds: [ResultKind<Output>]

  /// A reader of these kinds.
  public init(_ kinds: [ResultKind<Output>]) { self.kinds = kinds }

  /// The schemas that are read.
  public var schemas: [String] { kinds.map(\.schema) }

  /// The schema and version alone; all other fields are left.
  private struct Header: Decodable {
    let schema: String?
    let version: String?
  }

  /// What is made of the result in a file.
  ///
  /// - Throws: ``ResultError`` for a file that cannot be read, is no JSON or cut off, has another schema or number, or a
  ///   field that is missing or holds something else.
  public func read(_ path: String) throws(ResultError) -> Output {
    let data: Data
    do throws(TraceError) {
      data = Data(try FileBytes.read(path, expected: "a stored result (ascribe ... --json)"))
    } catch {
      throw .unreadable(error)
    }
    return try read(data, path: path)
  }

  /// The same of the bytes of a file.
  public func read(_ data: Data, path: String) throws(ResultError) -> Output {
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: data)
    } catch {
      throw ResultError(error, path: path)
    }
    let accepted = kinds.map(\.schema)
    guard let schema = header.schema else { throw .noSchema(path: path, accepted: accepted) }
    if let kind = kinds.first(where: { $0.schema == schema }) { return try kind.output(of: data, path: path) }
    if let kind = kinds.first(where: { $0.name == schema.prefix { $0 != "/" } }) {
      throw .otherVersion(
        path: path, found: schema, writtenBy: header.version ?? "unknown", accepted: kind.schema)
    }
    throw .unknownSchema(path: path, found: schema, accepted: accepted)
  }
}

extension ResultError {
  /// What a decoder complains of, with the place of the field.
  fileprivate init(_ error: any Error, path: String) {
    guard let error = error as? DecodingError else {
      self = .notJSON(path: path, found: "\(error)")
      return
    }
    switch error {
    case .keyNotFound(let key, let context):
      self = .field(path: path, field: Self.place(context.codingPath + [key]), problem: "it is missing")
    case .valueNotFound(_, let context):
      self = .field(path: path, field: Self.place(context.codingPath), problem: "it is null")
    case .typeMismatch(_, let context):
      self = .field(
        path: path, field: Self.place(context.codingPath), problem: Self.unended(context.debugDescription))
    case .dataCorrupted(let context):
      let detail = context.underlyingError.map { ": \(Self.detail(of: $0))" } ?? ""
      self =
        context.codingPath.isEmpty
        ? .notJSON(path: path, found: Self.unended(context.debugDescription) + detail)
        : .field(
          path: path, field: Self.place(context.codingPath), problem: Self.unended(context.debugDescription))
    @unknown default: self = .notJSON(path: path, found: "\(error)")
    }
  }

  private static func detail(of error: any Error) -> String {
    unended((error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String ?? "\(error)")
  }

  /// A field's place: `methods[2].label`.
  private static func place(_ path: [any CodingKey]) -> String {
    path.reduce("") { place, key in
      if let index = key.intValue { return "\(place)[\(index)]" }
      return place.isEmpty ? key.stringValue : "\(place).\(key.stringValue)"
    }
  }

  private static func unended(_ sentence: String) -> String {
    sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
  }
}
