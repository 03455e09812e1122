package import Ascribe
import CreditStatistics
import Ground

extension SampledValueResult: ReportedResult {
  /// The value with its interval, and the decisions that matter.
  package var document: Document {
    var document = Document(names.title)
    document.add(
      paragraph:
        "policy \(names.policy), memory \(memory), horizon \(horizon), discount \(plain(discount)), seed \(seed)"
    )
    document.add(
      paragraph: "value \(Numerals.estimate(.value(value), valueInterval, 4)), success "
        + "\(Numerals.estimate(.value(success), successInterval, 4)) (sampled: \(Numerals.count(episodes, "episode")), "
        + "\(Numerals.fixed(100 * confidence, 0))% \(valueInterval.optional?.method.rawValue ?? "intervals"))"
    )
    if let lengths { document.add(paragraph: Self.words(lengths)) }
    if let reason = truth.reason { document.add(paragraph: "Nothing is exact. \(reason)") }
    if let precision, !hasPrecision {
      document.add(
        paragraph: "The budget of \(Numerals.count(budget)) plays did not reach the precision of "
          + "\(Numerals.digits(precision)) everywhere; these are the best intervals so far, and --budget raises it."
      )
    }
    document.add(verdict)
    guard !decisions.isEmpty else { return document }
    document.add(table)
    return document
  }

  private var continuationWords: String {
    let counts = decisions.map(\.continuations)
    let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
    return "every alternative was played on \(Numerals.count(least))"
      + (most > least ? " to \(Numerals.count(most))" : "") + " times"
  }

  private var confidence: Double { successInterval.optional?.confidence ?? 0.95 }

  private static func words(_ lengths: EpisodeLengthSummary) -> String {
    let turns = "an episode has \(Numerals.fixed(lengths.turns.mean, 1)) turns"
    guard let tokens = lengths.tokens else { return turns }
    return "\(turns) and \(Numerals.count(Int(tokens.mean.rounded()))) tokens in the mean"
  }

  private var verdict: Finding {
    let sure = decisions.filter { decision in
      decision.interval.optional.map { $0.lower > 0 || $0.upper < 0 } ?? false
    }
    let seen =
      "\(Numerals.count(candidates)) of \(Numerals.count(decisionsPlayed)) decisions of the first episodes were looked at, "
      + "\(Numerals.count(continuations, "continuation")) of \(Numerals.count(playedTurns, "turn"))"
    guard let first = sure.first else {
      let known = decisions.contains { $0.interval.optional != nil }
      return Finding(
        decisions.isEmpty
          ? "No agent had a choice in the episodes that were played."
          : known
            ? "No credit is told from 0."
            : "Credits have no intervals: the scenario declares no bounds of rewards.",
        evidence: decisions.isEmpty ? nil : known ? "\(seen); --budget raises it" : seen)
    }
    return Finding(
      "\(first.action) of \(first.agent) at turn \(first.turn) matters most of those seen.",
      evidence: "credit \(Numerals.estimate(.value(first.credit), first.interval, 4)); \(seen)")
  }

  private var table: Table {
    Table(
      "Decisions that mattered most at first sight, with credits from draws of their own (the other agents' actions kept)",
      [
        .count("episode"), .count("turn"), "state", "agent", "action",
        .number("credit", decimals: 4, signed: true),
      ], keys: 5,
      rows: decisions.map { decision in
        [
          .count(decision.episode), .count(decision.turn), .text(decision.state), .text(decision.agent),
          .text(decision.action), .estimate(.value(decision.credit), decision.interval),
        ]
      },
      notes: [
        "\(continuationWords); intervals are confidence sequences that hold together with "
          + "\(Numerals.fixed(100 * confidence, 0))%; ascribe replay SCENARIO --group-size 1 --seed \(seed) --episode N --turn T looks closer at one"
      ])
  }
}
