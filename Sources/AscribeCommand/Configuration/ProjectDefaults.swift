import Foundation
import Trajectories

/// The defaults of a project: what `ascribe.toml` in the working folder says about options that a call leaves out.
///
/// ```toml
/// seed = 7                     # for every command that has --seed
/// store = "runs.sqlite"
///
/// [run]
/// episodes = 256
/// methods = ["grpo", "c3(alternatives=4)"]
/// ```
struct ProjectDefaults {
  /// The file's name in a working folder.
  static let fileName = "ascribe.toml"
  /// Names another file; empty, none is read.
  static let variable = "ASCRIBE_CONFIG"

  private let root: JSONNode
  private let shape: CommandShape

  /// The defaults that hold here; `nil` where there are none.
  ///
  /// - Throws: `TraceError` for a file that is no TOML, or names an option that no command has.
  static func here() throws -> ProjectDefaults? {
    let named = ProcessInfo.processInfo.environment[variable]
    let path = named ?? fileName
    guard !path.isEmpty else { return nil }
    if named == nil {
      var status = stat()
      // A link that leads nowhere is a mistake to be told of; a pipe of that name would be waited for without end.
      guard lstat(path, &status) == 0 else { return nil }
      if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG, status.st_mode & S_IFMT != S_IFDIR {
        throw UsageError(
          description:
            "\(path) is no regular file; expected defaults of options as TOML. ASCRIBE_CONFIG names "
            + "another file, or, empty, none.")
      }
    }
    return try ProjectDefaults(TOMLFile.read(path, expected: "defaults of options as TOML"))
  }

  init(_ root: JSONNode) throws {
    self.root = root
    shape = try CommandShape.root()
    try Self.check(root, against: shape, isTop: true)
  }

  /// A call with the defaults that it leaves out, and what was added.
  ///
  /// - Throws: `TraceError` for a value that cannot be an option's.
  func applied(to arguments: [String]) throws -> (arguments: [String], added: [String]) {
    var command = shape
    var tables = [root]
    var count = 0
    while count < arguments.count, let inner = command.subcommand(arguments[count]) {
      if let table = tables.last?[inner.commandName], table.isObject { tables.append(table) }
      command = inner
      count += 1
    }
    if count > 0, let name = command.defaultSubcommand, let inner = command.subcommand(name) {
      if let table = tables.last?[name], table.isObject { tables.append(table) }
      command = inner
    }
    guard count > 0, command.subcommands?.isEmpty != false else { return (arguments, []) }
    let said = Self.options(in: arguments.dropFirst(count))
    var added: [String: [String]] = [:]
    // What stands nearer to the command counts.
    for table in tables {
      for (name, value) in table.fields where !value.isObject {
        guard let option = command.option(name) else { continue }
        guard said.isDisjoint(with: option.longNames) else { continue }
        added[name] = try Self.words(name, option, value)
      }
    }
    let words = added.keys.sorted().flatMap { added[$0, default: []] }
    return (Array(arguments[..<count]) + words + Array(arguments[count...]), words)
  }

  /// The long options of a call, without their values.
  private static func options(in arguments: ArraySlice<String>) -> Set<String> {
    Set(
      arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }.map { argument in
        String(argument.dropFirst(2).prefix { $0 != "=" })
      })
  }

  /// An option as a call says it.
  static func words(
    _ name: String, _ option: CommandShape.Argument, _ value: JSONNode
  ) throws(TraceError) -> [String] {
    if option.isFlag {
      guard let flag = value.flag else { throw value.error(expected: "true or false") }
      if flag { return ["--\(name)"] }
      let inverse = option.longNames.first { $0 == "no-\(name)" }
      return inverse.map { ["--\($0)"] } ?? []
    }
    if value.isArray {
      let texts = try value.elements.map { element throws(TraceError) in try text(of: element) }
      return option.isRepeating
        ? texts.map { "--\(name)=\($0)" } : ["--\(name)=\(texts.joined(separator: ","))"]
    }
    return ["--\(name)=\(try text(of: value))"]
  }

  private static func text(of value: JSONNode) throws(TraceError) -> String {
    guard value.string != nil || value.number != nil else {
      throw value.error(expected: "a text, a number, or a list of them")
    }
    return value.plainText
  }

  /// Refuses names that nothing has.
  private static func check(_ table: JSONNode, against shape: CommandShape, isTop: Bool) throws(TraceError) {
    for (name, value) in table.fields {
      if value.isObject {
        guard let inner = shape.subcommand(name) else {
          let names = (shape.subcommands ?? []).map(\.commandName)
          throw value.error(
            found: "the table \"\(name)\"",
            expected: names.isEmpty ? "options alone" : "a command of ascribe",
            suggestion: NearestName.suggestion(for: name, among: names))
        }
        try check(value, against: inner, isTop: false)
      } else {
        guard name == "help" || shape.subcommand(name) == nil else {
          throw value.error(expected: "a table of options, as in [\(name)]")
        }
        let names = shape.optionNames
        guard names.contains(name) else {
          throw value.error(
            found: "the key \"\(name)\"",
            expected: isTop ? "an option of a command" : "an option of `ascribe \(shape.commandName)`",
            suggestion: NearestName.suggestion(for: name, among: names))
        }
        if let option = shape.anyOption(name) { _ = try words(name, option, value) }
      }
    }
  }
}
