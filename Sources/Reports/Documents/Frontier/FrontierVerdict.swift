import Ascribe
import CreditStatistics
import Ground

/// What a frontier decides, in a few sentences: which arm is best at which budget, where one overtakes another, and what is left
/// to be won.
struct FrontierVerdict {
  let result: FrontierResult

  private var plan: FrontierSummary { result.plan }

  var findings: [Finding] {
    let choices = result.parameter == nil ? best(in: result.settings[0]) : bestBySetting
    return choices + crossings + [left].compactMap(\.self)
  }

  /// The interval of a crossing; an end beyond the budgets has its sign.
  static func interval(_ crossing: FrontierResult.Crossing, of pair: FrontierResult.Pair) -> String {
    let end = { (end: Double?, sign: String, limit: Int?) in
      end.map { Numerals.count(Int($0.rounded())) } ?? "\(sign) \(Numerals.count(limit ?? 0))"
    }
    return "[\(end(crossing.lower, "<", pair.budgets.first)), \(end(crossing.upper, ">", pair.budgets.last))]"
  }

  /// The cheapest of the best arms at each budget: in a row of equal ones from the first to the last budget.
  private func choices(_ setting: FrontierResult.Setting, price: Double) -> [(arm: String, budgets: [Int])] {
    var runs: [(arm: String, budgets: [Int])] = []
    for lead in setting.leads where lead.price == price {
      let arm = result.arms[lead.cheapest].label
      if let last = runs.last, last.arm == arm {
        runs[runs.count - 1].budgets.append(lead.budget)
      } else {
        runs.append((arm, [lead.budget]))
      }
    }
    return runs
  }

  private func sentence(_ runs: [(arm: String, budgets: [Int])]) -> String {
    guard runs.count > 1 else { return "\(runs[0].arm) at every budget" }
    let parts = runs.enumerated().map { place, run in
      let (first, last) = (run.budgets[0], run.budgets[run.budgets.count - 1])
      if place == 0 { return "\(run.arm) up to \(Numerals.count(last)) turns" }
      if place == runs.count - 1 { return "\(run.arm) from \(Numerals.count(first)) turns on" }
      return first == last
        ? "\(run.arm) at \(Numerals.count(first))"
        : "\(run.arm) from \(Numerals.count(first)) to \(Numerals.count(last))"
    }
    return parts.joined(separator: ", ")
  }

  /// One finding for all prices with the same choices.
  private func best(in setting: FrontierResult.Setting) -> [Finding] {
    var grouped: [(words: String, prices: [Double])] = []
    for price in plan.prices {
      let runs = choices(setting, price: price)
      guard !runs.isEmpty else { continue }
      let words = sentence(runs)
      if let place = grouped.firstIndex(where: { $0.words == words }) {
        grouped[place].prices.append(price)
      } else {
        grouped.append((words, [price]))
      }
    }
    if grouped.isEmpty {
      return [Finding("The exact gradient is 0: no credit can point anywhere.")]
    }
    return grouped.map { words, prices in
      Finding(
        "Best for the turns\(restoring(prices, of: grouped.count)): \(words).",
        evidence: evidence(setting, price: prices[0]))
    }
  }

  private func restoring(_ prices: [Double], of groups: Int) -> String {
    groups == 1
      ? "" : ", a restored state costing \(prices.map(plain).joined(separator: " or "))"
  }

  /// What the best arms reach at the last budget, and who is close to them.
  private func evidence(_ setting: FrontierResult.Setting, price: Double) -> String? {
    guard let lead = setting.leads.last(where: { $0.price == price }) else { return nil }
    let words = { (arm: Int) -> String? in
      setting.points.first { $0.arm == arm && $0.price == price && $0.budget == lead.budget }.map {
        "\(result.arms[arm].label) \(Numerals.estimate($0.alignment.mean, $0.alignment.interval))"
      }
    }
    let close =
      lead.close.isEmpty ? "" : "; not told apart: \(lead.close.compactMap(words).joined(separator: ", "))"
    return "alignment at \(Numerals.count(lead.budget)): \(words(lead.best) ?? "")\(close)"
  }

