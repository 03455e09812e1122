import ArgumentParser
import Foundation

/// A command with its options as the parser knows them.
struct CommandShape: Decodable, Sendable {
  let commandName: String
  let arguments: [Argument]?
  let subcommands: [CommandShape]?
  let defaultSubcommand: String?

  /// An argument of a command.
  struct Argument: Decodable, Sendable {
    let kind: String
    let isRepeating: Bool
    let names: [Name]?

    struct Name: Decodable, Sendable {
      let kind: String
      let name: String
    }

    /// The long names of an option or flag.
    var longNames: [String] {
      kind == "positional" ? [] : (names ?? []).filter { $0.kind == "long" }.map(\.name)
    }
    var isFlag: Bool { kind == "flag" }
  }

  /// The whole command line; the parser describes itself as JSON.
  ///
  /// - Throws: `DecodingError` where the parser's description has another shape.
  static func root() throws -> CommandShape { try described.get() }

  /// The parser is asked once: its description of all commands is long.
  private static let described = Result { try describe() }

  private static func describe() throws -> CommandShape {
    struct Description: Decodable { let command: CommandShape }
    do {
      _ = try RootCommand.parseAsRoot(["--experimental-dump-help"])
    } catch {
      return try JSONDecoder().decode(
        Description.self, from: Data(RootCommand.fullMessage(for: error).utf8)
      ).command
    }
    throw UsageError(description: "The options of the commands are not known.")
  }

  func subcommand(_ name: String) -> CommandShape? { subcommands?.first { $0.commandName == name } }

  /// The option of a long name; not those that every command has.
  func option(_ name: String) -> Argument? {
    guard name != "help", name != "version" else { return nil }
    return arguments?.first { $0.longNames.contains(name) }
  }

  /// The option of a long name of the command or, where it has none, of the first subcommand that has one.
  func anyOption(_ name: String) -> Argument? {
    if let own = option(name) { return own }
    for inner in subcommands ?? [] { if let found = inner.anyOption(name) { return found } }
    return nil
  }

  /// The names of all options, those of subcommands too.
  var optionNames: [String] {
    (arguments ?? []).flatMap(\.longNames).filter { $0 != "help" && $0 != "version" }
      + (subcommands ?? []).flatMap(\.optionNames)
  }
}
