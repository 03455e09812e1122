package import Foundation
import Trajectories

/// Why metadata of a task cannot be used.
public enum TaskMetadataError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file cannot be read.
  case unreadable(TraceError)
  /// The file is no JSON object.
  case notJSON(path: String, found: String)
  /// The file has a field that there is not.
  case unknownField(path: String, field: String, accepted: [String])
  /// A field holds something else than it should.
  case field(place: String, field: String, found: String, accepted: String)
  /// A question of the decision tree has no answer.
  case unanswered(question: String, field: String, hint: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .unreadable(let error): error.description
    case .notJSON(let path, let found):
      "\(path): no JSON object with metadata of a task: \(found)."
    case .unknownField(let path, let field, let accepted):
      "\(path): there is no field \"\(field)\"."
        + (NearestName.suggestion(for: field, among: accepted).map { " Did you mean \"\($0)\"?" }
          ?? " Accepted: \(accepted.joined(separator: ", ")).")
    case .field(let place, let field, let found, let accepted):
      "\(place): \(field) is \(found); accepted: \(accepted)."
    case .unanswered(let question, let field, let hint):
      "The decision tree asks \"\(question)\", and \(field) is not known; \(hint)."
    }
  }
}

extension TaskMetadata {
  /// Reads metadata that were written down by hand: a JSON object with some of the fields.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``TaskMetadataError`` for a file that cannot be read or is no JSON object, for a field that there is not, and for
  ///   one that holds something else than it should.
  public init(reading path: String) throws(TaskMetadataError) {
    let data: Data
    do throws(TraceError) {
      data = Data(try FileBytes.read(path, expected: "metadata of a task, a JSON object"))
    } catch {
      throw .unreadable(error)
    }
    try self.init(data, path: path)
  }

  /// The same of the bytes of a file.
  package init(_ data: Data, path: String) throws(TaskMetadataError) {
    let whole: Data
    do {
      guard var object = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
        throw TaskMetadataError.notJSON(path: path, found: "it is another value")
      }
      if let name = object.keys.sorted().first(where: { !Self.fields.contains($0) }) {
        throw TaskMetadataError.unknownField(path: path, field: name, accepted: Self.fields)
      }
      object["source"] = Source.given.rawValue
      whole = try JSONSerialization.data(withJSONObject: object)
    } catch let error as TaskMetadataError {
      throw error
    } catch {
      throw .notJSON(path: path, found: "it is cut off, or no JSON")
    }
    do {
      self = try JSONDecoder().decode(TaskMetadata.self, from: whole)
    } catch DecodingError.typeMismatch(_, let context), DecodingError.dataCorrupted(let context) {
      let field = context.codingPath.last?.stringValue ?? "a field"
      throw .field(
        place: path, field: field, found: Self.found(field, in: whole), accepted: Self.accepted(field))
    } catch {
      throw .notJSON(path: path, found: "\(error)")
    }
    if let flaw { throw .field(place: path, field: flaw.field, found: flaw.found, accepted: flaw.accepted) }
  }

  /// The value of a field as an error shows it.
  private static func found(_ field: String, in data: Data) -> String {
    let object = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
    guard let value = object?[field],
      let bytes = try? JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed])
    else { return "of another kind" }
    return (value as? String).map { JSONValue.string($0).typedSummary }
      ?? String(decoding: bytes, as: UTF8.self)
  }

  private static func accepted(_ field: String) -> String {
    switch field {
    case "setting": Setting.allCases.map(\.rawValue).joined(separator: ", ")
    case "replay": ReplayGrade.allCases.map(\.rawValue).joined(separator: ", ")
    case "generousCompute", "auxiliaryModel": "true or false"
    default: "a number"
    }
  }
}
