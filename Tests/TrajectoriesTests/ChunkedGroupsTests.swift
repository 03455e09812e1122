import Foundation
import TestSupport
import Testing

@testable import Trajectories

/// A trace that several threads read, held to the one that is read line by line: the same batches down to the numbering of
/// symbols, and the same words about the first fault.
@Suite struct ChunkedGroupsTests {
  /// All batches of a reader, and how it ended.
  private struct Outcome: Equatable, CustomStringConvertible {
    var batches: [Reading] = []
    var end = "end"

    init(_ next: () throws(TraceGroupsError) -> TrajectoryBatch?) {
      do throws(TraceGroupsError) {
        while let batch = try next() { batches.append(Reading { () throws(TraceError) in batch }) }
      } catch {
        end = error.description
      }
    }

    var description: String { "\(batches.count) batches, then \(end)" }
  }

  private func lineByLine(_ text: [UInt8], bytes: Int) -> Outcome {
    var groups = LineGroups(EpisodeLines(ByteSource(text, named: "t.jsonl")), bytes: bytes)
    return Outcome { () throws(TraceGroupsError) in try groups.next()?.whole }
  }

  private func chunked(_ text: [UInt8], bytes: Int, threads: Int, chunkSize: Int) -> Outcome {
    let groups = ChunkedGroups(
      ByteSource(text, named: "t.jsonl"), bytes: bytes, threads: threads, chunkSize: chunkSize)
    return Outcome { () throws(TraceGroupsError) in try groups.next(beside: 0) { _ in }?.whole }
  }

  /// The same of a file, whose chunks are read by those who parse them, and in pieces.
  private func inPieces(
    _ source: consuming ByteSource, bytes: Int, threads: Int, chunkSize: Int
  ) -> (outcome: Outcome, pieces: [BatchPieces]) {
    let groups = ChunkedGroups(source, bytes: bytes, threads: threads, inPieces: true, chunkSize: chunkSize)
    var all: [BatchPieces] = []
    let outcome = Outcome { () throws(TraceGroupsError) in
      let pieces = try groups.next(beside: 0) { _ in }
      if let pieces { all.append(pieces) }
      return pieces?.whole
    }
    return (outcome, all)
  }

