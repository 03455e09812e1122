import ArgumentParser
import Foundation

/// The options for the store of runs.
struct StoreOptions: ParsableArguments {
  @Option(
    help:
      "A store of runs, an SQLite file, for what was asked and found; made if it is not there. (default: what ASCRIBE_STORE says)"
  )
  var store: String?

  @Option(help: "With a store: the experiment that the run belongs to. (default: default)")
  var experiment: String?

  @Option(name: .customLong("run-name"), help: "With a store: what the run is called.")
  var runName: String?

  @Option(help: "With a store: a tag of the run, NAME=VALUE; may be repeated.")
  var tag: [String] = []

  @Option(name: .customLong("parent-run"), help: "With a store: the run that this one is a part of.")
  var parentRun: String?

  /// The variable that names a store for all commands.
  static let variable = "ASCRIBE_STORE"

  /// The store that the environment names.
  static var named: String? {
    ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The options that take a value, for command lines that are to be run without them.
  static let names = ["--store", "--experiment", "--run-name", "--tag", "--parent-run"]

  /// A command line without them: what it asks for, wherever that is stored.
  static func without(_ arguments: [String]) -> [String] { WordList.without(arguments, options: names) }

  /// The store, if there is to be one.
  ///
  /// - Throws: ``UsageError`` for an empty path, and for options that say something of a store where there is none.
  func checkedPath() throws(UsageError) -> String? {
    try checkPath(store, of: "--store")
    if let path = store ?? Self.named { return path }
    let options: [(Bool, String)] = [
      (experiment != nil, "--experiment"), (runName != nil, "--run-name"), (!tag.isEmpty, "--tag"),
      (parentRun != nil, "--parent-run"),
    ]
    if let option = options.first(where: \.0)?.1 {
      throw UsageError(
        description: "\(option) is for a store of runs: give --store, or set \(Self.variable).")
    }
    return nil
  }

  /// The tags by name.
  func checkedTags() throws(UsageError) -> [String: String] {
    var tags: [String: String] = [:]
    for text in tag {
      let (name, value) = try Self.tag(text, of: "--tag")
      guard tags.updateValue(value, forKey: name) == nil else {
        throw UsageError(description: "--tag: \"\(name)\" is given twice.")
      }
    }
    return tags
  }

  /// The name of an experiment or a run, which shows.
  func checkedName(_ name: String?, of option: String) throws(UsageError) -> String? {
    if name?.isEmpty == true { throw UsageError(description: "\(option) is empty; expected a name.") }
    return name
  }

  /// A name with its value.
  static func tag(_ text: String, of option: String) throws(UsageError) -> (name: String, value: String) {
    guard let end = text.firstIndex(of: "="), end > text.startIndex else {
      throw UsageError(description: "\(option) is \"\(text)\"; expected NAME=VALUE.")
    }
    return (String(text[..<end]), String(text[text.index(after: end)...]))
  }
}

/// A command that makes a result, which a store of runs can keep.
protocol RecordedCommand: ParsableCommand {
  /// The options for the store of runs.
  var store: StoreOptions { get }
}
