import CreditMethods
import Trajectories

extension TraceCollector {
  /// What a reader of the credits should know, in sentences: comparisons that have nothing to compare, and formulas that
  /// were not verified. Empty if there is nothing to say.
  public var notes: [String] {
    guard let first = views.first?.summary, first.episodes > 0 else {
      return [noteOnAborted].compactMap(\.self)
    }
    let ofTasks = [noteOnAborted, noteOnSingleEpisodes(first), noteOnSuccess(first), noteOnForks].compactMap(
      \.self)
    return ofTasks + views.indices.flatMap(notesOnStates) + methods.compactMap(\.noteOnOrder)
      + methods.compactMap(\.noteOnSiblings) + methods.compactMap(\.noteOnSupport)
      + methods.compactMap(\.noteOnIntervals)
      + methods.flatMap(\.notesOnTruncation) + methods.flatMap(\.notesOnSource)
  }

  private var noteOnForks: String? {
    let counting = methods.filter { !$0.remarks.countsForksOnce }
    guard forks > 0, let last = counting.last else { return nil }
    let labels = counting.dropLast().map(\.request.label)
    let names = (labels.isEmpty ? "" : labels.joined(separator: ", ") + " and ") + last.request.label
    return
      (forks == 1 ? "1 episode is a fork, and shares " : "\(forks) episodes are forks, and share ")
      + (forkedDecisions == 1 ? "1 decision" : "\(forkedDecisions) decisions")
      + " with the episodes forked from, where each was made once: \(names) "
      + (counting.count == 1 ? "counts" : "count")
      + " it in every episode that shows it, so that it may have several credits."
  }

  private var noteOnAborted: String? {
    guard aborted > 0 else { return nil }
    return
      "\(aborted) of \(episodes) episodes \(aborted == 1 ? "was" : "were") aborted: left out of every group, with credits "
      + "of null."
  }

  private func noteOnSingleEpisodes(_ summary: TraceSummary) -> String? {
    guard summary.groupsOfOne > 0 else { return nil }
    let isEvery = summary.groupsOfOne == summary.groups
    let who =
      isEvery
      ? "Every task has"
      : "\(summary.groupsOfOne) of \(summary.groups) tasks \(summary.groupsOfOne == 1 ? "has" : "have")"
    return
      "\(who) a single episode: nothing compares with it, and terms that compare episodes of a task are 0"
      + (isEvery ? "" : " there") + " (with singleton=raw, the episode's own score)."
  }

  private func noteOnSuccess(_ summary: TraceSummary) -> String? {
    summary.groupsWithoutSuccess == summary.groups
      ? "No episode of the trace succeeds: its graphs know no way to success." : nil
  }

  private func notesOnStates(_ index: Int) -> [String] {
    let view = views[index]
    // Views that differ by rewards alone have the same states.
    if views[..<index].contains(where: { $0.key == view.key }) { return [] }
    if view.key == .privileged, !hasPrivilegedStates {
      return ["The trace has no privileged states: key=privileged is the same as key=state."]
    }
    let hasOtherKeys = views.contains { $0.key != view.key }
    let by = hasOtherKeys ? "By key=\(view.key.rawValue), no state" : "No state"
    if view.summary.singletonStates == view.summary.states {
      return ["\(by) is seen twice in a task: terms that compare turns at the same state add nothing here."]
    }
    guard view.summary.sharedStates == 0 else { return [] }
    return [
      "\(by) is seen in two episodes of a task: terms that compare turns at the same state compare turns of one "
        + "episode."
    ]
  }
}

extension TraceCollector.Method {
  fileprivate var noteOnOrder: String? {
    guard remarks.tasksByOrder > 0 else { return nil }
    return
      "\(request.label): the credits of \(remarks.tasksByOrder) task\(remarks.tasksByOrder == 1 ? "" : "s") depend on the "
      + "order of the episodes."
  }

  fileprivate var noteOnSiblings: String? {
    guard remarks.tasksWithoutSiblings > 0 else { return nil }
    return
      "\(request.label): \(remarks.tasksWithoutSiblings) task\(remarks.tasksWithoutSiblings == 1 ? " names" : "s name") neither "
      + "rollouts nor forks: siblings are their first turns, and all later credits are 0."
  }

  /// Values that are what happened in the turn that they are compared with.
  fileprivate var noteOnSupport: String? {
    guard support.ofOneTurn > 0 else { return nil }
    return
      "\(request.label): \(support.ofOneTurn) of \(support.values) values rest on one turn, the one that they value, in which "
      + "nothing surprises then; fit=folds values each turn by a fit to other groups."
  }

  /// What is certain, as far as the model that says so holds.
  fileprivate var noteOnIntervals: String? {
    guard intervals.decisions > 0 else { return nil }
    let isOne = intervals.seenOnce == 1
    return
      "\(request.label): model-relative: the interval leaves out 0 for \(intervals.signed) of \(intervals.decisions) decisions; "
      + "\(intervals.seenOnce) \(isOne ? "is" : "are") of an action that was seen once at its state. Where the state key is not "
      + "Markov, intervals are too narrow."
  }

  /// Truncated episodes of which it is not known what would have followed.
  fileprivate var notesOnTruncation: [String] {
    guard cuts.withoutValue > 0 else { return [] }
    let isOne = cuts.withoutValue == 1
    return [
      "\(request.label): \(cuts.withoutValue) of \(cuts.bootstrapped) truncated episodes \(isOne ? "ends" : "end") in a "
        + "state without a value, in which no turn starts: what follows was taken to be worth 0, as with "
        + "truncated=failure. truncated=omit leaves out truncated episodes."
    ]
  }

  fileprivate var notesOnSource: [String] {
    request.card.unverified.filter { $0.matters(with: request.parameters) }.map {
      "\(request.label): UNVERIFIED: \($0.what)."
    }
  }
}
