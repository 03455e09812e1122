import Ascribe

extension CriticStudyResult {
  /// All agents together and each of them; a single agent is all.
  var shownAgents: [AgentID?] { scenario.agents.count > 1 ? [nil] + scenario.agents : [nil] }

  /// How many rows of long lists are shown.
  var top: Int { view.top ?? 8 }

  /// Numbers of the critics by agent (down) and turn (across), all turns first. Critics whose numbers are those of an
  /// earlier one are named below.
  func map(
    _ title: String, _ numbers: (CriticFindings) -> [(slice: DecisionSlice, number: Double)]
  ) -> HeatMap {
    let found = critics.map { critic in
      Dictionary(numbers(critic).map { ($0.slice, $0.number) }, uniquingKeysWith: { first, _ in first })
    }
    let last = min(found.flatMap { $0.keys.compactMap(\.turn) }.max() ?? 0, scenario.horizon - 1)
    let turns: [Int?] = [nil] + (0...max(0, last)).map { $0 }
    var first: [[String]: String] = [:]
    var repeated = Folds()
    var rows: [(name: String, numbers: [Double?])] = []
    for (critic, numbers) in zip(critics, found) {
      let label = critic.method.label
      let all = shownAgents.map { agent in turns.map { numbers[DecisionSlice(agent: agent, turn: $0)] } }
      let shown = all.joined().map { $0.map { Numerals.fixed($0, Self.decimals) } ?? "" }
      if let earlier = first[shown] {
        repeated.add(label, like: earlier)
      } else {
        first[shown] = label
        rows += zip(shownAgents, all).map { agent, numbers in
          (shownAgents.count == 1 ? label : "\(label): \(agent?.name ?? "all")", numbers)
        }
      }
    }
    return HeatMap(
      title, corner: shownAgents.count == 1 ? "critic" : "critic: agent", rows: rows.map(\.name),
      columns: turns.map { $0.map { "t\($0)" } ?? "all turns" }, decimals: Self.decimals,
      notes: repeated.notes(of: "numbers")
    ) { row, column in rows[row].numbers[column] }
  }

  private static let decimals = 4
}

extension Finding {
  /// Which critics come closest to the exact values by a root mean square of each, with the next one as evidence. Values
  /// of states and of states and actions are held against other numbers, and apart.
  static func closest(
    of critics: [CriticFindings], _ when: String, _ number: (CriticFindings) -> Double?
  ) -> [Finding] {
    [false, true].compactMap { valuesActions in
      let found = critics.filter { $0.valuesActions == valuesActions }.compactMap { critic in
        number(critic).map { (label: critic.method.label, number: $0) }
      }
      let hasOther = critics.contains { $0.valuesActions != valuesActions }
      let what = valuesActions ? "exact values of states and actions" : "exact values"
      return closest(
        of: found, isAll: !hasOther, when, to: hasOther && !valuesActions ? "exact values of states" : what)
    }
  }

  private static func closest(
    of found: [(label: String, number: Double)], isAll: Bool, _ when: String, to what: String
  ) -> Finding? {
    guard let least = found.map(\.number).min() else { return nil }
    let text = { (number: Double) in Numerals.fixed(number, 4) }
    // What looks the same is the same to the reader.
    let best = found.filter { text($0.number) == text(least) }
    let others = found.filter { text($0.number) != text(least) }
    let names = best.map(\.label).joined(separator: ", ")
    let next = others.min { $0.number < $1.number }.map { "; next \($0.label) \(text($0.number))" } ?? ""
    let evidence = "root mean square \(text(least))\(next)"
    let isEvery = isAll && others.isEmpty && best.count > 1
    if text(least) == text(0) {
      let who = isEvery ? "every critic has" : "\(names) \(best.count > 1 ? "have" : "has")"
      return Finding("\(when) \(who) the \(what).", evidence: evidence)
    }
    guard !others.isEmpty else {
      let who = isEvery ? "all critics are" : "\(names) \(best.count > 1 ? "are" : "is")"
      return Finding("\(when) \(who) \(text(least)) off the \(what) in root mean square.")
    }
    return Finding(
      "\(when) \(names) \(best.count > 1 ? "come" : "comes") closest to the \(what).", evidence: evidence)
  }
}