  /// At the last budget, the choice by the value of the parameter.
  private var bestBySetting: [Finding] {
    guard let parameter = result.parameter, let budget = plan.budgets.last else { return [] }
    return plan.prices.compactMap { price -> String? in
      var runs: [(arm: String, values: [String])] = []
      for setting in result.settings {
        guard let lead = setting.leads.last(where: { $0.price == price && $0.budget == budget }) else {
          continue
        }
        let arm = result.arms[lead.cheapest].label
        if let last = runs.last, last.arm == arm {
          runs[runs.count - 1].values.append(setting.value ?? "")
        } else {
          runs.append((arm, [setting.value ?? ""]))
        }
      }
      guard !runs.isEmpty else { return nil }
      let parts = runs.map { run in
        let last = run.values[run.values.count - 1]
        return run.values.count == 1
          ? "\(run.arm) at \(parameter) \(last)" : "\(run.arm) at \(parameter) \(run.values[0]) to \(last)"
      }
      return parts.joined(separator: ", ")
    }.enumerated().reduce(into: [(String, [Double])]()) { grouped, next in
      let price = plan.prices[next.offset]
      if let place = grouped.firstIndex(where: { $0.0 == next.element }) {
        grouped[place].1.append(price)
      } else {
        grouped.append((next.element, [price]))
      }
    }.map { words, prices in
      let priced =
        prices.count == plan.prices.count
        ? "" : ", a restored state costing \(prices.map(plain).joined(separator: " or "))"
      return Finding("Best for \(Numerals.count(budget)) turns\(priced): \(words).")
    }
  }

  /// Crossings that are known on both sides, those of the arms that are best somewhere first.
  private var crossings: [Finding] {
    let found = result.settings.flatMap { setting in
      setting.pairs.compactMap { pair -> (text: String, isLeading: Bool)? in
        guard let crossing = pair.crossing, crossing.isClosed else { return nil }
        let before = crossing.ahead == pair.first ? pair.second : pair.first
        let leading = Set(setting.leads.map(\.cheapest))
        let place = setting.value.map { "\(result.parameter ?? "") \($0): " } ?? ""
        let price = pair.price.map { ", a restored state costing \(plain($0))" } ?? ""
        return (
          "\(place)\(result.arms[crossing.ahead].label) overtakes \(result.arms[before].label) at "
            + "\(Numerals.count(Int(crossing.budget.rounded()))) turns "
            + "\(Self.interval(crossing, of: pair))\(price).",
          leading.contains(pair.first) && leading.contains(pair.second)
        )
      }
    }
    let ordered = found.filter(\.isLeading) + found.filter { !$0.isLeading }
    return ordered.prefix(2).map { Finding($0.text) }
  }

  /// What better credit could still win with as many turns.
  private var left: Finding? {
    guard result.parameter == nil, let setting = result.settings.first, let price = plan.prices.first,
      let lead = setting.leads.last(where: { $0.price == price })
    else { return nil }
    let controls = setting.points.filter {
      result.arms[$0.arm].isControl && $0.price == price && $0.budget == lead.budget
    }
    guard
      let control = controls.max(by: {
        ($0.alignment.mean.optional ?? -1) < ($1.alignment.mean.optional ?? -1)
      }),
      let best = setting.points.first(where: {
        $0.arm == lead.best && $0.price == price && $0.budget == lead.budget
      }),
      let top = control.alignment.mean.optional, let own = best.alignment.mean.optional
    else { return nil }
    let name = result.arms[control.arm].label
    return Finding(
      // What would be shown as no more is none.
      top - own >= 0.0005
        ? "Exact credit on as many turns would be aligned by \(Numerals.fixed(top)), \(Numerals.signed(top - own)) more."
        : "Exact credit on as many turns is aligned by \(Numerals.fixed(top)), no better.",
      evidence: "\(name) at \(Numerals.count(lead.budget))")
  }
}
