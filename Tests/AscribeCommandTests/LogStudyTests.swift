import Foundation
import Testing

/// The study from log to credits of the article, on the log that is shipped; ``DocumentedCommandTests`` holds it to what it prints.
@Suite struct LogStudyTests {
  private static let data = DocumentedCommands.root.appending(path: "Examples/data")

  private static func study() throws -> [DocumentedCommand] {
    try DocumentedCommands(path: "Sources/AscribeCommand/AscribeCommand.docc/LogsOfAgents.md").commands()
  }

  private static func addLog(to place: Workplace) throws {
    try place.makeFolder("Examples")
    try FileManager.default.copyItem(at: data, to: place.folder.appending(path: "Examples/data"))
  }

  private static func run(_ command: String, in place: Workplace) throws -> FinishedCall {
    try #require(command.hasPrefix("ascribe "))
    let call = try place.shell("\"$0\"" + command.dropFirst("ascribe".count))
    expectSuccess(call)
    return call
  }

  @Test func theStudyHasThreeCommands() throws {
    #expect(try Self.study().map { $0.call.split(separator: " ")[1] } == ["import", "keys", "attribute"])
  }

  /// What the article says of the first change in the failures, counted anew.
  @Test func theKeyDecidesWhoIsBlamed() throws {
    let study = try Self.study()
    try Workplace.use { place in
      try Self.addLog(to: place)
      let first = try #require(study.first).call
      let last = try #require(study.last).call
      _ = try Self.run(first, in: place)
      let key = try #require(last.firstMatch(of: /--state-key '([^']+)'/))
      for (other, share) in [(String(key.1), 46.0), ("state|times", 20), ("state", 0)] {
        _ = try Self.run(last.replacing(key.0, with: "--state-key '\(other)'"), in: place)
        let found = try Self.blameOfFirstChange(in: place)
        #expect(found.failures == 20)
        #expect((100 * found.share).rounded() == share, "by \(other): \(found.share)")
        try FileManager.default.removeItem(at: place.folder.appending(path: "credits.jsonl"))
      }
    }
  }

  private struct Recorded: Decodable {
    struct Outcome: Decodable { let status: String }
    struct Decision: Decodable { let action: String }
    struct Turn: Decodable { let decisions: [Decision] }
    let episode: String
    let outcome: Outcome
    let turns: [Turn]
  }

  private struct Credit: Decodable {
    let episode: String
    let turn: Int
    let agent: String
    let credit: Double
  }

  /// The share of the failures whose first change has the assistant's lowest credit; equal credits share.
  private static func blameOfFirstChange(in place: Workplace) throws -> (failures: Int, share: Double) {
    let trace = String(decoding: try place.bytes("trace.jsonl"), as: UTF8.self).split(separator: "\n")
    let episodes = try trace.map { try JSONDecoder().decode(Recorded.self, from: Data($0.utf8)) }
    let lines = String(decoding: try place.bytes("credits.jsonl"), as: UTF8.self).split(separator: "\n")
    let records = try lines.dropFirst().map { try JSONDecoder().decode(Credit.self, from: Data($0.utf8)) }
    let credits = Dictionary(grouping: records, by: \.episode)
    let changes = ["rebook_flight(", "cancel_booking(", "change_seat("]
    var failures = 0
    var hits = 0.0
    for episode in episodes where episode.outcome.status == "failure" {
      failures += 1
      let change = try #require(
        episode.turns.firstIndex { turn in
          changes.contains { turn.decisions[0].action.hasPrefix($0) }
        })
      let own = try #require(credits[episode.episode]).filter { $0.agent == "assistant" }
      let least = try #require(own.map(\.credit).min())
      let blamed = own.filter { $0.credit <= least + 1e-9 }.map(\.turn)
      if blamed.contains(change) { hits += 1 / Double(blamed.count) }
    }
    return (failures, hits / Double(failures))
  }

  /// The log is what its script writes, to the last byte.
  @Test(.enabled(if: Python.has("json"), "no Python on this machine"))
  func theScriptWritesTheLog() throws {
    try Workplace.use { place in
      try Self.addLog(to: place)
      let call = try place.shell("python3 Examples/data/make-desk.py")
      #expect(call.code == 0)
      #expect(Data(call.output.utf8) == (try place.bytes("Examples/data/desk.json")))
    }
  }
}
