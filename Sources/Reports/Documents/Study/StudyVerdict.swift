import Ascribe
import CreditStatistics
import Ground

/// What a study decides, in at most five sentences: who and what decides, how much is luck, which credit leads the update
/// nearest to the exact gradient, whom a credit misleads, and what would sharpen the answer.
struct StudyVerdict {
  let result: StudyResult

  var findings: [Finding] {
    if let sampled = result.sampledTruth {
      return SampledVerdict(figures: sampled, reason: result.truth.reason).findings
        + [nearest?.shown(by: "methods"), sharper?.shown(by: "methods")].compactMap(\.self)
    }
    if let bounded = result.boundedTruth {
      return BoundedVerdict(figures: bounded, reason: result.truth.reason).findings
        + [nearest?.shown(by: "methods"), sharper?.shown(by: "methods")].compactMap(\.self)
    }
    guard let exact = result.exact else {
      return [
        Finding(
          "There is no exact truth to compare with.", evidence: result.truth.reason.map(Numerals.fragment))
      ]
    }
    guard deciding(exact) != nil else {
      return [nothingDecides(exact).shown(by: "magnitude", "map")]
        + [falseSizes?.shown(by: "credits", "magnitude")].compactMap(\.self)
    }
    return [
      deciding(exact)?.shown(by: "magnitude", "map"), luck(exact).shown(by: "ledger"),
      nearest?.shown(by: "methods"), misled?.shown(by: "agents", "methods"), sharper?.shown(by: "methods"),
    ].compactMap(\.self)
  }

  // MARK: The scenario

  /// Which agents and turns decide; `nil` where nothing does.
  private func deciding(_ exact: ExactFigures) -> Finding? {
    let sizes = exact.units.map { (unit: $0, size: $0.probability * $0.rootMeanSquare * $0.rootMeanSquare) }
    let total = sizes.reduce(0) { $0 + $1.size }
    let scale = abs(exact.value) + exact.ledger.total.squareRoot()
    guard total > 1e-24 * scale * scale, let top = sizes.max(by: { $0.size < $1.size }) else { return nil }
    let agents = result.scenario.agents.map { agent in
      (name: agent.name, share: sizes.reduce(0) { $1.unit.agent == agent ? $0 + $1.size : $0 } / total)
    }.sorted { $0.share > $1.share }
    let turns = Dictionary(grouping: sizes, by: \.unit.turn)
      .map { (turn: $0.key, share: $0.value.reduce(0) { $0 + $1.size } / total) }
      .sorted { ($1.share, $0.turn) < ($0.share, $1.turn) }
    let lead = agents[0].share
    let alike = agents.prefix { $0.share > lead - 1e-9 }
    let sentence =
      alike.count > 1
      ? "\(alike.map(\.name).joined(separator: " and ")) decide most, alike: \(Numerals.share(lead)) of the squared exact "
        + "credit each."
      : agents.count == 1
        ? "Turn \(turns[0].turn) decides most: \(Numerals.share(turns[0].share)) of the squared exact credit."
        : "\(agents[0].name) decides most: \(Numerals.share(lead)) of the squared exact credit."
    var evidence = agents.dropFirst(alike.count).prefix(3).map { "\($0.name) \(Numerals.share($0.share))" }
    if turns.count > 1, turns[0].share < 1 - 1e-9 {
      evidence.append(
        "by turn "
          + turns.prefix(3).filter { $0.share > 5e-4 }.map { "\($0.turn): \(Numerals.share($0.share))" }
          .joined(separator: ", ")
      )
    }
    evidence.append(
      "where it is made, the decision of \(top.unit.agent.name) at turn \(top.unit.turn) moves the return by "
        + "\(Numerals.fixed(top.unit.rootMeanSquare)) (root mean square)")
    return Finding(sentence, evidence: evidence.joined(separator: "; "))
  }

  private func nothingDecides(_ exact: ExactFigures) -> Finding {
    Finding(
      "No decision matters here: every exact credit is 0, so that the right update is none.",
      evidence:
        "value \(Numerals.fixed(exact.value, 4)), variance of the return \(Numerals.fixed(exact.ledger.total, 4))"
    )
  }

