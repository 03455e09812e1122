import Foundation
import Testing

/// Runs a tool of the package in a folder of its own; what it prints, and its exit code.
func runTool(
  _ lines: String..., named name: String = "lighthouse-tool"
) throws -> (text: String, code: Int32) {
  let folder = FileManager.default.temporaryDirectory.appending(path: "lighthouse-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  var (text, code) = ("", Int32(0))
  for line in lines {
    let process = Process()
    process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: name)
    process.arguments = line.split(separator: " ").map(String.init)
    process.currentDirectoryURL = folder
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    code = process.terminationStatus
    guard code == 0 else { break }
  }
  return (text, code)
}

/// The command line with a scenario, a method and a critic of one's own.
@Suite struct ToolTests {
  @Test func methodsListsThem() throws {
    let (list, code) = try runTool("methods")
    #expect(code == 0)
    #expect(list.contains("\nlast-decision ") && list.contains("\nvisit-means "))
    let (card, _) = try runTool("methods last-decision")
    #expect(card.contains("\nweight     1        a number in 0...10  weight of the outcome\n"))
  }

  private static let sampling = "--episodes 32 --batches 2 --threads 1"

  @Test(arguments: [
    "run lighthouse --methods grpo,last-decision(weight=2),visit-means \(sampling)",
    "compare lighthouse --methods last-decision,visit-means \(sampling)",
  ])
  func commandsRunThem(line: String) throws {
    let (text, code) = try runTool(line)
    #expect(code == 0, "\(text)")
    #expect(text.contains("last-decision") && text.contains("visit-means"))
  }

  @Test func criticsHoldsTheCriticAgainstExactValues() throws {
    let (named, code) = try runTool("critics lighthouse --critic visit-means \(Self.sampling)")
    #expect(code == 0, "\(named)")
    #expect(named.contains("visit-means"))
    let (all, _) = try runTool("critics lighthouse \(Self.sampling)")
    #expect(all.contains("visit-means") && !all.contains("last-decision"))
    let (refused, two) = try runTool("critics lighthouse --critic last-decision")
    #expect(two == 2 && refused.contains("\"last-decision\" is no critic"))
  }

  @Test func attributeReadsATraceWithThem() throws {
    let (text, code) = try runTool(
      "run lighthouse --methods grpo --output out \(Self.sampling)",
      "attribute out/trace.jsonl --method last-decision --method visit-means --summary")
    #expect(code == 0, "\(text)")
    #expect(text.contains("last-decision") && text.contains("visit-means"))
  }

  @Test func aSettingOutOfRangeIsRefused() throws {
    let (text, code) = try runTool("run lighthouse --methods last-decision(weight=11)")
    #expect(code == 2)
    #expect(text.contains("parameter \"weight\" is \"11\"; accepted: a number in 0...10."))
  }
}
