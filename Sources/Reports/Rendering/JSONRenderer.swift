import Foundation
import Trajectories

/// Documents as JSON, schema ``Document/schema``: everything that other renderers show, numbers with all their digits.
package struct JSONRenderer: Sendable {
  /// A renderer.
  package init() {}

  /// The JSON of a document, which ends with the end of a line. Its keys are sorted.
  package func render(_ document: Document) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(document) else {
      preconditionFailure("a number of a document is not finite, which no part of one lets in")
    }
    return VisibleText.escaped(json: String(decoding: data, as: UTF8.self)) + "\n"
  }
}
