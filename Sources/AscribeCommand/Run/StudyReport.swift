import Ground
import Ascribe
import CreditMethods
import CreditStatistics
import Trajectories
import Simulation

/// A study as a person reads it.
struct StudyReport {
  private let result: StudyResult
  private let plan: StudyPlan
  private let loaded: LoadedScenario
  private let showsCells: Bool
  private let output: String?

  init(_ result: StudyResult, _ plan: StudyPlan, _ loaded: LoadedScenario, showsCells: Bool, output: String?)
  {
    self.result = result
    self.plan = plan
    self.loaded = loaded
    self.showsCells = showsCells
    self.output = output
  }

  var lines: [String] {
    var lines = header + [""] + creditMaps + [""] + methodTable + [""] + diagnosticTable
    let games = result.methods.flatMap(gameLines)
    if !games.isEmpty { lines += ["", "Coalition games"] + games }
    let fits = result.methods.compactMap { FitText.line($0.fits, of: $0.request.label) }
    if !fits.isEmpty { lines += ["", "Fits of critics"] + fits }
    lines += [""] + ContrastLines(plan.methods).lines
    if plan.methods.count > 1 { lines += [""] + pairTable }
    if showsCells { lines += [""] + cellTable }
    if let example = result.example { lines += [""] + exampleTable(example) }
    if let output {
      lines += ["", "Written to \(output): trace, exact credits, credits of each method, results.json."]
    }
    return lines
  }

  private var header: [String] {
    let sampled = result.sampled
    let percent = Numerals.fixed(100 * plan.confidence, 0)
    return [
      loaded.title,
      "\(Numerals.count(plan.mdp.stateCount)) states, \(Numerals.count(plan.mdp.informationStateCount)) information "
        + "states, horizon \(plan.mdp.horizon); policy \(loaded.choice), memory \(plan.mdp.memory), seed \(plan.seed)",
      "\(Numerals.count(sampled.batches, "batch", plural: "batches")) of "
        + "\(Numerals.count(plan.episodes, "episode")) in groups of \(plan.groupSize): "
        + "\(Numerals.count(sampled.turns, "turn")), \(Numerals.count(sampled.decisions, "decision"))",
      "",
      "Return  exact \(Numerals.fixed(result.value, 4)), sampled \(estimate(result.meanReturn, 4)) (\(percent)% over batches)",
      "Success exact \(Numerals.fixed(result.successProbability, 4)), sampled \(estimate(result.successShare, 4))",
      ledgerLine(result.ledger),
    ]
  }

  private func estimate(_ estimate: Estimate, _ decimals: Int = 3) -> String {
    let interval = Numerals.interval(estimate.interval, decimals)
    return Numerals.measured(estimate.mean, decimals) + (interval.isEmpty ? "" : " \(interval)")
  }

  private var creditMaps: [String] {
    let maps = CreditMap(result.units, agents: plan.mdp.agents, horizon: plan.mdp.horizon)
    let size =
      ["Exact credit by agent and turn: root mean square, how much the decision matters"]
      + maps.lines { $0.rootMeanSquare }
    // Where every episode succeeds, or none does, the means are those of all episodes, which are 0.
    guard result.units.contains(where: { $0.meanInSuccess != nil && $0.meanInFailure != nil }) else {
      return size
    }
    return size + ["", "The same, in episodes that succeed: mean exact credit"]
      + maps.lines(signed: true) { $0.meanInSuccess } + ["", "and in episodes that do not"]
      + maps.lines(signed: true) { $0.meanInFailure }
  }

  private var methodTable: [String] {
    var table = TextTable([
      "method", "Spearman", "", "Pearson", "", "sign", "error", "pivotal turn", "noise", "replays",
      "extra turns",
    ])
    for method in result.methods {
      table.add([
        method.request.label, Numerals.measured(method.spearman.mean),
        Numerals.interval(method.spearman.interval),
        Numerals.measured(method.pearson.mean), Numerals.interval(method.pearson.interval),
        Numerals.measured(method.signAgreement.mean), Numerals.measured(method.relativeError.mean),
        Numerals.measured(method.pivotalTurnRecall.mean), Numerals.measured(method.decisionVariance.mean),
        Numerals.count(method.replays), Numerals.count(method.extraTurns),
      ])
    }
    return [
      "Methods against the exact counterfactual credit of every decision (mean over batches, bootstrap interval)"
    ] + table.lines + [
      "sign: share of decisions with the exact sign; error: after the best scale, 1 is what a credit of 0 gets;",
      "pivotal turn: share of episodes whose decisive turn gets the largest credit; noise: variance of the credit",
      "between identical decisions over that between all; replays: simulated continuations; extra turns: those of",
      "replays and of episodes for fitting, beside \(Numerals.count(result.sampled.turns)) turns that every method reads",
    ]
  }