  /// What methods give where nothing is due.
  private var falseSizes: Finding? {
    let sizes = result.methods.compactMap { method in
      method[.falseSize].mean.optional.map { (method.method.label, $0) }
    }
    guard let worst = sizes.max(by: { $0.1 < $1.1 }) else { return nil }
    let others = sizes.filter { $0.0 != worst.0 }.map { "\($0.0) \(Numerals.fixed($0.1))" }
    return Finding(
      "\(worst.0) gives false credit of \(Numerals.fixed(worst.1)) standard deviations of the return a decision.",
      evidence: others.isEmpty ? nil : others.joined(separator: ", "))
  }

  private func luck(_ exact: ExactFigures) -> Finding {
    let (ledger, total) = (exact.ledger, exact.ledger.total)
    let returns =
      "return exact \(Numerals.fixed(exact.value, 4)), sampled "
      + Numerals.estimate(result.meanReturn.mean, result.meanReturn.interval, 4)
      + (isReturnSuccess(exact)
        ? ", which is the share of successes" : ", success \(Numerals.fixed(exact.successProbability, 4))")
    guard total > 0 else { return Finding("The return does not vary.", evidence: returns) }
    let luck = (ledger.luck.reduce(0, +) + ledger.final) / total
    let decisions = ledger.decisions.reduce(0, +) / total
    return Finding(
      "\(Numerals.share(luck)) of the return's variance is luck, \(Numerals.share(decisions)) is what agents decide, "
        + "\(Numerals.share(ledger.start / total)) lies in the start.", evidence: returns)
  }

  private func isReturnSuccess(_ exact: ExactFigures) -> Bool {
    abs(exact.value - exact.successProbability) < 1e-12 && result.meanReturn.mean == result.successShare.mean
  }

  // MARK: The methods

  /// What ranks them.
  private var headline: Quantity { result.quantities.first ?? .gradientAlignment }

  /// Methods that are not the reference itself, the best by the headline first; equal credits once.
  private var ranked: [(method: MethodResult, mean: Double)] {
    var kept: [(method: MethodResult, mean: Double)] = []
    for method in result.methods where !method.isReference {
      guard let mean = method[headline].mean.optional else { continue }
      let isKnown = kept.contains { pair($0.method, method)?.test.reason == .equal }
      if !isKnown { kept.append((method, mean)) }
    }
    return kept.sorted { $0.mean > $1.mean }
  }

  /// Whether a difference of two methods is more than chance.
  private func isToldApart(_ one: MethodResult, _ other: MethodResult) -> Bool {
    (pair(one, other)?.adjustedPValue.optional ?? 1) < 0.05
  }

  private func pair(_ one: MethodResult, _ other: MethodResult) -> MethodPair? {
    let labels = [one.method.label, other.method.label]
    return result.pairs.first { labels.contains($0.first) && labels.contains($0.second) }
  }

  private func words(_ method: MethodResult) -> String {
    let alignment = method[headline]
    return "\(method.method.label) \(Numerals.estimate(alignment.mean, alignment.interval))"
  }

  private var nearest: Finding? {
    let ranked = ranked
    guard let best = ranked.first?.method else {
      let reason = result.methods.first?[headline].mean.reason?.description ?? ""
      return result.methods.isEmpty
        ? nil
        : Finding(
          "No method's gradient can be held against the \(result.exact == nil ? result.truth.kind.rawValue : "exact") one.",
          evidence: Numerals.fragment(reason))
    }
    let others = ranked.dropFirst().map(\.method)
    let close = others.filter { !isToldApart(best, $0) }
    let behind = others.filter { isToldApart(best, $0) }
    var sentence =
      result.isOfSomeDecisions
      ? ranked[0].mean > 0
        ? "\(best.method.label) moves the policy most nearly as the true credits would"
        : "No method is seen to move the policy as the true credits would; \(best.method.label) is nearest"
      : "\(best.method.label) leads one update nearest to the exact gradient"
    if !close.isEmpty {
      sentence += ", not told apart from \(close.map(\.method.label).joined(separator: ", "))"
    }
    var evidence = [
      (result.isOfSomeDecisions ? "cosine on the sampled decisions: " : "cosine of a batch: ") + words(best)
    ]
    if !close.isEmpty { evidence.append("close " + close.map(words).joined(separator: ", ")) }
    if !behind.isEmpty { evidence.append("behind " + behind.prefix(3).map(words).joined(separator: ", ")) }
    evidence.append(cost(best))
    return Finding(sentence + ".", evidence: evidence.joined(separator: "; "))
  }

