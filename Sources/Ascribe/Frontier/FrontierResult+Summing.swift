import CreditNumerics
import CreditStatistics
import Ground

extension FrontierResult.Setting {
  init(_ frontier: Frontier, _ found: [FrontierCell: FrontierCellSums], value: String?) throws {
    let plan = frontier.plan
    self.value = value
    scenario = ScenarioSummary(plan.study)
    expectedReturn = frontier.step.value
    let exact = frontier.reference.exact
    gradientLength = exact.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let all = SparseVector(exact, at: exact.indices.map { Int32($0) })
    exactImprovement =
      gradientLength > frontier.reference.rounding
      ? frontier.step.improvement(along: all).optional ?? 0 : 0
    leastBudgets = plan.prices.map { price in
      frontier.costs.map { $0.least(groupSize: plan.study.groupSize, restoring: price) }
    }
    let measured = try found.mapValues { try FrontierCellEstimates($0, plan.study) }
    let tables = plan.prices.map { FrontierPrice(frontier, found, measured, price: $0) }
    points = tables.flatMap(\.points)
    leads = tables.flatMap(\.leads)
    pairs = try tables.enumerated().flatMap { place, table in
      try table.pairs(withoutReplays: place == 0)
    }
    let most = found.keys.max { ($0.episodes, -$0.arm) < ($1.episodes, -$1.arm) }
    lengths = most.flatMap { found[$0]?.lengths.summary }
    var study = plan.study
    study.methods = plan.arms.map(\.method)
    study.episodesOfMethods = plan.arms.indices.map { arm in
      found.keys.filter { $0.arm == arm }.map(\.episodes).max() ?? 0
    }
    study.against = .counterfactual
    cards = study.methods.indices.map { CreditCard($0, of: study) }
  }
}

/// The estimates of one arm with one number of episodes.
private struct FrontierCellEstimates {
  let alignment, cosine, improvement: Estimate

  init(_ sums: FrontierCellSums, _ plan: StudyPlan) throws {
    alignment = try Estimate(sums.alignments, plan, within: -1...1)
    cosine = sums.gradients.fidelity(plan).cosine
    improvement = try Estimate(sums.improvements, plan)
  }
}

/// Everything at one price.
private struct FrontierPrice {
  let points: [FrontierResult.Point]
  private let frontier: Frontier
  private let price: Double
  /// By budget, then arm; `nil` for an arm that the budget does not pay for.
  private let sums: [[FrontierCellSums?]]

  private var plan: FrontierPlan { frontier.plan }

  init(
    _ frontier: Frontier, _ found: [FrontierCell: FrontierCellSums],
    _ measured: [FrontierCell: FrontierCellEstimates], price: Double
  ) {
    let plan = frontier.plan
    self.frontier = frontier
    self.price = price
    let cells = plan.budgets.map { budget in
      plan.arms.indices.map { arm in
        frontier.costs[arm].episodes(for: budget, groupSize: plan.study.groupSize, restoring: price).map {
          FrontierCell(arm: arm, episodes: $0)
        }
      }
    }
    sums = cells.map { $0.map { cell in cell.flatMap { found[$0] } } }
    var places: [(budget: Int, cell: FrontierCell, spent: Double, alignment: Double?)] = []
    for (budget, cells) in zip(plan.budgets, cells) {
      for cell in cells.compactMap(\.self) {
        guard let sums = found[cell], let estimates = measured[cell] else { continue }
        places.append((budget, cell, sums.spent(restoring: price), estimates.alignment.mean.optional))
      }
    }
    // The front: at each number of turns the best of all that spend no more.
    let rivals = places.filter { !plan.arms[$0.cell.arm].isControl }
    points = places.compactMap { place in
      guard let sums = found[place.cell], let estimates = measured[place.cell] else { return nil }
      let isEfficient =
        !plan.arms[place.cell.arm].isControl
        && place.alignment.map { own in
          !rivals.contains { rival in
            guard let other = rival.alignment, rival.cell != place.cell else { return false }
            return rival.spent <= place.spent && other >= own && (rival.spent < place.spent || other > own)
          }
        } ?? false
      let batches = Double(max(1, sums.batches))
      return FrontierResult.Point(
        arm: place.cell.arm, budget: place.budget, price: price, episodes: place.cell.episodes,
        spent: place.spent, turns: Double(sums.turns) / batches,
        extraTurns: Double(sums.extraTurns) / batches,
        replays: Double(sums.replays) / batches, alignment: estimates.alignment, cosine: estimates.cosine,
        improvement: estimates.improvement, stillShare: Double(sums.still) / batches,
        isEfficient: isEfficient)
    }
  }

