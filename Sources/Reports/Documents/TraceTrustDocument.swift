import Ascribe
import CreditMethods
import Ground
import Trajectories

extension TraceResult {
  /// Whether the credits can be trusted: findings first, then what they stand on.
  func addTrust(_ trust: [Trust], to document: inout Document) {
    document.add(heading: "Can these credits be trusted?")
    if let finding = signFinding(trust) { document.add(finding) }
    if let finding = agreementFinding { document.add(finding) }
    for finding in keyFindings(trust) { document.add(finding) }
    for (method, found) in zip(methods, trust) {
      if let prediction = found.prediction { document.add(prediction.finding(method.label)) }
    }
    document.add(trustTable(trust))
    for (method, found) in zip(methods, trust) {
      if let prediction = found.prediction, !prediction.checks.isEmpty {
        document.add(prediction.table(method.label))
      }
    }
    if agents.count > 1 { document.add(agentTable(trust)) }
    for (method, found) in zip(methods, trust) {
      if let obstacle = found.obstacle {
        document.add(note: "\(method.label): not looked at without single episodes: \(obstacle).")
      }
    }
  }

  // MARK: Findings

  /// How many signs are certain, of the method with most and the one with fewest.
  private func signFinding(_ trust: [Trust]) -> Finding? {
    let judged = zip(methods, trust).filter { $0.1.judged > 0 && $0.1.obstacle == nil }
    let ranked = judged.map { ($0.0.label, $0.1, Double($0.1.certain[0]) / Double($0.1.judged)) }
      .sorted { $0.2 > $1.2 }
    guard let best = ranked.first, let worst = ranked.last else {
      return Finding(
        "How much the credits hang on single episodes cannot be said: no task has \(CreditTrust.leastEpisodes) episodes."
      )
    }
    let certain = percent(best.1.certain[0], of: best.1.judged)
    let more = percent(best.1.certain[CreditTrust.multiples.count - 1], of: best.1.judged)
    let others = ranked.count > 1 ? ", \(percent(worst.1.certain[0], of: worst.1.judged)) of \(worst.0)" : ""
    return Finding(
      "The sign of \(certain) of the credits of \(best.0) is certain\(others); four times as many episodes would make it "
        + "\(more).",
      evidence: "each other episode of a task left out in turn")
  }

  /// Which methods say most nearly the same.
  private var agreementFinding: Finding? {
    let pairs = (comparison ?? []).filter { $0.agent == nil }
    let ranked = pairs.compactMap { pair in pair.spearman.optional.map { (pair, $0) } }.sorted { $0.1 > $1.1 }
    guard let most = ranked.first, let least = ranked.last else { return nil }
    let first = "\(most.0.first) and \(most.0.second) agree most (\(Numerals.fixed(most.1)))"
    guard ranked.count > 1 else {
      return Finding("\(most.0.first) and \(most.0.second) agree by \(Numerals.fixed(most.1)).")
    }
    return Finding(
      "\(first), \(least.0.first) and \(least.0.second) least (\(Numerals.fixed(least.1))).",
      evidence: "rank correlation within a task")
  }

  private func keyFindings(_ trust: [Trust]) -> [Finding] {
    var told: Set<String> = []
    return zip(methods, trust).compactMap { method, found in
      guard told.insert(method.key).inserted else { return nil }
      let check = found.markov
      guard let pValue = check.pValue.optional, let excess = check.excess.optional else {
        return Finding(
          "key=\(method.key): whether the states say all that matters cannot be tested: no state and action is "
            + "met in two ways by three turns.")
      }
      let tells = check.isRejected
      return Finding(
        tells
          ? "key=\(method.key): the states are too coarse: the turn before still tells what follows. See `ascribe keys`."
          : "key=\(method.key): nothing was found that the states hide from what follows.",
        evidence:
          "p \(Numerals.fixed(pValue)), \(Numerals.fixed(excess)) bits a turn, \(Numerals.count(check.rows, "turn"))"
      )
    }
  }

  private func percent(_ part: Int, of whole: Int) -> String {
    whole == 0 ? "none" : "\(Numerals.fixed(100 * Double(part) / Double(whole), 0))%"
  }

  // MARK: Tables

  private func trustTable(_ trust: [Trust]) -> Table {
    let share = { (part: Int, whole: Int) -> Cell in
      whole == 0 ? .blank : .share(Double(part) / Double(whole))
    }
    return Table(
      "What the credits rest on",
      [
        "method", .count("decisions"), .share("no evidence"), .count("looked at"), .share("not 0"),
        .share("turned by one"), .share("sign certain"), .share("with 2x"), .share("with 4x"),
      ],
      rows: zip(methods, trust).map { method, found in
        [
          Cell.text(method.label), .count(found.decisions), share(found.withoutEvidence, found.decisions),
          .count(found.judged), share(found.signed, found.judged), share(found.turning, found.signed),
        ] + found.certain.map { share($0, found.judged) }
      },
      notes: folded([
        "no evidence: in tasks whose episodes all have one return, or 0 in a state where nobody else was. looked at: in tasks "
          + "of at least \(CreditTrust.leastEpisodes) episodes",
        "turned by one: share of the credits that are not 0 whose sign is another without some one episode",
        "sign certain: more than 1.96 jackknife standard errors from 0, and turned by none; with k times as many episodes "
          + "the errors are taken to be 1/sqrt(k) of what they are",
      ]))
  }

  /// How many agents speak for the rest where there are too many.
  private static var spokenAgents: Int { 3 }

  private func agentTable(_ trust: [Trust]) -> Table {
    let agents = trust.first?.agents ?? []
    // Of equally many decisions the agent that comes first.
    let byDecisions = agents.indices.sorted { (-agents[$0].decisions, $0) < (-agents[$1].decisions, $1) }
    let places = isFolded ? byDecisions.prefix(Self.spokenAgents).sorted() : Array(agents.indices)
    return Table(
      "Mean credit of the agents",
      [Column.text("agent"), .count("decisions")] + methods.map { .number($0.label) },
      rows: places.map { place in
        [Cell.text(agents[place].agent.name), .count(agents[place].decisions)]
          + trust.map { Cell.estimate($0.agents[place].mean) }
      },
      notes: folded(
        ["in the unit of each method, with the jackknife's 95% interval over tasks, from 20 tasks on"]
          + (isFolded
            ? ["\(places.count) of \(agents.count) agents, those with most decisions; --json has all"] : [])))
  }
}
