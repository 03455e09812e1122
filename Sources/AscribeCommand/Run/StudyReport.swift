import Ground
import Ascribe
import CreditMethods
import CreditStatistics
import Trajectories
import Simulation

/// A study as a person reads it, from its result alone.
struct StudyReport {
  private let result: StudyResult

  init(_ result: StudyResult) { self.result = result }

  private var labels: [String] { result.methods.map(\.method.label) }

  var lines: [String] {
    var lines = header + [""]
    if let exact = result.exact { lines += creditMaps(exact) + [""] }
    lines += methodTable + [""] + diagnosticTable
    let games = result.methods.flatMap(gameLines)
    if !games.isEmpty { lines += ["", "Coalition games"] + games }
    let fits = result.methods.compactMap { FitText.line($0.fits, of: $0.method.label) }
    if !fits.isEmpty { lines += ["", "Fits of critics"] + fits }
    lines += [""] + ContrastLines(result.methods.map(\.method)).lines
    if result.methods.count > 1 { lines += [""] + pairTable }
    if result.view.cells { lines += [""] + cellTable }
    if let example = result.example { lines += [""] + exampleTable(example) }
    return lines
  }

  private var header: [String] {
    let (scenario, plan, sampled) = (result.scenario, result.plan, result.sampled)
    let percent = Numerals.fixed(100 * plan.confidence, 0)
    return [
      scenario.names.title,
      sizes
        + "horizon \(scenario.horizon); policy \(scenario.names.policy), memory \(scenario.memory), "
        + "seed \(plan.seed)",
      "\(Numerals.count(sampled.batches, "batch", plural: "batches")) of "
        + "\(Numerals.count(plan.episodesPerBatch, "episode")) in groups of \(plan.groupSize): "
        + "\(Numerals.count(sampled.turns, "turn")), \(Numerals.count(sampled.decisions, "decision"))",
      "",
      "Return  \(exactly(result.exact?.value))sampled \(estimate(result.meanReturn, 4)) (\(percent)% over batches)",
      "Success \(exactly(result.exact?.successProbability))sampled \(estimate(result.successShare, 4))",
    ] + [result.exact.map { ledgerLine($0.ledger) } ?? "No exact truth: \(result.truth.reason ?? "")"]
  }

  private var sizes: String {
    guard let states = result.scenario.states, let known = result.scenario.informationStates else {
      return ""
    }
    return "\(Numerals.count(states)) states, \(Numerals.count(known)) information states, "
  }

  private func exactly(_ value: Double?) -> String {
    value.map { "exact \(Numerals.fixed($0, 4)), " } ?? ""
  }

  private func estimate(_ estimate: Estimate, _ decimals: Int = 3) -> String {
    let interval = Numerals.interval(estimate.interval, decimals)
    return Numerals.measured(estimate.mean, decimals) + (interval.isEmpty ? "" : " \(interval)")
  }

  private func creditMaps(_ exact: ExactFigures) -> [String] {
    let maps = CreditMap(exact.units, agents: result.scenario.agents, horizon: result.scenario.horizon)
    let size =
      ["Exact credit by agent and turn: root mean square, how much the decision matters"]
      + maps.lines { $0.rootMeanSquare }
    // Where every episode succeeds, or none does, the means are those of all episodes, which are 0.
    guard exact.units.contains(where: { $0.meanInSuccess != nil && $0.meanInFailure != nil }) else {
      return size
    }
    return size + ["", "The same, in episodes that succeed: mean exact credit"]
      + maps.lines(signed: true) { $0.meanInSuccess } + ["", "and in episodes that do not"]
      + maps.lines(signed: true) { $0.meanInFailure }
  }

  /// The headings of some quantities; an interval stands in a column of its own.
  private func headings(_ quantities: [Quantity]) -> [String] {
    quantities.flatMap { $0.showsInterval ? [$0.name, ""] : [$0.name] }
  }

  /// The cells of some quantities of a method.
  private func cells(_ quantities: [Quantity], of method: MethodResult) -> [String] {
    quantities.flatMap { quantity in
      let found = method[quantity]
      let mean = Numerals.measured(found.mean, quantity.decimals)
      return quantity.showsInterval ? [mean, Numerals.interval(found.interval, quantity.decimals)] : [mean]
    }
  }

  /// What some quantities mean, for below their table.
  private func meanings(_ quantities: [Quantity]) -> [String] {
    quantities.filter { !$0.meaning.isEmpty }.map { "\($0.name): \($0.meaning)" }
  }

  private var methodTable: [String] {
    let quantities = result.quantities.filter { $0.table == .agreement }
    var table = TextTable(["method"] + headings(quantities) + ["replays", "extra turns"])
    for method in result.methods {
      table.add(
        [method.method.label] + cells(quantities, of: method)
          + [Numerals.count(method.replays), Numerals.count(method.extraTurns)])
    }
    return [
      "Methods against the exact counterfactual credit of every decision (mean over batches, bootstrap interval)"
    ] + table.lines
      + FoldedLines.of(
        meanings(quantities) + [
          "replays: simulated continuations",
          "extra turns: those of replays and of episodes for fitting, beside "
            + "\(Numerals.count(result.sampled.turns)) turns that every method reads",
        ])
  }

  /// C3's three diagnostics. Its fidelity with all candidates is the rank correlation.
  private var diagnosticTable: [String] {
    let quantities = result.quantities.filter { $0.table == .diagnostics }
    var table = TextTable(["method"] + headings(quantities))
    for method in result.methods { table.add([method.method.label] + cells(quantities, of: method)) }
    if let exact = result.exact {
      table.add(
        ["exact"]
          + quantities.flatMap { quantity -> [String] in
            guard quantity == .withinGroupVariance else { return quantity.showsInterval ? ["", ""] : [""] }
            let found = exact.withinGroupVariance
            return [
              Numerals.measured(found.mean, quantity.decimals),
              Numerals.interval(found.interval, quantity.decimals),
            ]
          })
    }
    let exact = result.exact.map { ", exact " + estimate($0.influence, 4) } ?? ""
    return [
      "Diagnostics of C3, over decisions in the same context (turn, state, agent, teammates' actions)"
    ] + table.lines + FoldedLines.of(meanings(quantities) + ["fidelity with all decisions: Spearman above"])
      + ["influence on the next teammate's action, nats: plug-in \(estimate(result.influence, 4))" + exact]
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
    return ["\(method.method.label): " + parts.joined(separator: "; ")]
  }

  private var pairTable: [String] {
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
    var table = TextTable(["agent", "turn", "decisions", "exact"] + labels)
    let text = { (mean: CellMean) in
      (mean.mean.optional.map { Numerals.signed($0) } ?? "undefined")
        + (mean.standardError.optional.map { " ±\(Numerals.fixed($0))" } ?? "")
    }
    for cell in result.cells {
      table.add(
        [
          cell.slice.agent?.name ?? "", cell.slice.turn.map { "\($0)" } ?? "", Numerals.count(cell.decisions),
          cell.exact.map(text) ?? "",
        ]
          + cell.methods.map(text))
    }
    return ["Mean credit by agent and turn ± standard error over batches, each method in its own scale"]
      + table.lines
  }

  private func exampleTable(_ example: ExampleEpisode) -> [String] {
    var table = TextTable(["turn", "agent", "action", "exact"] + labels, left: [0, 1, 2])
    for decision in example.decisions {
      table.add(
        [
          "\(decision.turn)", decision.agent.name, decision.action,
          decision.exact.map { Numerals.signed($0) } ?? "",
        ]
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
