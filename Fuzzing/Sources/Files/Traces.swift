import FuzzTargets
@testable import Trajectories

/// A trace is refused or read; what is read is written, and reads back the same; and readers of batches, line by line and in
/// chunks, find the same episodes or the same fault.
func readTrace(_ bytes: [UInt8]) {
  let whole: TrajectoryBatch?
  do throws(TraceError) {
    whole = try TraceReader.read(bytes, named: "input")
  } catch {
    checkSentence("\(error)")
    whole = nil
  }
  let lines = grouped { LineGroups(EpisodeLines(ByteSource(bytes, named: "input")), bytes: 1) }
  for inPieces in [false, true] {
    let chunks = chunked(bytes, inPieces: inPieces)
    check(lines == chunks, "chunks are read as \(chunks), lines as \(lines)")
  }
  guard let whole else { return }
  let text = written(whole)
  guard let again = try? TraceReader.read(text, named: "written") else {
    fail("what was written is refused: \(String(decoding: text, as: UTF8.self))")
  }
  check(written(again) == text, "the written trace reads back differently")
  check(isEqual(whole, again), "columns read back differently")
}

/// What a reader of batches found: the lines of its batches, and its fault.
private struct Found: Equatable {
  var batches: [[UInt8]] = []
  var fault: TraceGroupsError?
}

private func grouped(_ make: () -> LineGroups) -> Found {
  var found = Found()
  var groups = make()
  do throws(TraceGroupsError) {
    while let batch = try groups.next() { found.batches.append(written(batch.whole)) }
  } catch {
    found.fault = error
  }
  return found
}

private func chunked(_ bytes: [UInt8], inPieces: Bool) -> Found {
  var found = Found()
  let groups = ChunkedGroups(
    ByteSource(bytes, named: "input"), bytes: 1, threads: 1, inPieces: inPieces, chunkSize: 256)
  do throws(TraceGroupsError) {
    while let batch = try groups.next(beside: 0, { _ in }) { found.batches.append(written(batch.whole)) }
  } catch {
    found.fault = error
  }
  return found
}

private func written(_ batch: TrajectoryBatch) -> [UInt8] {
  var text: [UInt8] = []
  TraceWriter.append(batch, to: &text)
  return text
}

/// Whether two batches have the same columns, number by number; symbols may be numbered differently.
private func isEqual(_ first: TrajectoryBatch, _ second: TrajectoryBatch) -> Bool {
  func bits(_ numbers: [Double]?) -> [UInt64]? { numbers.map { $0.map(\.bitPattern) } }
  return first.episodes.turnStart == second.episodes.turnStart
    && first.turns.decisionStart == second.turns.decisionStart
    && first.episodes.status == second.episodes.status
    && bits(first.episodes.score) == bits(second.episodes.score)
    && bits(first.turns.reward) == bits(second.turns.reward)
    && first.turns.segment == second.turns.segment
    && first.decisions.valid == second.decisions.valid
    && first.decisions.tokens == second.decisions.tokens
}

/// Credits are refused or read, alone and for a batch; what a batch's credits are written as reads back the same.
func readCredits(_ bytes: [UInt8]) {
  do throws(TraceError) {
    _ = try CreditsReader.read(bytes, named: "input")
  } catch {
    checkSentence("\(error)")
  }
  do throws(TraceError) {
    let (header, credits) = try CreditsReader.read(bytes, named: "input", for: batch)
    let text = written(header, credits)
    do throws(TraceError) {
      let again = try CreditsReader.read(text, named: "written", for: batch)
      check(again.header == header, "the written header reads back differently")
      check(written(again.header, again.credits) == text, "the written credits read back differently")
      check(
        again.credits.values.map(\.bitPattern) == credits.values.map(\.bitPattern),
        "the written numbers read back differently")
    } catch {
      fail("what was written is refused: \(error)")
    }
  } catch {
    checkSentence("\(error)")
  }
}

private func written(_ header: CreditsHeader, _ credits: Credits) -> [UInt8] {
  var text: [UInt8] = []
  CreditsWriter.append(header, to: &text)
  do throws(CreditsError) {
    try CreditsWriter.append(
      credits.values, reasons: credits.reasons, intervals: credits.intervals, of: batch, to: &text)
  } catch {
    fail("what was read cannot be written: \(error)")
  }
  return text
}

/// Hindsight probabilities are refused or read.
func readHindsight(_ bytes: [UInt8]) {
  do throws(TraceError) {
    let records = try HindsightReader.read(bytes, named: "input")
    check(records.allSatisfy { (0...1).contains($0.probability) }, "a probability outside of 0...1")
    check(Set(records).count == records.count, "an entry twice")
  } catch {
    checkSentence("\(error)")
  }
}

/// Values of states are refused or read.
func readValues(_ bytes: [UInt8]) {
  do throws(ValueFileError) {
    let file = try ValueFile(bytes, named: "input")
    check(file.value(of: "A", in: "t").map(\.isFinite) ?? true, "a value that is no number")
  } catch {
    checkSentence("\(error)")
  }
}

/// A policy is refused or read.
func readPolicy(_ bytes: [UInt8]) {
  do throws(PolicyEntriesError) {
    let policy = try PolicyEntries(
      bytes, values: ["probabilities", "logits"], otherwise: ["uniform", "default"])
    check(
      policy.agents.values.allSatisfy { $0.values.allSatisfy { $0.values.allSatisfy(\.isFinite) } },
      "a number that is none")
  } catch {
    checkSentence(error.reason, names: "f")
  }
}
