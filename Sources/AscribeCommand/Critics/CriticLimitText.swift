import Ascribe
import Trajectories
import Simulation

/// What critics would have after infinitely many episodes, as a person reads it.
struct CriticLimitText {
  private let result: CriticStudyResult
  private let top: Int

  init(_ result: CriticStudyResult, top: Int) {
    self.result = result
    self.top = top
  }

  var lines: [String] {
    let map = AgentTurnTable(agents: result.scenario.agents, horizon: result.scenario.horizon)
    return overview + ["", "Gap by agent and turn: root mean square"]
      + map.lines(
        result.critics.map { critic in
          (critic.method.label, byScope(critic.limit.gaps.map { ($0.slice, $0.rootMeanSquare) }))
        }) + ["", "Bias given what is known, by agent and turn: mean size"]
      + map.lines(
        result.critics.map { critic in
          (critic.method.label, byScope(critic.limit.biases.map { ($0.slice, $0.meanAbsolute) }))
        }) + [""] + informationStateTable + [""] + agreementTable + [""] + gradientTable
  }

  private func byScope(_ numbers: [(DecisionSlice, Double)]) -> [DecisionSlice: Double] {
    Dictionary(numbers, uniquingKeysWith: { first, _ in first })
  }

  private var overview: [String] {
    var table = TextTable(
      [
        "critic", "mean square gap", "root mean square", "largest", "mean bias", "mean size", "largest",
        "at turn", "knowing",
      ], left: [0, 8])
    for critic in result.critics {
      guard let gap = critic.limit.gaps.first, let bias = critic.limit.biases.first else { continue }
      table.add([
        critic.method.label, Numerals.fixed(gap.meanSquare, 6), Numerals.fixed(gap.rootMeanSquare, 6),
        Numerals.signed(gap.worst, 6),
        Numerals.signed(bias.mean, 6), Numerals.fixed(bias.meanAbsolute, 6),
        Numerals.signed(bias.worst.bias, 6), shows(bias) ? "\(bias.worst.turn)" : "", name(bias),
      ])
    }
    return [
      "Gap between the critic's value and the exact one, and its mean, the bias, given what the acting agents know"
    ]
      + table.lines
  }

  /// Where the largest bias is, unless it is 0.
  private func name(_ bias: ConditionalBiasSummary) -> String { shows(bias) ? bias.worst.name : "" }

  private func shows(_ bias: ConditionalBiasSummary) -> Bool {
    Numerals.fixed(bias.worst.bias, 6) != Numerals.fixed(0, 6)
  }

  private var informationStateTable: [String] {
    var table = TextTable(
      ["critic", "turn", "knowing", "probability", "exact value", "critic's", "bias"], left: [0, 2])
    for critic in result.critics {
      let states = critic.limit.informationStates.filter { $0.agent == nil }
      let weights = states.map { $0.probability * $0.bias * $0.bias }
      // What rounding left of a bias is none.
      let least = 1e-18 * states.reduce(0) { max($0, $1.value * $1.value) }
      for index in largest(top, of: weights, above: least) {
        let state = states[index]
        table.add([
          critic.method.label, "\(state.turn)", state.name, Numerals.fixed(state.probability, 6),
          Numerals.fixed(state.value, 6), Numerals.fixed(state.criticValue, 6),
          Numerals.signed(state.bias, 6),
        ])
      }
    }
    let heading =
      "Bias given what the acting agents know: those of the largest probability times squared bias"
    return table.isEmpty
      ? ["No critic is biased, given what the acting agents know"] : [heading] + table.lines
  }

  private var agreementTable: [String] {
    var table = TextTable(["critic", "agent", "cosine", "relative error"], left: [0, 1])
    for critic in result.critics {
      for agreement in critic.limit.gradientAgreement where isShown(agreement.agent) {
        table.add([
          critic.method.label, agreement.agent?.name ?? "all", Numerals.measured(agreement.cosine, 6),
          Numerals.measured(agreement.relativeError, 6),
        ])
      }
    }
    return ["Policy gradient that the values induce, against the exact one"] + table.lines
  }

  private func isShown(_ agent: AgentID?) -> Bool {
    AgentTurnTable.shown(result.scenario.agents).contains(agent)
  }

  /// Places of the largest numbers above a bound, in descending order; of those that are equal but for rounding the
  /// earlier ones first.
  private func largest(_ count: Int, of numbers: [Double], above bound: Double) -> [Int] {
    let unit = 1e-9 * (numbers.max() ?? 0)
    return Array(
      numbers.indices.filter { numbers[$0] > bound }.sorted {
        (-(numbers[$0] / unit).rounded(), $0) < (-(numbers[$1] / unit).rounded(), $1)
      }.prefix(count))
  }

  private var gradientTable: [String] {
    let gradients = [result.gradient] + result.critics.map(\.limit.gradient)
    let sizes = result.choices.indices.map { choice in gradients.reduce(0) { max($0, abs($1[choice])) } }
    let ranked = largest(sizes.count, of: sizes, above: 1e-12 * (sizes.max() ?? 0))
    guard !ranked.isEmpty else { return ["All of these gradients are 0"] }
    var table = TextTable(
      ["agent", "knowing", "action", "exact"] + result.critics.map(\.method.label), left: [0, 1, 2])
    for choice in ranked.prefix(top).sorted() {
      let name = result.choices[choice]
      table.add(
        [name.agent.name, name.informationState, name.action]
          + gradients.map { Numerals.signed($0[choice], 6) })
    }
    let listed = min(top, ranked.count)
    return ["The \(listed) largest of \(Numerals.count(ranked.count)) entries, by logit"] + table.lines
  }

  /// Everything by agent and turn.
  var cellTable: [String] {
    var table = TextTable(
      [
        "critic", "agent", "turn", "turns an episode", "mean square gap", "root mean square", "largest",
        "mean bias",
        "mean size", "largest", "knowing",
      ], left: [0, 1, 10])
    for critic in result.critics {
      let biases = Dictionary(
        critic.limit.biases.map { ($0.slice, $0) }, uniquingKeysWith: { first, _ in first })
      for gap in critic.limit.gaps where isShown(gap.slice.agent) {
        guard let turn = gap.slice.turn, let bias = biases[gap.slice] else { continue }
        table.add([
          critic.method.label, gap.slice.agent?.name ?? "all", "\(turn)", Numerals.fixed(gap.turns, 4),
          Numerals.fixed(gap.meanSquare, 6), Numerals.fixed(gap.rootMeanSquare, 6),
          Numerals.signed(gap.worst, 6), Numerals.signed(bias.mean, 6),
          Numerals.fixed(bias.meanAbsolute, 6), Numerals.signed(bias.worst.bias, 6), name(bias),
        ])
      }
    }
    return ["Gap and bias by agent and turn"] + table.lines
  }
}
