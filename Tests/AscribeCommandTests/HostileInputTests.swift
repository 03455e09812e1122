import ArgumentParser
import Foundation
import Ground
import TestSupport
import Testing
import Trajectories

@testable import AscribeCommand

/// Bad inputs as data, `Hostile/*.jsonl`: each ends with exit code 2 and one sentence that says where and what, and leaves
/// nothing behind. The commands are carried out in this process, so that hundreds take seconds.
@Suite struct HostileInputTests {
  /// The files by what is wrong in them.
  private static let groups = [
    "traces", "credits", "hindsight", "values", "policies", "problems", "gzip", "defaults", "plans",
    "results",
    "logs", "mappings", "calls", "keys",
  ]

  /// A bad input: the files that a call finds, the call, and what it says. An argument with `@` names one of the files, or
  /// one that would be written.
  private struct Case: Decodable, Sendable {
    let files: [String: Content]
    let call: [String]
    /// The sentence; its beginning, where `…` stands at the end of what is accepted.
    let says: String

    /// Text, or bytes that are none.
    enum Content: Decodable {
      case bytes([UInt8])

      private enum Field: String, CodingKey { case base64 }

      init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
          self = .bytes(Array(text.utf8))
        } else {
          self = .bytes(Array(try decoder.container(keyedBy: Field.self).decode(Data.self, forKey: .base64)))
        }
      }
    }
  }

  /// What a call does in this process: its exit code and its sentence.
  private struct Answer: Equatable, Sendable {
    var code: Int32
    var sentence: String
  }

  @Test(arguments: groups) func eachIsRefusedWithItsPlaceAndLeavesNothing(group: String) throws {
    let cases = try Self.cases(of: group)
    let flaws = parallelMap(count: cases.count, threads: 4) { Self.flaw(of: cases[$0], number: $0 + 1) }
    for flaw in flaws.compactMap(\.self) { Issue.record("\(group).jsonl:\(flaw)") }
  }

  @Test func thereAreAsManyAsWasPromised() throws {
    #expect(try Self.groups.reduce(0) { try $0 + Self.cases(of: $1).count } >= 600)
    #expect(try Self.groups.allSatisfy { try Self.cases(of: $0).count >= 20 })
  }

  /// What is printed is that sentence alone, on one line of standard error.
  @Test(.tags(.slow), .whereSlowTestsRun, arguments: groups)
  func aProcessSaysTheSame(group: String) throws {
    let one = try #require(Self.cases(of: group).first)
    guard one.call.first != "--defaults" else { return }
    try Workplace.use { place in
      try Self.write(one, to: place.folder.path)
      let before = try place.files()
      let call = try place.ascribe(one.call.map { $0.replacing("@", with: "") })
      let lines = call.complaints.split(separator: "\n")
      #expect(call.code == 2 && lines.count == 1 && call.output.isEmpty)
      #expect(Self.matches(call.complaints.dropFirst("ascribe: error: ".count).dropLast(), one.says))
      #expect(try place.files() == before)
    }
  }

  private static func cases(of group: String) throws -> [Case] {
    let url = Bundle.module.bundleURL.appending(path: "Hostile/\(group).jsonl")
    return try Data(contentsOf: url).split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Case.self, from: $0)
    }
  }

  private static func write(_ one: Case, to folder: String) throws {
    for (name, content) in one.files {
      guard case .bytes(let bytes) = content else { continue }
      try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
    }
  }

  /// What is wrong with the answer to a case; `nil` if nothing is.
  private static func flaw(of one: Case, number: Int) -> String? {
    do {
      return try withTemporaryFolder { folder in
        try write(one, to: folder)
        let arguments = one.call.map { $0.replacing("@", with: "\(folder)/") }
        var answer = answer(to: arguments)
        answer.sentence = answer.sentence.replacing("\(folder)/", with: "")
        let left = Set(try FileManager.default.contentsOfDirectory(atPath: folder)).subtracting(
          one.files.keys)
        if !left.isEmpty { return "\(number): leaves \(left.sorted())" }
        guard answer.code == 2, !answer.sentence.contains(where: \.isNewline),
          matches(answer.sentence[...], one.says)
        else { return "\(number): \(answer) in place of \(one.says)" }
        return nil
      }
    } catch {
      return "\(number): \(error)"
    }
  }

  private static func matches(_ sentence: Substring, _ says: String) -> Bool {
    says.last == "…" ? sentence.hasPrefix(says.dropLast()) : sentence == says
  }

  /// Carries a call out as ``AscribeCLI`` does, but for the process. `--defaults FILE` reads the defaults of a project.
  private static func answer(to arguments: [String]) -> Answer {
    do {
      try FileRoles.$current.withValue(FileRoles(scratch: nil)) {
        if arguments.first == "--defaults" {
          let table = try TOMLFile.read(arguments[1], expected: "defaults of options as TOML")
          _ = try ProjectDefaults(table).applied(to: ["methods", "grpo"])
          return
        }
        try RootCommand.checkName(in: arguments)
        var command = try RootCommand.parseAsRoot(arguments)
        try command.run()
      }
      return Answer(code: 0, sentence: "")
    } catch {
      return Answer(code: AscribeCLI.code(of: error), sentence: AscribeCLI.sentence(for: error))
    }
  }
}
