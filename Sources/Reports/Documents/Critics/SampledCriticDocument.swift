package import Ascribe
import CreditStatistics
import Ground

extension SampledCriticResult: ReportedResult {
  /// Which critic is nearest to the values that are known, and how far each is off.
  package var document: Document {
    let percent = Numerals.fixed(100 * plan.confidence, 0)
    var document = Document(scenario.names.title)
    document.add(
      paragraph:
        "policy \(scenario.names.policy), memory \(scenario.memory), horizon \(scenario.horizon), discount "
        + "\(plain(scenario.discount)), seed \(plan.seed); fitted to \(Numerals.count(sampled.batches, "batch", plural: "batches")) of "
        + "\(Numerals.count(plan.episodesPerBatch, "episode"))"
        + (plan.fitEpisodes > 0 ? " and \(Numerals.count(plan.fitEpisodes, "episode")) beside each" : ""))
    document.add(paragraph: "\(source). \(truth.reason ?? "")")
    document.add(
      paragraph: "sampled return \(Numerals.estimate(meanReturn.mean, meanReturn.interval, 4))"
        + (meanReturn.interval.optional == nil ? "" : " (\(percent)% over batches)"))
    document.add(verdict.shown(by: "methods"))
    document.add(table(percent))
    return document
  }

  /// Where values come from.
  private var source: String {
    if let sampling {
      return
        "values are sampled: \(Numerals.count(points, "turn")) played on \(Numerals.count(sampling.continuations)) times each, "
        + "\(Numerals.count(playedTurns, "turn")) in all"
    }
    return
      "values are bounded: \(Numerals.count(points, "turn")), on \(Numerals.count(cells ?? 0, "cell")) (state and turn) that can "
      + "follow, "
      + (meanWidth.map {
        $0 > 1e-12 ? "\(Numerals.fixed($0, 4)) apart in the mean" : "and so exact: nothing was left out"
      } ?? "")
  }

  private var kind: String { truth.kind.rawValue }

  private var verdict: Finding {
    let known = critics.indices.filter { critics[$0].error.mean.optional != nil }
    guard let best = known.min(by: { error(of: $0) < error(of: $1) }) else {
      return Finding(
        "No critic's error is told from \(isBounded ? "the bounds: more cells" : "the noise: more turns or continuations") are needed."
      )
    }
    let label = critics[best].method.label
    let size = Numerals.estimate(critics[best].error.mean, critics[best].error.interval)
    let spread =
      "values differ by \(Numerals.estimate(deviation.mean, isBounded ? deviation.interval : .undefined(.noUnits))) from turn to turn"
    guard critics.count > 1 else {
      return Finding("\(label) is \(size) off the \(kind) values in root mean square.", evidence: spread)
    }
    // The larger, the better. Where values have bounds, the best is as bad as they allow, and all others as good.
    let scores = critics.indices.map { critic in
      let bounds = critics[critic].squaredErrorBounds.map { critic == best ? $0.highest : $0.lowest }
      return (bounds ?? critics[critic].squaredErrorByBatch).map { -($0.optional ?? .nan) }
    }
    let close = NearestMethods(scores: scores).close(to: best)
      .sorted { error(of: $0) < error(of: $1) }.map { critics[$0].method.label }
    return Finding(
      "\(label) is nearest to the \(kind) values, "
        + (close.isEmpty ? "before all others." : "not told apart from \(close.joined(separator: ", "))."),
      evidence: "root mean square error \(size); \(spread); pairs at p 0.05, Holm's correction")
  }

  private var isBounded: Bool { truth.kind == .bounded }

  private func error(of critic: Int) -> Double { critics[critic].error.mean.optional ?? .infinity }

  private func table(_ percent: String) -> Table {
    var table = Table(
      "Fitted values less the \(kind) ones (\(percent)% intervals over batches\(isBounded ? ", over all that the bounds allow" : ""))",
      [
        "critic", "sees", "held against", .number("mean error", decimals: 4, signed: true),
        .number("error", decimals: 4), .number("explained"),
      ],
      notes: [
        "error: root mean square\(isBounded ? "" : ", freed of the sampled values' noise"); explained: share of the values' variance over turns, below 0 "
          + "for a critic that is worse than a constant; no gap of an infinitely large sample: that needs exact values"
      ] + leftOut.map { "\($0.id) is left out: \($0.reason)" })
    for critic in critics {
      table.add([
        .text(critic.method.label), .text(critic.view.words + (critic.seesTurn ? ", the turn" : "")),
        .text(critic.valuesActions ? "Q" : "V"),
        .estimate(critic.meanError.mean, critic.meanError.interval), .estimate(critic.error),
        .estimate(critic.explained),
      ])
    }
    return table
  }
}