  /// The arms that a trainer could have; all where none of them is.
  private var candidates: [Int] {
    let own = plan.arms.indices.filter { !plan.arms[$0].isControl }
    return own.isEmpty ? Array(plan.arms.indices) : own
  }

  /// The alignments of an arm at a budget, one a batch; `nil` where it is not affordable or they are undefined.
  private func alignments(_ arm: Int, at budget: Int) -> [Double]? {
    guard let sums = sums[budget][arm] else { return nil }
    let defined = sums.alignments.compactMap(\.optional)
    return defined.count == sums.batches ? defined : nil
  }

  /// Who is best at each budget.
  var leads: [FrontierResult.Lead] {
    plan.budgets.indices.compactMap { budget in
      let there = candidates.filter { alignments($0, at: budget) != nil }
      let means = there.map { arm in (alignments(arm, at: budget) ?? []).reduce(0, +) }
      guard let place = means.indices.max(by: { means[$0] < means[$1] }) else { return nil }
      let best = there[place]
      let others = there.filter { $0 != best }
      let tests = others.map { arm in
        HypothesisTest.studentT(of: differences(best, arm, at: budget)).map(\.pValue)
      }
      let adjusted = MultipleComparisons.holm(tests)
      let close = zip(others, adjusted).filter { arm, p in
        // Arms without any spread of differences are told apart if they differ at all.
        p.optional.map { $0 >= 1 - plan.study.confidence }
          ?? differences(best, arm, at: budget).allSatisfy { $0 == 0 }
      }.map(\.0)
      let spent = { (arm: Int) in sums[budget][arm]?.spent(restoring: price) ?? .infinity }
      return FrontierResult.Lead(
        budget: plan.budgets[budget], price: price, best: best, close: close,
        cheapest: ([best] + close).min { spent($0) < spent($1) } ?? best)
    }
  }

  private func differences(_ first: Int, _ second: Int, at budget: Int) -> [Double] {
    zip(alignments(first, at: budget) ?? [], alignments(second, at: budget) ?? []).map { $0 - $1 }
  }

  /// All pairs of arms that some budget pays for both.
  ///
  /// - Parameter withoutReplays: Whether those are among them that restore no states, which are the same at all prices.
  func pairs(withoutReplays: Bool) throws -> [FrontierResult.Pair] {
    let arms = candidates
    return try arms.enumerated().flatMap { place, first in
      try arms.dropFirst(place + 1).compactMap { second -> FrontierResult.Pair? in
        let restores = frontier.costs[first].replays + frontier.costs[second].replays > 0
        guard restores || withoutReplays else { return nil }
        let common = plan.budgets.indices.filter {
          alignments(first, at: $0) != nil && alignments(second, at: $0) != nil
        }
        guard !common.isEmpty else { return nil }
        let budgets = common.map { plan.budgets[$0] }
        let columns = common.map { differences(first, second, at: $0) }
        return FrontierResult.Pair(
          first: first, second: second, price: restores ? price : nil, budgets: budgets,
          differences: try columns.map { try Estimate($0.map { .value($0) }, plan.study) },
          crossing: FrontierResult.Crossing(
            budgets: budgets, differences: columns, of: (first, second), plan.study))
      }
    }
  }
}
