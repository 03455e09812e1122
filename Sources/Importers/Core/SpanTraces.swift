import Trajectories

/// The traces of a log of spans, each of which is an episode, with their scores and the tasks that the log names.
struct SpanTraces {
  /// Scores of traces and spans.
  var scores = ScoreTable()
  /// The task of each trace, where the log names it.
  var tasks: [String: String] = [:]
  /// The traces in the order in which they were met.
  private(set) var order: [String] = []
  private var trees: [String: SpanTree] = [:]

  /// Adds a span of a trace.
  mutating func append(_ span: LogSpan, of trace: String, _ sink: TraceSink) {
    if trees[trace] == nil {
      trees[trace] = SpanTree()
      order.append(trace)
    }
    trees[trace]?.append(span, sink)
  }

  /// What the spans of each trace begin with, which orders them in time.
  var starts: [String: String] { trees.compactMapValues { $0.roots.first?.order } }

  /// The spans of a trace, with the scores of spans; `nil` if there are none.
  func tree(of trace: String) -> SpanTree? {
    var tree = trees[trace]
    tree?.setScores { scores.value(nil, trace: trace, span: $0) }
    return tree
  }

  /// Gives traces to a sink, one after the other; tasks that the log does not name are those of one first input.
  ///
  /// - Parameter score: The name of the score that counts.
  func give(_ traces: [String], score: String?, to sink: TraceSink) throws(TraceError) {
    sink.note(
      dropped: "scores of traces that the log does not have", scores.count(ofTraces: { trees[$0] == nil }))
    for id in traces {
      guard let tree = tree(of: id) else { continue }
      try sink.attempt { () throws(TraceError) in
        let turns = try tree.turns(sink)
        let place = tree.roots.first?.place ?? LogPlace(file: "log")
        if tasks[id] == nil, !turns.isEmpty { sink.note(guessed: "task from equal first inputs", at: place) }
        var draft = EpisodeDraft(task: tasks[id] ?? Self.task(of: turns), name: id)
        draft.turns = turns
        draft.outcome.score = scores.value(score, trace: id, span: nil)
        try sink.add(draft, at: place)
      }
    }
  }

  /// The task of episodes that begin with the same input.
  static func task(of turns: [Turn]) -> String { "input-\(ChatText.digest(turns.first?.state ?? ""))" }
}
