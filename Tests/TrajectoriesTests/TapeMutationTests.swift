import Testing
import TestSupport

@testable import Trajectories

/// Lines damaged at random, between two sound ones: tapes and records must lead to the same columns, or to the same
/// words about the same fault.
@Suite struct TapeMutationTests {
  private static let tokens = [
    "null", "true", "false", "0", "-1", "2.5", "3.0", "1e2", "-0", "99999999999999999999", "\"x\"", "\"\"",
    "[]", "{}",
    "[1]", "\"p\"", "\"A\"", "\"success\"", ",", ":", "\\u00e9", "\\ud83d", "\"turns\":[]",
    "\"decisions\":[]", "\"aborted\"", "\"row\":7", "\"state\":1,",
  ]

  /// Sound lines with every field, with hardly any, with several agents, with escapes.
  private func lines() throws -> [[UInt8]] {
    var text: [UInt8] = []
    for name in ["E1", "single", "team", "fork", "demo"] { text += try contents(of: worked(name)) + [0x0A] }
    var generator = SplitMix64(seed: 17)
    for _ in 0..<4 { TraceWriter.append(.random(using: &generator), to: &text) }
    return text.split(separator: 0x0A).filter { $0.count < 600 }.map(Array.init)
  }

  private func mutated(_ line: [UInt8], using generator: inout SplitMix64) -> [UInt8] {
    var line = line
    let position = Int.random(in: 0..<line.count, using: &generator)
    let end = min(line.count, position + Int.random(in: 1...8, using: &generator))
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: line[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1: line.removeSubrange(position..<end)
    case 2: line.swapAt(position, Int.random(in: 0..<line.count, using: &generator))
    case 3: line.removeLast(line.count - position)
    case 4: line.insert(contentsOf: line[position..<end], at: position)
    case 5: line[position] = UInt8.random(in: 0...255, using: &generator)
    default: replaceValue(in: &line, from: position, using: &generator)
    }
    return line
  }

  /// Replaces a value, or a name, by a token of perhaps another type.
  private func replaceValue(
    in line: inout [UInt8], from position: Int, using generator: inout SplitMix64
  ) {
    let delimiters = Array(":,[]{}".utf8)
    guard let start = line[position...].firstIndex(where: { delimiters.contains($0) }) else { return }
    let end = line[(start + 1)...].firstIndex { delimiters.contains($0) } ?? line.endIndex
    let token = Self.tokens.randomElement(using: &generator) ?? "null"
    line.replaceSubrange(start + 1..<end, with: token.utf8)
  }

  @Test(arguments: 0..<20)
  func damagedLinesAreReadAlike(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let lines = try lines()
    let before = Array(TraceText.line(episode: #""before""#).utf8)
    let after = Array(TraceText.lineOfDecision(#","observation":"O","judge":1"#).utf8)
    for _ in 0..<120 {
      var line = try #require(lines.randomElement(using: &generator))
      for _ in 0..<Int.random(in: 1...2, using: &generator) where !line.isEmpty {
        line = mutated(line, using: &generator)
      }
      let bytes = Array([before, line, after].joined(separator: [0x0A]))
      let readings = [true, false].map { usesTapes in
        Reading { () throws(TraceError) in
          try TraceReader.read(
            EpisodeLines(ByteSource(bytes, named: "trace.jsonl"), usesTapes: usesTapes))
        }
      }
      #expect(readings[0] == readings[1], "\(String(decoding: line, as: UTF8.self))")
    }
  }
}
