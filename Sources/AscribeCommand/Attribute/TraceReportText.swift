import Ascribe
import CreditMethods
import CreditStatistics
import Trajectories

/// A report on a trace as a person reads it.
struct TraceReportText {
  private let report: TraceReport

  init(_ report: TraceReport) { self.report = report }

  /// The tables: what the trace offers, the methods, and the comparison if there is one.
  var lines: [String] {
    traceTable + [""] + methodTable + fitLines + (report.comparison.map { [""] + comparisonLines($0) } ?? [])
  }

  private var traceTable: [String] {
    var table = TextTable(["trace"] + report.views.map(Self.name))
    let row = { (table: inout TextTable, name: String, cell: (TraceReport.View) -> String) in
      table.add([name] + report.views.map(cell))
    }
    let counts: [(String, (TraceReport.View) -> Int)] = [
      ("episodes", { $0.summary.episodes }), ("turns", { $0.summary.turns }),
      ("decisions", { $0.summary.decisions }), ("groups", { $0.summary.groups }),
      ("  without success", { $0.summary.groupsWithoutSuccess }),
      ("  without variance of the return", { $0.summary.groupsWithoutVariance }),
      ("  of a single episode", { $0.summary.groupsOfOne }), ("states", { $0.summary.states }),
      ("  shared between episodes", { $0.summary.sharedStates }),
      ("  seen once", { $0.summary.singletonStates }),
      ("  without a path to success", { $0.graph.unreachableStates }),
    ]
    for (name, count) in counts { row(&table, name) { Numerals.count(count($0)) } }
    row(&table, "turns in a shared state") { Numerals.share($0.summary.sharedTurnShare) }
    row(&table, "steps of failures that move nearer to success") {
      Self.share($0.graph.nearerShareOfFailures, of: $0.graph.stepsInFailures)
    }
    row(&table, "steps of successes that do not") {
      Self.share($0.graph.idleShareOfSuccesses, of: $0.graph.stepsInSuccesses)
    }
    return table.lines
  }

  private var methodTable: [String] {
    let showsView = report.views.count > 1
    var table = TextTable(
      [
        "method", "credits", "zero", "in flat groups", "in states seen once", "otherwise",
      ] + (showsView ? ["view"] : []))
    for method in report.methods {
      let zeros = method.zeros
      let counts = [
        method.credits, zeros.count, zeros.inGroupsWithoutVariance, zeros.inSingletonStates,
        zeros.unexplained,
      ]
      table.add(
        [method.request.label] + counts.map(Numerals.count(_:))
          + (showsView ? [Self.name(of: report.views[method.view])] : []))
    }
    return table.lines + ["flat groups: all episodes have the same return, penalties aside"]
  }

  private var fitLines: [String] {
    let lines = report.methods.compactMap { FitText.line($0.fits, of: $0.request.label) }
    return lines.isEmpty ? [] : [""] + lines
  }

  private func comparisonLines(_ comparison: TraceComparison) -> [String] {
    guard !comparison.pairs.isEmpty else {
      return ["One method: nothing to compare it with. Name others by further --method options."]
    }
    var table = TextTable(
      ["agents", "method", "and", "Spearman", "groups", "same sign", "decisions"], left: [0, 1, 2])
    // The only agent's decisions are all of them.
    for pair in comparison.pairs where pair.agent == nil || report.agents.count > 1 {
      table.add([
        pair.agent?.name ?? "all", pair.first, pair.second, Numerals.measured(pair.spearman),
        Numerals.count(pair.groups), Numerals.measured(pair.signAgreement),
        Numerals.count(pair.signedDecisions),
      ])
    }
    return table.lines + [
      "Spearman: rank correlation of the credits within a group, mean over the groups in which neither method's are all",
      "equal; same sign: share of the decisions to which both methods give a credit other than 0",
    ]
  }

  private static func name(of view: TraceReport.View) -> String {
    "key=\(view.key.rawValue) reward=\(view.reward.rawValue)"
  }

  private static func share(_ share: Double?, of count: Int) -> String {
    share.map { "\(Numerals.share($0)) of \(Numerals.count(count))" } ?? "none"
  }
}
