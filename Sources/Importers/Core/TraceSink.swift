package import Trajectories

/// An episode as an importer found it, before it has an outcome and a name of its own.
package struct EpisodeDraft {
  /// Group key.
  package var task: String
  /// Identifier, perhaps not unique.
  package var name: String
  package var turns: [Turn] = []
  package var outcome = RecordedOutcome()
  /// What was seen after the last turn; `nil` where the log ends with it.
  package var rest: String?
  package var annotation: EpisodeColumns.Annotation?
  package var fork: EpisodeColumns.Fork?
  package var rollout: String?

  package init(task: String, name: String) {
    self.task = task
    self.name = name
  }
}

/// Where an episode stands in a log, for errors about it as a whole.
package struct LogPlace: Sendable {
  package var file: String
  package var line: Int?
  package var path: String?

  package init(file: String, line: Int? = nil, path: String? = nil) {
    self.file = file
    self.line = line
    self.path = path
  }

  package init(_ node: JSONNode) {
    file = node.document.file
    line = node.document.line
    let path = node.path
    self.path = path.isEmpty ? nil : path
  }

  /// The place in words.
  var text: String { (line.map { "\(file):\($0)" } ?? file) + (path.map { ": \($0)" } ?? "") }

  func error(_ field: String? = nil, found: String, expected: String, suggestion: String? = nil) -> TraceError
  {
    let parts = [path, field].compactMap(\.self)
    return TraceError(
      file: file, line: line, field: parts.isEmpty ? nil : parts.joined(separator: "."), found: found,
      expected: expected, suggestion: suggestion)
  }
}

/// Takes the next lines of a trace.
package typealias TraceOutput = ([UInt8]) throws(FileError) -> Void

/// Where importers put what they read: episodes become lines of a trace, all else is counted.
package final class TraceSink {
  /// What becomes of the lines.
  private let write: TraceOutput
  private let options: ImportOptions
  private var buffer: [UInt8] = []
  private var names: [String: Int] = [:]
  private var tasks: Set<String> = []
  private var account: ImportAccount
  private var read = Tally()
  private var dropped = Tally()
  private var guessed = Tally()
  private var outcomes = Tally()
  private var decisions = DecisionTally()
  /// Whether a task came back after its episodes were written, so that the files have to be read whole.
  package var needsWhole = false
  /// The failure of a write, kept for ``finish()`` since importers throw errors of logs alone.
  private var failure: FileError?

  /// A sink that hands lines on in pieces of about a megabyte.
  package init(format: String, _ options: ImportOptions, write: @escaping TraceOutput) {
    account = ImportAccount(format: format)
    self.options = options
    self.write = write
  }

  /// Notes a file that is read.
  package func begin(_ file: String) { account.files.append(file) }

  /// Counts what was read.
  package func note(read what: String, _ count: Int = 1) { read.add(what, count) }
  /// Counts what was left out.
  package func note(dropped what: String, _ count: Int = 1, at place: @autoclosure () -> LogPlace? = nil) {
    dropped.add(what, count, first: place()?.text)
  }
  /// Counts what was guessed.
  package func note(guessed what: String, _ count: Int = 1, at place: @autoclosure () -> LogPlace? = nil) {
    guessed.add(what, count, first: place()?.text)
  }

  /// Runs the reading of one episode; a lenient import leaves out one that breaks its format.
  package func attempt(_ body: () throws(TraceError) -> Void) throws(TraceError) {
    do {
      try body()
    } catch {
      guard options.isLenient else { throw error }
      dropped.add("episodes that break their format", first: "\(error)")
    }
  }

  /// Adds an episode.
  ///
  /// - Returns: Its name in the trace; `nil` for one that is left out.
  /// - Throws: ``TraceError`` for an episode that does not say how it ended where no rule does, and for values that no
  ///   trace can hold.
  @discardableResult package func add(
    _ draft: EpisodeDraft, at place: @autoclosure () -> LogPlace
  ) throws(TraceError) -> String? {
    try add(episode: draft, at: place())
  }

  /// Adds an episode in any form.
  @discardableResult func add(
    episode draft: some ImportedEpisode, at place: @autoclosure () -> LogPlace
  ) throws(TraceError) -> String? {
    guard draft.hasDecisions else {
      dropped.add("episodes without a decision", first: place().text)
      return nil
    }
    let status: OutcomeStatus
    switch options.outcome.resolve(draft.outcome) {
    case .ended(let found, let guess):
      status = found
      if let guess { guessed.add(guess, first: place().text) }
    case .skipped:
      dropped.add("episodes that do not say how they ended (--outcome skip)", first: place().text)
      return nil
    case .unknown: throw unknownEnd(of: draft.name, draft.outcome, at: place())
    }
    try EpisodeCheck.score(draft.outcome.score, place)
    try draft.check(place)
    let name = uniqueName(draft.name, place)
    let final: String
    switch status {
    case .success, .failure: final = "end:\(status)"
    case .truncated, .aborted: final = draft.rest ?? "end:\(status)"
    }
    draft.write(as: name, status, final: final, to: &buffer)
    account.episodes += 1
    account.turns += draft.turnCount
    tasks.insert(draft.task)
    outcomes.add(status.description)
    draft.count(&decisions)
    if buffer.count >= 1 << 20 { flush() }
    return name
  }

  /// The account, when all is written.
  package func finish() throws -> ImportAccount {
    flush()
    if let failure { throw failure }
    account.tasks = tasks.count
    account.decisions = decisions.decisions
    account.outcomes = outcomes.entries
    account.agents = decisions.agents.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
      .map {
        .init(what: $0.key.name, count: $0.value, first: nil)
      }
    read.add("decisions with their number of tokens", decisions.tokensKnown)
    account.read = read.entries
    account.dropped = dropped.entries
    account.guessed = guessed.entries
    return account
  }

  /// How many episodes there are so far.
  package var episodeCount: Int { account.episodes }
}

extension TraceSink {
  private func flush() {
    guard failure == nil else { return buffer.removeAll(keepingCapacity: true) }
    do { try write(buffer) } catch { failure = error }
    buffer.removeAll(keepingCapacity: true)
  }

  /// A name that no other episode has: the second `x` becomes `x#2`.
  private func uniqueName(_ name: String, _ place: () -> LogPlace) -> String {
    guard let count = names[name] else {
      names[name] = 1
      return name
    }
    var number = count + 1
    while names["\(name)#\(number)"] != nil { number += 1 }
    names[name] = number
    names["\(name)#\(number)"] = 1
    guessed.add("episodes of a name that was taken: the second NAME is NAME#2", first: place().text)
    return "\(name)#\(number)"
  }

  private func unknownEnd(of name: String, _ outcome: RecordedOutcome, at place: LogPlace) -> TraceError {
    let ending = outcome.ending.map { ", which ended with \($0)" } ?? ""
    let found = outcome.score.map { "known only by the score \($0)" } ?? "missing"
    return TraceError(
      file: place.file, line: place.line, field: place.path.map { "\($0): outcome" } ?? "outcome",
      found: "\(found) for episode \(JSONValue.string(name).summary)\(ending)",
      expected: outcome.score == nil
        ? "what the log says of success, or a rule: --outcome success, failure, truncated or skip"
        : "a score of 0 or 1, or a rule: --outcome 'score>=X'")
  }
}
