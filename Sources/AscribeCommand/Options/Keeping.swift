import Ascribe
import Foundation
import Reports
import Trajectories

/// Where a command keeps the measures of its batches: beside its output while it works, so that it can go on after its end,
/// or as a part that others are joined with; and who makes them.
struct Keeping {
  /// What is kept.
  private let measures: KeptMeasures
  /// Who makes the batches.
  private let role: Role
  private let journal: Journal?
  /// What a command or a part writes.
  private let output: String?

  private enum Role {
    /// This process makes what is missing.
    case alone
    /// It makes one part, with these batches of each engine, unless it was made before.
    case part([Range<Int>], isComplete: Bool)
    /// It makes them with others, so many of each engine.
    case team([Range<Int>])
  }

  /// The measures of parts that are joined.
  init(merged measures: KeptMeasures) {
    self.measures = measures
    (role, journal, output) = (.alone, nil, nil)
  }

  /// Measures that processes share without keeping them in files.
  init(sharing batches: [Int]) {
    measures = KeptMeasures(from: [], adding: nil, isShared: true)
    (role, journal, output) = (.team(batches.map { 0..<$0 }), nil, nil)
  }

  /// Opens the files beside an output.
  ///
  /// - Parameters:
  ///   - output: The output.
  ///   - header: What is kept.
  ///   - part: Which part is done; `nil` for all.
  ///   - resumes: Whether unfinished work is gone on with. A part always is, since doing it again must do no harm.
  init(_ output: String, _ header: MeasuresHeader, part: Shard?, resumes: Bool) throws {
    let output = part.map { output.replacing("{shard}", with: $0.fileName) } ?? output
    self.output = output
    let unfinished = UnfinishedFiles(of: output)
    if let part, UnfinishedFiles.stands(output) {
      try header.check(Journal(opening: output, isToGrow: false), isPart: part)
      measures = KeptMeasures(from: [], adding: nil)
      (journal, role) = (nil, .part(header.batches, isComplete: true))
      return
    }
    role =
      part != nil
      ? .part(header.batches, isComplete: false) : Team.current != nil ? .team(header.batches) : .alone
    let before = try unfinished.open(expecting: header, resumes: resumes || part != nil)
    let own = before.first { $0.path == unfinished.own }
    journal =
      try own
      ?? Journal(
        creating: unfinished.own, header: header.line(), makesFolders: part != nil)
    measures = KeptMeasures(from: before, adding: journal, isShared: Team.current != nil)
  }

  /// The measures of one of the engines.
  func part(_ index: Int = 0, files: KeptPart.Files? = nil) -> KeptPart {
    KeptPart(index, of: measures, files: files)
  }

  /// Makes what another process needs of this one.
  ///
  /// - Parameters:
  ///   - works: The engines.
  ///   - units: What their pieces are called.
  ///   - files: What a batch adds to the output files.
  func makePart(
    of works: [any SharedWork], _ units: String = "batches", files: KeptPart.Files? = nil
  ) throws {
    guard case .part(let batches, let isComplete) = role else { return try share(works, files: files) }
    if !isComplete {
      let progress = Progress(batches.reduce(0) { $0 + $1.count }, units)
      defer { progress.finish() }
      var done = 0
      for (place, work) in works.enumerated() {
        try during {
          try work.keep(in: part(place, files: files), on: batches[place]) { progress.update(done + $0) }
        }
        done += batches[place].count
      }
      if let output { try journal?.finish(as: output) }
    }
    let ranges = batches.map { $0.isEmpty ? "none" : "\($0.lowerBound + 1) to \($0.upperBound)" }
    tellOfPart(wasThere: isComplete, "\(units) \(ranges.joined(separator: ", "))")
  }

  /// Makes a part that is a single record, unless it was made before.
  ///
  /// - Parameters:
  ///   - what: What the part has, for whoever waits for it.
  ///   - work: Keeps the record, by its number.
  func makePart(_ what: String, _ work: (KeptPart, Int) throws -> Void) throws {
    guard case .part(let batches, let isComplete) = role, let place = batches.first?.first else { return }
    if !isComplete {
      try during { try work(part(), place) }
      if let output { try journal?.finish(as: output) }
    }
    tellOfPart(wasThere: isComplete, what)
  }

  private func tellOfPart(wasThere: Bool, _ what: String) {
    Terminal.tell(
      wasThere ? "\(output ?? "") has this part already." : "Written to \(output ?? ""): \(what).")
  }

  /// Makes batches together with other processes, and gives what all made to the first one. Nothing is done where there are
  /// none.
  ///
  /// Each takes the next batch when it is done with one, so that uneven ones keep nobody waiting.
  func share(_ works: [any SharedWork], files: KeptPart.Files? = nil) throws {
    guard case .team(let batches) = role, let team = Team.current else { return }
    Team.agree(on: nil)
    for (place, work) in works.enumerated() {
      let missing = batches[place].filter { !measures.contains(JournalKey(part: place, batch: $0)) }
      team.restart()
      var next = team.next()
      while next < missing.count {
        try during {
          try work.keep(in: part(place, files: files), on: missing[next]..<missing[next] + 1) { _ in }
        }
        next = team.next()
      }
    }
    for bytes in team.gather(measures.bytes) ?? [] { measures.add(bytes) }
  }

  /// Carries out work whose finished batches are kept. Where the disk fails they stay, to go on with; what fails otherwise
  /// would fail again, and leaves nothing behind.
  func during<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch {
      if !(error is FileError) { journal?.remove() }
      throw error
    }
  }

  /// Ends work that is complete: what was kept of it is not needed any more.
  func end() {
    journal?.remove()
    output.map { UnfinishedFiles(of: $0).remove() }
  }
}

extension Keeping? {
  /// The same where something may be kept.
  func during<Result>(_ work: () throws -> Result) throws -> Result {
    guard let self else { return try work() }
    return try self.during(work)
  }
}