  /// What the methods had for it.
  private func cost(_ best: MethodResult) -> String {
    if let budget = result.plan.budget {
      return "each with \(Numerals.count(budget, "simulated turn")) a batch"
    }
    if result.plan.episodesOfMethods != nil { return "each with the episodes that it was given" }
    let turns = result.methods.map { $0.turns + $0.extraTurns }
    guard let least = turns.min(), let most = turns.max(), least > 0, most > least else {
      return "each with \(Numerals.count(result.plan.episodesPerBatch, "episode")) a batch"
    }
    let dear = result.methods.first { $0.turns + $0.extraTurns == most }
    return "at equal episodes, not equal cost: \(dear?.method.label ?? "") simulates "
      + "\(Numerals.fixed(Double(most) / Double(least), 1)) times as many turns as the cheapest (--budget evens that out)"
  }

  /// Whose gradient a method turns away from the exact one even without noise.
  private var misled: Finding? {
    let cases = result.misled.sorted { cosine($0) < cosine($1) }
    guard let worst = cases.first else {
      let tests = result.testsOfMisleading
      return tests > 0
        ? Finding(
          "No method is shown to mislead an agent in the long run.",
          evidence:
            "no expected gradient, of the team or of an agent, has a cosine below 0.99 beyond chance "
            + "(\(Numerals.count(tests, "test")) at p 0.05)")
        : nil
    }
    let verb = worst.isReversed ? "turns the gradient of \(name(worst)) around" : "misleads \(name(worst))"
    let number = { (found: MisledGradient) in
      let cosine = found.gradient.fidelity.cosine
      return [
        cosine.mean.optional == nil ? "" : Numerals.estimate(cosine.mean, cosine.interval, 2),
        "(p \(found.pValue < 0.001 ? "< 0.001" : Numerals.fixed(found.pValue)))",
      ].filter { !$0.isEmpty }.joined(separator: " ")
    }
    let evidence =
      ["cosine of its expected gradient \(number(worst))"]
      + cases.dropFirst().prefix(3).map { "\($0.method.method.label) for \(name($0)) \(number($0))" }
    return Finding(
      "\(worst.method.method.label) \(verb), however many batches there are.",
      evidence: evidence.joined(separator: "; "))
  }

  private func cosine(_ found: MisledGradient) -> Double { found.gradient.fidelity.cosine.mean.optional ?? 1 }

  private func name(_ found: MisledGradient) -> String { found.gradient.agent?.name ?? "the team" }

  /// What would tell the best from the next one.
  private var sharper: Finding? {
    let ranked = ranked
    guard let best = ranked.first?.method,
      let next = ranked.dropFirst().map(\.method).first(where: { !isToldApart(best, $0) }),
      let pair = pair(best, next)
    else { return nil }
    if pair.test.reason == .withinBounds {
      return Finding(
        "More batches may not tell \(best.method.label) from \(next.method.label): the bounds of the truth allow either to be ahead.",
        evidence:
          "more cells, or fewer decisions a batch, make them closer (--truth 'bounded(decisions=...,cells=...)')"
      )
    }
    guard let difference = pair.difference.optional, let deviation = pair.deviation.optional, deviation > 0
    else {
      return Finding(
        "More batches are needed to tell \(best.method.label) from \(next.method.label).",
        evidence: "\(Numerals.count(result.sampled.batches, "batch", plural: "batches")) so far")
    }
    let level = 0.05 / Double(max(1, result.pairs.count))
    guard
      let batches = PairedPower.pairsForStudentT(
        effect: abs(difference) / deviation, power: 0.8, level: level
      ).optional
    else { return nil }
    return Finding(
      "About \(Numerals.count(batches, "batch", plural: "batches")) would tell \(best.method.label) from "
        + "\(next.method.label), if they differ as they seem to.",
      evidence:
        "difference \(Numerals.fixed(abs(difference))), standard deviation over batches \(Numerals.fixed(deviation)); "
        + "power 80% after correction for \(Numerals.count(result.pairs.count, "pair"))")
  }
}
