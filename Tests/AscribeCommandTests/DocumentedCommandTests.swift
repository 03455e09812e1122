import Foundation
import TestSupport
import Testing

/// README and the articles: what they call works as it stands there, with the files that ship, and prints what they show.
@Suite struct DocumentedCommandTests {
  /// Calls that take minutes in a debug build. `make documented` runs them too, with a release build.
  private static let long = [
    "ascribe run relay --methods", "ascribe run 'shop(size=large)'", "ascribe train relay",
    "ascribe frontier single",
    "ascribe scenarios --families", "ascribe blame", "ascribe compare relay single",
  ]
  private static let runsLong = ProcessInfo.processInfo.environment["ASCRIBE_DOCUMENTED"] == "all"

  /// Calls that need what a reader has, and nothing ships.
  private static let ofReaders = ["ascribe attribute step.jsonl"]

  @Test(.tags(.slow), .whereSlowTestsRun, arguments: DocumentedCommands.all)
  func documentsShowWhatIsPrinted(document: DocumentedCommands) throws {
    try Workplace.use { place in
      try place.makeFolder("Examples")
      try FileManager.default.copyItem(
        at: DocumentedCommands.root.appending(path: "Examples/data"),
        to: place.folder.appending(path: "Examples/data"))
      for file in ["plan.toml": "toml", "policy.json": "json"] {
        try add(file.key, file.value, of: document, to: place)
      }
      for command in try document.commands()
      where !Self.ofReaders.contains(where: command.call.hasPrefix)
        && (Self.runsLong || !Self.long.contains(where: command.call.hasPrefix))
      {
        let done = try place.shell("program=\"$0\"; ascribe() { \"$program\" \"$@\"; }\n\(command.call)")
        // A check that finds a difference ends with 1.
        #expect([0, 1].contains(done.code), "\(document.path): \(command.call)\n\(done.complaints)")
        guard !command.lines.isEmpty else { continue }
        if let difference = ShownOutput.difference(done.output, from: command.lines) {
          Issue.record("\(document.path): \(command.call)\n\(difference)")
        }
      }
    }
  }

  /// A file that a document shows before it is used.
  private func add(_ name: String, _ language: String, of document: DocumentedCommands, to place: Workplace)
    throws
  {
    let text = try document.text()
    guard text.contains(name), let start = text.firstRange(of: "```\(language)\n"),
      let end = text[start.upperBound...].firstRange(of: "\n```")
    else { return }
    try place.write(String(text[start.upperBound..<end.lowerBound]) + "\n", to: name)
  }

  /// The README and enough articles are among them, so that an empty list does not pass for a good one.
  @Test func documentsAreFound() throws {
    #expect(DocumentedCommands.all.first?.path == "README.md")
    #expect(DocumentedCommands.all.count >= 12)
    #expect(try DocumentedCommands.all.reduce(0) { try $0 + $1.commands().count } >= 30)
  }

  @Test func gapsAndOrderAreSeen() {
    let output = "a\nb\nc\nd\n"
    for good in [["a", "b", "c", "d"], ["...", "c", "..."], ["a", "...", "d"], ["...", "d"]] {
      #expect(ShownOutput.difference(output, from: good) == nil, "\(good)")
    }
    for bad in [
      ["b", "..."], ["a", "b"], ["...", "c", "b", "..."], ["...", "d", "...", "a", "..."], ["a", "...", "x"],
    ] {
      #expect(ShownOutput.difference(output, from: bad) != nil, "\(bad)")
    }
  }

  /// Files that documents of the repository link to are there, and so are headings.
  @Test(arguments: [
    "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "Benchmarks/README.md",
  ])
  func linksLeadSomewhere(path: String) throws {
    let document = DocumentedCommands.root.appending(path: path)
    let text = try String(contentsOf: document, encoding: .utf8)
    for link in text.matches(of: /\]\(([^)\s]+)\)/).map({ String($0.1) }) where !link.hasPrefix("https://") {
      let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let target =
        parts[0].isEmpty ? document : document.deletingLastPathComponent().appending(path: parts[0])
      #expect(FileManager.default.fileExists(atPath: target.path(percentEncoded: false)), "\(path): \(link)")
      guard parts.count == 2, let linked = try? String(contentsOf: target, encoding: .utf8) else { continue }
      let headings = linked.split(separator: "\n").filter { $0.hasPrefix("#") }.map { heading in
        heading.drop { $0 == "#" || $0 == " " }.lowercased().replacing(" ", with: "-")
          .filter { $0.isLetter || $0.isNumber || $0 == "-" }
      }
      #expect(headings.contains(parts[1]), "\(path): \(link)")
    }
  }
}
