import Trajectories

/// The trajectories of a sample of Inspect AI: the one that it begins with, and its branches, each of which goes on from an
/// anchor of another one.
///
/// A branch is a span of that type that holds a `branch` event. What stands in the span before that event plays the parent's
/// turns again, and is none of its own.
struct InspectTrajectories {
  /// One way through the sample, with the turns that it shares with its parent.
  struct Path {
    /// The branch's name; `nil` for the way that the sample begins with.
    let name: String?
    /// Where it leaves another way.
    var origin: (path: Int, turn: Int)?
    var turns: [Turn] = []
    /// The turn of each call of a tool that waits for its answer.
    var turnOfCall: [String: Int] = [:]
    var isReplaying = false
  }

  /// How a way ended that was left for another one.
  private static let left = "no end of its own (the sample went on in another branch)"

  private(set) var paths = [Path(name: nil)]
  /// The way in which the model was called last.
  private(set) var last = 0
  /// The spans that are branches.
  private let branches: Set<String>
  private var pathOfSpan: [String: Int] = [:]
  private var anchors: [String: (path: Int, turn: Int)] = [:]

  /// The ways of a sample with these events.
  init(_ events: [JSONNode]) {
    branches = Set(
      events.compactMap { $0["event"]?.string == "branch" ? $0["span_id"]?.string : nil })
  }

  /// Notes a span in another one.
  mutating func begin(_ span: String, in parent: String?, named name: String) {
    guard branches.contains(span), pathOfSpan[span] == nil else {
      pathOfSpan[span] = path(of: parent)
      return
    }
    pathOfSpan[span] = paths.count
    paths.append(Path(name: name.isEmpty ? "branch" : name, isReplaying: true))
  }

  /// Whether there is no turn yet.
  var isEmpty: Bool { paths.allSatisfy(\.turns.isEmpty) }

  /// The way that a span belongs to.
  private func path(of span: String?) -> Int { span.flatMap { pathOfSpan[$0] } ?? 0 }

  /// Notes a point that branches may begin at; a name that comes again is played again.
  mutating func anchor(_ event: JSONNode) throws(TraceError) {
    let id = try event.requiredString("anchor_id")
    let path = path(of: try event.string("span_id"))
    guard !paths[path].isReplaying, anchors[id] == nil else { return }
    anchors[id] = (path, paths[path].turns.count)
  }

  /// Begins what is a branch's own.
  mutating func branch(_ event: JSONNode, _ sink: TraceSink) throws(TraceError) {
    let path = path(of: try event.string("span_id"))
    // Logs of before anchors were named call them messages.
    let id = try event.string("from_anchor", or: "from_message") ?? ""
    guard paths[path].isReplaying else { return }
    guard let anchor = anchors[id] ?? (id.isEmpty ? (0, 0) : nil) else {
      throw event.error(
        at: "from_anchor", found: JSONValue.string(id).summary, expected: "an anchor of the events before",
        suggestion: NearestName.suggestion(for: id, among: anchors.keys.sorted()))
    }
    sink.note(read: "branches (episodes that share the turns before)")
    paths[path].origin = anchor
    paths[path].turns = Array(paths[anchor.path].turns[..<anchor.turn])
    paths[path].isReplaying = false
  }

  /// Whether a span plays again what another way had before.
  func isReplay(_ span: String?) -> Bool { paths[path(of: span)].isReplaying }

  /// Adds a turn with the calls of tools that it makes.
  mutating func append(_ turn: Turn, calling ids: [String], in span: String?) {
    last = path(of: span)
    for id in ids { paths[last].turnOfCall[id] = paths[last].turns.count }
    paths[last].turns.append(turn)
  }

  /// Notes that a call failed; `false` if no turn made it.
  mutating func fail(_ call: String, in span: String?) -> Bool {
    let path = path(of: span)
    guard let turn = paths[path].turnOfCall[call] else { return false }
    paths[path].turns[turn].decisions[0].valid = false
    return true
  }

  /// Gives the last turn a score; `false` if there is none.
  mutating func score(_ value: Double, in span: String?) -> Bool {
    let path = path(of: span)
    guard !paths[path].turns.isEmpty else { return false }
    paths[path].turns[paths[path].turns.count - 1].process = value
    return true
  }

  /// The ways as episodes, parents before their branches.
  ///
  /// - Parameters:
  ///   - task: The sample.
  ///   - name: The episode of the sample.
  ///   - outcome: How the sample ended, which is said of the way that the model was called in last.
  func drafts(
    task: String, name: String, outcome: RecordedOutcome, at place: LogPlace, _ sink: TraceSink
  ) -> [EpisodeDraft] {
    var names = [name]
    // How many branches have a name so far, and what each is called.
    var counts: [String: Int] = [:]
    var taken: Set = [name]
    var drafts: [EpisodeDraft] = []
    if paths.count > 1 {
      sink.note(guessed: "the end of a sample, that of the branch with the last call of the model", at: place)
    }
    for (index, path) in paths.enumerated() {
      if let own = path.name {
        var unique = "\(name)/\(own)"
        var number = counts[own] ?? 1
        while !taken.insert(unique).inserted {
          number += 1
          unique = "\(name)/\(own)-\(number)"
        }
        counts[own] = number
        names.append(unique)
      }
      guard path.turns.count > (path.origin?.turn ?? 0) || paths.count == 1 else {
        sink.note(dropped: "branches without a decision of their own", at: place)
        continue
      }
      var draft = EpisodeDraft(task: task, name: names[index])
      draft.turns = path.turns
      draft.outcome = index == last ? outcome : RecordedOutcome(ending: Self.left)
      draft.fork = path.origin.map { .init(episode: names[$0.path], turn: $0.turn) }
      drafts.append(draft)
    }
    return drafts
  }
}
