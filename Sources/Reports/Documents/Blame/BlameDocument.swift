package import Ascribe
import CreditStatistics
import Ground
import Trajectories

extension BlameResult: ReportedResult {
  /// Whether methods blame better than trivial rules, what was decisive, and the scores; the rest as far as the view asks for it.
  package var document: Document { BlameDocument(result: self).document }
}

/// The report of a study of blame.
private struct BlameDocument {
  let result: BlameResult

  var document: Document {
    var document = Document(result.scenario.names.title)
    let plan = result.plan
    document.add(
      paragraph:
        "policy \(result.scenario.names.policy), memory \(result.scenario.memory), horizon \(result.scenario.horizon), "
        + "seed \(plan.seed); \(Numerals.count(plan.batches, "batch", plural: "batches")) of "
        + "\(Numerals.count(plan.episodesPerBatch)) episodes in groups of \(plan.groupSize): "
        + "\(Numerals.count(result.failed)) of \(Numerals.count(result.episodes)) failed")
    for finding in [contest, luck].compactMap(\.self) { document.add(finding) }
    document.add(scores)
    document.add(keys)
    if let judges = result.judges { document.add(JudgesDocument(judges: judges, view: result.view).document) }
    guard result.view.details else {
      document.add(
        paragraph:
          "--details also shows: step accuracy by every answer, which agents are decisive, a failed episode.")
      return document
    }
    document.add(steps)
    document.add(agents)
    if let example = result.example { document.add(table(of: example)) }
    return document
  }

  private var contest: Finding? {
    result.contest.flatMap { contest in
      BlameTables.finding(contest) { label in result.subjects.first { $0.label == label }?.scores }
    }
  }

  private var held: BlameKeySummary { result.keys[result.key.place] }

  private var luck: Finding {
    let (decided, undecided) = (held.decided, held.undecided)
    let most = held.agents.max { $0.share < $1.share }
    let whom = most.flatMap {
      decided > 0 ? ", most often of \($0.agent.name) (\(Numerals.share($0.share)))" : nil
    }
    let share = Numerals.share(Double(undecided) / Double(decided + undecided))
    let sentence =
      if decided == 0 {
        "Nobody is to be blamed: no failed episode has a decisive decision."
      } else if undecided == 0 {
        "Every failed episode has a decisive decision\(whom ?? "")."
      } else {
        "In \(share) of the failed episodes nobody is to be blamed; the others have a decisive decision\(whom ?? "")."
      }
    return Finding(
      sentence,
      evidence: "held to \(words(result.key)); success of the policy "
        + "\(Numerals.fixed(result.successProbability[0], 4)), of the best play that sees the state "
        + Numerals.fixed(result.successProbability[1], 4))
  }

  /// An answer in words.
  private func words(_ key: DecisiveKey) -> String {
    let sense =
      switch key.sense {
      case .regret: "regret within \(plain(100 * result.rule.within))% of the largest"
      case .correction: "the earliest correction that makes success at least \(plain(result.rule.tau)) likely"
      case .impossible: "the earliest decision after which success is impossible"
      }
    return "\(sense), \(key.continuation == .policy ? "the policy going on" : "the best play going on")"
  }

  private var scores: Table {
    var table = BlameTables.scores(
      "Whom each method and each trivial rule blames, held to \(words(result.key))",
      result.subjects.map(BlameTables.Row.init), result.limits, luck: held.undecided > 0,
      showsAll: result.view.details)
    let percent = Numerals.fixed(100 * result.plan.confidence, 0)
    table.notes.append(
      "equal credits share the blame; \(percent)% intervals over batches: Wilson's with the design effect for shares of "
        + "episodes, resampled batches where blame is shared; where fewer than 5 batches are unlike the others, a batch of a "
        + "method counts as one episode")
    return table.foldingRows(of: "numbers")
  }

  private var keys: Table {
    var table = Table(
      "Which decision was decisive, by the sense and by what follows it",
      [
        "sense", "going on", .share("decided"), .number("decisions", decimals: 2),
        .number("turn", decimals: 2),
        "most often", .share("agrees"),
      ], keys: 2,
      notes: [
        "decided: share of the failed episodes with a decisive decision; turn: of the first, from 0; agrees: share of the "
          + "episodes decided both ways that have one in common with the answer above"
      ])
    for key in result.keys {
      let most = key.agents.max { $0.share < $1.share }
      table.add([
        .text(key.key.sense.rawValue), .text(key.key.continuation.rawValue),
        .share(
          Double(key.decided) / Double(max(1, key.decided + key.undecided)), of: key.decided + key.undecided),
        key.decided > 0 ? .number(key.decisions) : .absent, key.decided > 0 ? .number(key.turn) : .absent,
        most.map { key.decided > 0 ? .text("\($0.agent.name) \(Numerals.share($0.share))") : .absent }
          ?? .absent,
        key.agreement.optional == nil ? .absent : .share(key.agreement),
      ])
    }
    return table
  }

  // MARK: Details

  private var steps: Table {
    var table = Table(
      "Step accuracy by every answer",
      [.text("blame")] + DecisiveKey.all.map { .number($0.description) })
    for (subject, steps) in zip(result.subjects, result.steps) {
      table.add([.text(BlameTables.name(subject))] + steps.map { .number($0) })
    }
    return table.foldingRows(of: "numbers")
  }

  private var agents: Table {
    var table = Table(
      "Agents' shares of the decisive decisions",
      [.text("agent")] + DecisiveKey.all.map { .share($0.description) })
    for (place, agent) in result.scenario.agents.enumerated() {
      table.add(
        [.text(agent.name)]
          + result.keys.map { key in
            key.decided > 0 && key.agents.indices.contains(place) ? .share(key.agents[place].share) : .absent
          })
    }
    return table
  }

  private func table(of example: BlameExample) -> Table {
    let methods = result.subjects.filter { $0.method != nil }
    var table = Table(
      "Episode \(example.episode), which ended in \(example.status), with every credit",
      [.count("turn"), "agent", "action", .number("regret")]
        + methods.map { .number($0.label, signed: true) },
      keys: 3, notes: ["*: decisive"])
    for decision in example.decisions {
      table.add(
        [
          .count(decision.turn), .text(decision.agent.name), .text(decision.action),
          Cell.number(decision.regret).marked("*", if: decision.isDecisive),
        ] + decision.credits.map { .number($0) })
    }
    return table
  }
}