  /// C3's three diagnostics.
  private var diagnosticTable: [String] {
    var table = TextTable(["method", "fidelity", "", "of first decisions", "", "within-group variance", ""])
    for method in result.methods {
      table.add([
        method.request.label, Numerals.measured(method.spearman.mean),
        Numerals.interval(method.spearman.interval), Numerals.measured(method.fidelity.mean),
        Numerals.interval(method.fidelity.interval), Numerals.measured(method.withinGroupVariance.mean, 5),
        Numerals.interval(method.withinGroupVariance.interval, 5),
      ])
    }
    let exact = result.diagnostics.withinGroupVariance
    table.add([
      "exact", "", "", "", "", Numerals.measured(exact.mean, 5), Numerals.interval(exact.interval, 5),
    ])
    return [
      "Diagnostics of C3, over decisions in the same context (turn, state, agent, teammates' actions)"
    ] + table.lines + [
      "influence on the next teammate's action, nats: plug-in \(estimate(result.diagnostics.influence, 4)), exact "
        + estimate(result.diagnostics.exactInfluence, 4)
    ]
  }

  /// What a coalition method says of its games beside the credits.
  private func gameLines(_ method: MethodResult) -> [String] {
    guard let games = method.games else { return [] }
    var parts = [
      "\(Numerals.count(games.games, "game")), \(Numerals.count(games.evaluations, "coalition")) valued"
    ]
    if let mean = games.meanStandardError.optional, let largest = games.largestStandardError.optional {
      parts.append(
        "standard error of a player's value \(Numerals.fixed(mean, 4)) on average, at most "
          + Numerals.fixed(largest, 4))
    }
    if games.withoutStandardError > 0 {
      parts.append(
        "\(Numerals.count(games.withoutStandardError, "value")) from a single order, of unknown error")
    }
    if games.impreciseGames > 0 {
      parts.append(
        "orders ran out before the precision was reached in \(Numerals.count(games.impreciseGames, "game"))")
    }
    if games.leastCores > 0 {
      let excess = games.largestLeastCoreExcess.optional.map {
        ", largest excess of a least core \(Numerals.fixed($0, 4))"
      }
      parts.append("\(Numerals.count(games.withCore)) with a core" + (excess ?? ""))
    }
    if games.testedForCore > 0 {
      parts.append(
        "values in the core in \(Numerals.count(games.inCore)) of \(Numerals.count(games.testedForCore)) tested"
      )
    }
    return ["\(method.request.label): " + parts.joined(separator: "; ")]
  }

  private var pairTable: [String] {
    let labels = plan.methods.map(\.label)
    var table = TextTable(["row less column"] + labels.dropFirst())
    for (row, label) in labels.enumerated().dropLast() {
      let cells = labels.indices.dropFirst().map { column in
        result.pairs.first { $0.first == label && $0.second == labels[column] && column > row }.map(pairText)
          ?? ""
      }
      table.add([label] + cells)
    }
    let withheld = result.pairs.filter { $0.difference.reason == .notComparable }.map { pair in
      "\(pair.first) and \(pair.second) are not ranked: their contrasts differ in "
        + pair.contrastDifferences.map { "\"\($0)\"" }.joined(separator: ", ") + "."
    }
    return [
      "Differences of Spearman (Wilcoxon signed-rank over batches; * where Holm's adjusted p is below 0.05)"
    ] + table.lines + withheld + (withheld.isEmpty ? [] : ["--across-contrasts ranks them all the same."])
  }

  private func pairText(_ pair: MethodPair) -> String {
    if pair.difference.reason == .notComparable { return "not ranked " }
    let difference = pair.difference.optional.map { Numerals.signed($0) } ?? "undefined"
    return difference + ((pair.adjustedPValue.optional ?? 1) < 0.05 ? "*" : " ")
  }

  private var cellTable: [String] {
    var table = TextTable(["agent", "turn", "decisions", "exact"] + plan.methods.map(\.label))
    let text = { (mean: CellMean) in
      (mean.mean.optional.map { Numerals.signed($0) } ?? "undefined")
        + (mean.standardError.optional.map { " ±\(Numerals.fixed($0))" } ?? "")
    }
    for cell in result.cells {
      table.add(
        [cell.agent.name, "\(cell.turn)", Numerals.count(cell.decisions), text(cell.exact)]
          + cell.methods.map(text))
    }
    return ["Mean credit by agent and turn ± standard error over batches, each method in its own scale"]
      + table.lines
  }

  private func exampleTable(_ example: ExampleEpisode) -> [String] {
    var table = TextTable(["turn", "agent", "action", "exact"] + plan.methods.map(\.label), left: [0, 1, 2])
    for decision in example.decisions {
      table.add(
        ["\(decision.turn)", decision.agent.name, decision.action, Numerals.signed(decision.exact)]
          + decision.credits.map { Numerals.signed($0) })
    }
    return ["Episode \(example.name) (\(example.status)), each method in its own scale"] + table.lines
  }
}

/// The line that says where the variance of the return comes from.
func ledgerLine(_ ledger: VarianceLedger) -> String {
  guard ledger.total > 0 else { return "Variance of the return 0: every episode pays the same" }
  let share = { (part: Double) in Numerals.share(part / ledger.total) }
  return
    "Variance of the return \(Numerals.fixed(ledger.variance, 4)): start \(share(ledger.start)), decisions "
    + "\(share(ledger.decisions.reduce(0, +))), luck \(share(ledger.luck.reduce(0, +))), endings \(share(ledger.final))"
}
