package import Ascribe

/// Where a report comes from.
package struct Provenance: Sendable {
  /// The command that made it, as it may be typed again.
  package let command: String
  /// The version that wrote the result.
  package let version: String
  /// The schema of the result.
  package let schema: String

  /// The provenance of a result.
  ///
  /// - Parameters:
  ///   - arguments: What the process was started with, without its own name.
  ///   - header: Who wrote the result.
  package init(arguments: [String], _ header: ResultHeader) {
    command = Self.command(arguments)
    version = header.version
    schema = header.schema
  }

  /// A command, as it may be typed again.
  package static func command(_ arguments: [String]) -> String {
    (["ascribe"] + arguments.map(quoted)).joined(separator: " ")
  }

  /// An argument as a shell takes it for one word.
  private static func quoted(_ argument: String) -> String {
    let isPlain =
      !argument.isEmpty
      && argument.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-_./:=,@+%".utf8.contains($0)
        }
      }
    return isPlain ? argument : "'\(HTMLText.replacing(argument, ["'": #"'\''"#]))'"
  }
}
