package import Ascribe
import CreditMethods
import Ground
import Trajectories

extension TraceResult: ReportedResult {
  /// What the trace offers, which credits are 0, how fits ended, and how far the methods go together.
  package var document: Document {
    var document = Document()
    if let levels { addLevels(levels, to: &document) }
    // Who asks for two levels knows the trace, unless a summary was asked for.
    if levels == nil || comparison != nil { document.add(traceTable) }
    document.add(methodTable)
    document.add(Terms.fits(methods.map { ($0.label, $0.fits) }))
    if let comparison { addComparison(comparison, to: &document) }
    if let trust { addTrust(trust, to: &document) }
    for note in notes { document.add(note: note) }
    let files = methods.compactMap(\.file)
    if files.count > 1 { document.add(paragraph: "Written: \(files.joined(separator: ", "))") }
    return document
  }

  private var traceTable: Table {
    var table = Table(nil, [Column.text("trace")] + views.map { Column.count($0.name) })
    let counts: [(String, (View) -> Int)] = [
      ("episodes", { _ in episodes }), ("turns", { _ in turns }), ("decisions", { _ in decisions }),
      ("groups", { $0.groups }), ("  without success", { $0.groupsWithoutSuccess }),
      ("  without variance of the return", { $0.groupsWithoutVariance }),
      ("  of a single episode", { $0.groupsOfOne }),
      ("states", { $0.states }), ("  shared between episodes", { $0.sharedStates }),
      ("  seen once", { $0.singletonStates }), ("  without a path to success", { $0.unreachableStates }),
    ]
    for (name, count) in counts {
      let found = views.map(count)
      // Beside very many agents a part of which there is nothing takes a line of a screen.
      if isFolded, name.hasPrefix(" "), found.allSatisfy({ $0 == 0 }) { continue }
      table.add([Cell.text(name)] + found.map { Cell.count($0) })
      if name == "episodes", let aborted {
        table.add([Cell.text("  aborted")] + views.map { _ in Cell.count(aborted) })
      }
    }
    table.add(
      [Cell.text("turns in a shared state")] + views.map { Cell.share($0.shareOfTurnsInSharedStates) })
    table.add(
      [Cell.text("steps of failures that move nearer to success")]
        + views.map { Self.share($0.nearerShareOfFailures, of: $0.stepsInFailures) })
    table.add(
      [Cell.text("steps of successes that do not")]
        + views.map { Self.share($0.idleShareOfSuccesses, of: $0.stepsInSuccesses) })
    return table
  }

  private var methodTable: Table {
    let showsView = views.count > 1
    let showsMissing = methods.contains { $0.withoutCredit != nil }
    return Table(
      nil,
      [
        "method", .count("credits"), .count("zero"), .count("in flat groups"), .count("in states seen once"),
        .count("otherwise"),
      ] + (showsMissing ? [Column.count("without credit")] : []) + (showsView ? [Column.text("view")] : []),
      rows: methods.map { method in
        let zeros = method.zeroCredits
        let counts = [
          method.credits, zeros.count, zeros.inGroupsWithoutVariance, zeros.inSingletonStates,
          zeros.unexplained,
        ]
        let missing: [Cell] = showsMissing ? [.count(method.withoutCredit ?? 0)] : []
        let view: [Cell] = showsView ? [.text("key=\(method.key) reward=\(method.reward)")] : []
        return [Cell.text(method.label)] + counts.map { Cell.count($0) } + missing + view
      }, notes: ["flat groups: all episodes have the same return, penalties aside"])
  }

  private func addComparison(_ pairs: [Pair], to document: inout Document) {
    guard !pairs.isEmpty else {
      document.add(
        paragraph: "One method: nothing to compare it with. Name others by further --method options.")
      return
    }
    // The only agent's decisions are all of them, and very many agents are told together.
    let shown = pairs.filter { $0.agent == nil || agents.count > 1 && !isFolded }
    document.add(
      Table(
        nil,
        [
          "agents", "method", "and", .number("Spearman"), .count("groups"), .number("same sign"),
          .count("decisions"),
        ], keys: 3,
        rows: shown.map { pair in
          [
            .text(pair.agent?.name ?? "all"), .text(pair.first), .text(pair.second), .number(pair.spearman),
            .count(pair.groups), .number(pair.signAgreement), .count(pair.signedDecisions),
          ]
        },
        notes: folded(
          [
            "Spearman: rank correlation of the credits within a group, mean over the groups in which neither method's "
              + "are all equal",
            "same sign: share of the decisions to which both methods give a credit other than 0",
          ] + (isFolded ? ["by agent: --json"] : []))))
  }

  /// Whether there are more agents than fit on a screen, so that blocks are folded.
  var isFolded: Bool { agents.count > 5 }

  /// Notes on lines of their own, or on one where blocks are folded.
  func folded(_ notes: [String]) -> [String] { isFolded ? [notes.joined(separator: "; ")] : notes }

  private static func share(_ share: Measured<Double>, of count: Int) -> Cell {
    share.optional.map { Cell.share($0, of: count) } ?? "none"
  }
}