  /// Pieces are whole tasks, and what a reader makes of their lines alone.
  private func expectPieces(_ all: [BatchPieces], of text: [UInt8]) {
    let lines = text.split(whereSeparator: { $0 == UInt8(ascii: "\n") })
    var first = 0
    for batch in all {
      let start = first
      var tasks: Set<ByteName> = []
      for index in 0..<batch.count {
        let piece = batch[index]
        #expect(batch.episodeCount(ofFirst: index) == first - start)
        let own = Array(lines[first..<first + piece.episodeCount].joined(separator: [UInt8(ascii: "\n")]))
        #expect(
          Reading { () throws(TraceError) in piece }
            == Reading { () throws(TraceError) in try TraceReader.read(own, named: "t.jsonl") })
        let names = Set(piece.symbols.tasks.names.map { ByteName($0) })
        #expect(names.isDisjoint(with: tasks))
        tasks.formUnion(names)
        first += piece.episodeCount
      }
      #expect(first - start == batch.whole.episodeCount)
    }
  }

  /// Lines of random episodes with names of their own, in runs of tasks, so that some files come in many batches.
  private func lines(using generator: inout SplitMix64) -> [String] {
    var lines: [String] = []
    for run in 0..<Int.random(in: 1...12, using: &generator) {
      var text: [UInt8] = []
      var batch = TrajectoryBatch.random(using: &generator)
      // Other lengths of factors than the first would end every reading early.
      if run > 0 { batch.decisions.factors = nil }
      if Bool.random(using: &generator) { batch.decisions.observation = nil }
      if Bool.random(using: &generator) { batch.turns.segment = nil }
      TraceWriter.append(batch, to: &text)
      for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
        lines.append(
          String(line).replacing(#""episode":""#, with: #""episode":"\#(lines.count)/"#, maxReplacements: 1)
            .replacing(#""task":""#, with: #""task":"\#(run / 2) "#, maxReplacements: 1))
      }
    }
    return lines
  }

  @Test(arguments: 0..<60)
  func soundFilesAreReadAlike(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var lines = lines(using: &generator)
    if seed % 2 == 0 { lines.sort() }
    let newline = seed % 3 == 0 ? "\r\n" : "\n"
    var text = lines.joined(separator: newline)
    if seed % 5 == 0 { text = "\u{FEFF}" + text }
    if seed % 7 != 0 { text += newline }
    if seed % 4 == 0 { text += "\n \n\t\n" }
    try expectAlike(Array(text.utf8), using: &generator)
  }

  /// Names that come again, factors of another length, blank lines, and bytes that are no JSON, here and there.
  @Test(arguments: 0..<120)
  func faultsAreFoundAlike(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: 1000 + seed)
    var lines = lines(using: &generator)
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      let place = Int.random(in: 0..<lines.count, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: lines.append(lines[place])
      case 1:
        lines[place] = TraceText.line(
          episode: "\"\(seed) \(place)\"",
          turns: "[\(TraceText.turn(decisions: "[\(TraceText.decision(more: #","factors":[1,2,3,4]"#))]"))]")
      case 2: lines.insert(" ", at: place)
      case 3: lines[place] = String(lines[place].dropLast(Int.random(in: 1...9, using: &generator)))
      case 4: lines[place] = lines[place].replacing(#""state""#, with: #""stat""#)
      default: lines.append("\u{FEFF}" + lines[place])
      }
    }
    try expectAlike(Array(lines.joined(separator: "\n").utf8), using: &generator)
  }

  private func expectAlike(_ text: [UInt8], using generator: inout SplitMix64) throws {
    for bytes in [1, 2000, 6000, Int.max] {
      let expected = lineByLine(text, bytes: bytes)
      for threads in [1, 2, 5] {
        let size = [1, 700, 3000, 1 << 20].randomElement(using: &generator) ?? 1
        let found = chunked(text, bytes: bytes, threads: threads, chunkSize: size)
        #expect(found == expected, "batches of \(bytes), \(threads) threads, chunks of \(size)")
        let pieces = inPieces(
          ByteSource(text, named: "t.jsonl"), bytes: bytes, threads: threads, chunkSize: size)
        #expect(pieces.outcome == expected, "batches of \(bytes), \(threads) threads, pieces of \(size)")
        expectPieces(pieces.pieces, of: text)
      }
    }
    try withTemporaryFolder { folder in
      let path = "\(folder)/t.jsonl"
      try Data(text).write(to: URL(filePath: path))
      for bytes in [1, 2000, Int.max] {
        let size = [1, 700, 3000].randomElement(using: &generator) ?? 1
        let found = inPieces(
          try ByteSource(path, expected: "a trace"), bytes: bytes, threads: 3, chunkSize: size)
        var expected = lineByLine(text, bytes: bytes)
        expected.end = expected.end.replacing("t.jsonl", with: path)
        #expect(found.outcome == expected, "batches of \(bytes) of a file, pieces of \(size)")
        expectPieces(found.pieces, of: text)
      }
    }
  }

  /// Tasks that stand together stay by themselves wherever chunks end: nothing is joined, whatever the sizes.
  @Test func piecesFollowTasks() throws {
    var text = ""
    for task in 0..<40 {
      for episode in 0..<4 {
        text += TraceText.line(task: "\"task \(task)\"", episode: "\"\(task)-\(episode)\"") + "\n"
      }
    }
    let lines = Array(text.utf8)
    let size = lines.count / 40
    for parts in [3, 5, 8] {
      let found = inPieces(
        ByteSource(lines, named: "t"), bytes: 20 * size, threads: 2, chunkSize: parts * size)
      #expect(found.outcome == lineByLine(lines, bytes: 20 * size))
      #expect(found.pieces.allSatisfy { $0.count > 20 / parts - 1 })
    }
    let whole = inPieces(ByteSource(lines, named: "t"), bytes: .max, threads: 2, chunkSize: 4 * size)
    #expect(whole.pieces.count == 1 && whole.pieces.first.map { $0.count >= 8 } == true)
  }

  /// A task that is longer than chunks is one piece, and so are tasks that stand among each other.
  @Test func whatBelongsTogetherIsOnePiece() {
    for tasks in [["a"], ["a", "b"]] {
      let lines = (0..<100).map {
        TraceText.line(task: "\"\(tasks[$0 % tasks.count])\"", episode: "\"\($0)\"")
      }
      let text = Array(lines.joined(separator: "\n").utf8)
      let found = inPieces(ByteSource(text, named: "t"), bytes: .max, threads: 3, chunkSize: 1000)
      #expect(found.outcome == lineByLine(text, bytes: .max))
      #expect(found.pieces.map(\.count) == [1])
    }
  }

  @Test func anEmptyFileIsRefused() {
    for text in ["", "\n", " \n\n"] {
      #expect(
        chunked(Array(text.utf8), bytes: 1, threads: 2, chunkSize: 10).end
          == "t.jsonl: the file is empty; expected at least one episode.")
    }
  }

  /// After a fault every call says the same.
  @Test func afterAFaultThereIsNoFurtherBatch() {
    let text = [#""a""#, #""b""#, #""a""#].enumerated().map {
      TraceText.line(task: $1, episode: "\"\($0)\"")
    }.joined(separator: "\n")
    let groups = ChunkedGroups(
      ByteSource(Array(text.utf8), named: "t.jsonl"), bytes: 1, threads: 2, chunkSize: 50)
    var errors: [TraceGroupsError] = []
    for _ in 0..<5 {
      do throws(TraceGroupsError) { _ = try groups.next(beside: 0) { _ in } } catch { errors.append(error) }
    }
    let expected = TaskReturn(file: "t.jsonl", task: "a", line: 3, lastLine: 1, isRepeatable: true)
    #expect(errors == Array(repeating: .returned(expected), count: 3))
  }

  /// What a damaged gzip file has before the damage is read, and its own faults come first.
  @Test func damageComesAfterWhatIsBeforeIt() throws {
    try withTemporaryFolder { folder in
      let lines = (0..<4000).map { TraceText.line(episode: "\"\($0)\"") }
      for faulty in [nil, 5] as [Int?] {
        var lines = lines
        if let faulty { lines[faulty] = "{}" }
        let packed = try gzip(lines.joined(separator: "\n"))
        let path = "\(folder)/t\(faulty ?? 0).jsonl.gz"
        try Data(packed.dropLast(40)).write(to: URL(filePath: path))
        let groups = ChunkedGroups(
          try ByteSource(path, expected: "a trace"), bytes: .max, threads: 3, chunkSize: 4000)
        let end = Outcome { () throws(TraceGroupsError) in try groups.next(beside: 0) { _ in }?.whole }.end
        #expect(
          end
            == (faulty == nil
              ? "\(path): the file is cut short (its gzip data ends inside a member); expected a trace."
              : "\(path):6: field \"schema\" is missing; expected \"ascribe.trace/1\"."))
      }
    }
  }

  /// Work beside the reading is done once each, whatever becomes of the reading.
  @Test func otherWorkIsDone() {
    for text in ["{}", TraceText.line()] {
      let groups = ChunkedGroups(ByteSource(Array(text.utf8), named: "t"), bytes: 1, threads: 4)
      let counts = Counts(100)
      _ = try? groups.next(beside: 100) { counts.count($0) }
      #expect(counts.all.allSatisfy { $0 == 1 })
    }
  }
}
