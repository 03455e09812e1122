import Foundation

/// A call of `ascribe` in a document, with what the document says that it prints.
struct DocumentedCommand: CustomStringConvertible {
  /// The whole call, as the shell reads it.
  let call: String
  /// The lines below it; `...` stands for any number of lines. None where the document shows no output.
  fileprivate(set) var lines: [String] = []

  var description: String { call }
}

/// A Markdown document of the repository, and the calls in its blocks.
struct DocumentedCommands: CustomStringConvertible, Sendable {
  /// The repository.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Where it stands in the repository.
  let path: String

  var description: String { path }

  /// README and every article that calls `ascribe`, by their paths.
  static let all: [DocumentedCommands] = {
    let folders = [
      root.appending(path: "Sources"), root.appending(path: "Critics"), root.appending(path: "Scenarios"),
    ]
    let articles = folders.flatMap { folder in
      (FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? [])
        .filter { $0.pathExtension == "md" }
        .map { String($0.path(percentEncoded: false).dropFirst(root.path(percentEncoded: false).count)) }
    }
    return (["README.md"] + articles.sorted()).map { DocumentedCommands(path: $0) }
      .filter { (try? !$0.commands().isEmpty) ?? false }
  }()

  /// The text of the document.
  func text() throws -> String {
    try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
  }

  /// The calls in order: those behind `$ ascribe` in any block, or `$ head` of what it wrote, and each block of the shell
  /// that calls it, whole.
  func commands() throws -> [DocumentedCommand] {
    var commands: [DocumentedCommand] = []
    var block: (language: Substring, lines: [Substring])?
    for line in try text().split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("```") else {
        block?.lines.append(line)
        continue
      }
      guard let ended = block else {
        block = (line.dropFirst(3), [])
        continue
      }
      block = nil
      if ended.language == "sh" {
        let script = ended.lines.joined(separator: "\n")
        if script.contains("ascribe ") { commands.append(DocumentedCommand(call: "set -e\n\(script)")) }
      } else {
        commands += Self.calls(in: ended.lines)
      }
    }
    return commands
  }

  private static func calls(in lines: [Substring]) -> [DocumentedCommand] {
    var calls: [DocumentedCommand] = []
    var isContinued = false
    var isOfAscribe = false
    for line in lines {
      if isContinued, let last = calls.popLast() {
        isContinued = line.hasSuffix("\\")
        calls.append(DocumentedCommand(call: "\(last.call)\n\(line)"))
      } else if line.hasPrefix("$ ") {
        let call = String(line.dropFirst(2))
        isOfAscribe = call.hasPrefix("ascribe ") || call.hasPrefix("head ")
        guard isOfAscribe else { continue }
        calls.append(DocumentedCommand(call: call))
        isContinued = call.hasSuffix("\\")
      } else if isOfAscribe {
        calls[calls.count - 1].lines.append(String(line))
      }
    }
    return calls
  }
}

/// What a document leaves out of an output is marked; what it shows stands there, in that order.
enum ShownOutput {
  /// The first thing that an output does not have as the lines say; `nil` where it has all.
  static func difference(_ output: String, from lines: [String]) -> String? {
    let printed = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var next = 0
    var isFree = false
    for part in lines.split(separator: "...", omittingEmptySubsequences: false) {
      if !part.isEmpty {
        let rest = printed[next...]
        let starts = isFree ? Array(rest.indices) : [next]
        guard let start = starts.first(where: { printed[$0...].starts(with: part) }) else {
          return "does not print, from line \(next + 1) on:\n\(part.joined(separator: "\n"))\nbut:\n\(output)"
        }
        next = start + part.count
      }
      isFree = true
    }
    guard lines.last != "...", let more = printed[next...].first(where: { !$0.isEmpty }) else { return nil }
    return "prints more than is shown: \(more)"
  }
}
