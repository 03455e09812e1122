import CreditMethods
import Testing
import TestSupport
import Trajectories

@testable import Critics

/// Mixing critics on random small batches with random settings: against their formulas, and what must not matter.
@Suite struct MixingReferenceTests {
  private static let methods: [any TurnCritic.Type] = [
    VDN.self, DOP.self, QMIX.self, QTRAN.self, QPLEX.self, SQDDPG.self, SHAQ.self, LICA.self,
  ]

  private func settings(_ card: MethodCard, seed: UInt64) -> String {
    var generator = SplitMix64(seed: seed)
    let words = [
      "steps": ["1", "2", "5"], "hidden": ["1", "3"], "copy": ["1", "2"], "rate": ["0.05", "0.3"],
      "tolerance": ["1e-6"], "averaging": ["0.5", "1"], "noise": ["0"], "orders": ["1"],
      "gamma": ["0", "0.9", "1"], "successReward": ["1", "10"], "weightGreedy": ["0.5", "1"],
    ]
    // Folds are the matter of FoldedCriticTests.
    return card.parameters.filter { !["fit", "folds", "unmet"].contains($0.name) }.map { parameter in
      let values: [String]
      switch parameter.kind {
      case .choice(let choices), .file(let choices): values = choices
      case .flag: values = ["true", "false"]
      case .integer, .number: values = words[parameter.name] ?? ["0", "0.25", "1"]
      }
      return "\(parameter.name)=\(values.randomElement(using: &generator) ?? "")"
    }.joined(separator: " ")
  }

  /// Five gradient steps at most, so that what differs in the last digit has no time to grow.
  @Test(arguments: methods.indices) func agreesWithTheFormulas(index: Int) throws {
    let method = Self.methods[index]
    for seed in UInt64(600)..<608 {
      let episodes = mixingDrafts(seed: seed)
      let settings = settings(method.fullCard, seed: seed)
      let parameters = try ParameterValues(pairs(settings), for: method.fullCard.parameters, of: "")
      expectEqual(
        try credits(method, makeBatch(episodes), settings),
        NaiveMixing(method.card.id, episodes, parameters).credits(), within: 1e-8,
        "\(method.card.id), seed \(seed), \(settings)")
    }
  }

  /// The same batch and seed give the same digits; another seed moves what is drawn.
  @Test(arguments: methods.indices) func fitsAreDeterministic(index: Int) throws {
    let method = Self.methods[index]
    let batch = makeBatch(mixingDrafts(seed: 77))
    let isDrawn = method.fullCard.parameters.contains { $0.name == "noise" }
    let settings = "reward=trace steps=20" + (isDrawn ? " noise=0.5" : "")
    let first = try make(method, settings).attribute(batch, in: AttributionContext(seed: 1))
    let second = try make(method, settings).attribute(batch, in: AttributionContext(seed: 1))
    #expect(first.credits == second.credits)
    #expect(first.fits == second.fits)
    let other = try make(method, settings).attribute(batch, in: AttributionContext(seed: 2))
    #expect((other.credits != first.credits) == isDrawn)
  }

  /// Rows carry the weight of their turns: every episode twice changes nothing, and adds no row.
  @Test(arguments: methods.indices) func twiceTheEpisodesAreTheSameRows(index: Int) throws {
    let method = Self.methods[index]
    let episodes = mixingDrafts(seed: 78)
    let copies = episodes.map { draft in
      var draft = draft
      draft.name += "-again"
      return draft
    }
    let settings = "reward=trace steps=20"
    let once = try make(method, settings).attribute(makeBatch(episodes), in: AttributionContext())
    let twice = try make(method, settings).attribute(
      makeBatch(episodes + copies), in: AttributionContext())
    expectEqual(Array(twice.credits[..<once.credits.count]), once.credits, within: 1e-9)
    #expect(twice.fits.map(\.parameters) == once.fits.map(\.parameters))
  }

  /// Episodes beside the judged ones count in the fit and get no credits.
  @Test(arguments: methods.indices) func valuesComeFromAllEpisodes(index: Int) throws {
    let method = Self.methods[index]
    let episodes = mixingDrafts(seed: 79)
    let settings = "reward=trace steps=20 penalty=none"
    let all = try make(method, settings).attribute(makeBatch(episodes), in: AttributionContext())
    let judged = makeBatch(Array(episodes[..<2]))
    let fitting = makeBatch(Array(episodes[2...]))
    let some = try make(method, settings).attribute(judged, in: AttributionContext(fitting: fitting))
    expectEqual(some.credits, Array(all.credits[..<judged.decisionCount]), within: 1e-9)
    #expect(some.fittedTurns == fitting.turnCount && all.fittedTurns == 0)
    let values = try make(method, settings).values(of: judged, in: AttributionContext(fitting: fitting))
    #expect(values.values.count == judged.turnCount && values.fit == some.fits[0])
    #expect(values.kind == .stateAndAction)
  }

  /// What an agent sees is what its utility is a table of.
  @Test func utilitiesSeeWhatTheViewSays() throws {
    let turn = { (state: String, hidden: String, reward: Double) in
      TurnDraft(
        state: state, privileged: hidden, reward: reward,
        decisions: ["x", "y"].map { DecisionDraft(agent: "agent \($0)", action: $0, observation: "same") })
    }
    let batch = makeBatch([
      EpisodeDraft(name: "a", turns: [turn("A", "low", 1)]),
      EpisodeDraft(name: "b", turns: [turn("A", "high", 3)]),
    ])
    expectEqual(try jointValues(VDN.self, batch, "").values, [2, 2], within: 1e-12)
    expectEqual(try jointValues(VDN.self, batch, "view=privileged").values, [1, 3], within: 1e-12)
    expectEqual(try jointValues(VDN.self, batch, "view=both").values, [1, 3], within: 1e-12)
    // The central critic of LICA sees the state whatever the utilities see.
    expectEqual(try jointValues(LICA.self, batch, "").values, [1, 3], within: 1e-12)
  }

  // MARK: What is refused

  private func message<Method: CreditMethod>(
    _ method: Method.Type, _ episodes: [EpisodeDraft], _ settings: String = ""
  ) throws -> String {
    let batch = makeBatch(episodes)
    return try #require(throws: AttributionError.self) { try credits(method, batch, settings) }.description
  }

  @Test(arguments: methods.indices) func oneAgentIsNoTeam(index: Int) throws {
    let method = Self.methods[index]
    #expect(
      try message(method, pathEpisodes)
        == "method \"\(method.card.id)\": it divides the value of a team and needs at least two agents; all decisions are of agent \"planner\"."
    )
    #expect(method.card.needs.contains(.severalAgents))
  }

  @Test(arguments: methods.indices) func nothingToDivideIsNothingToRefuse(index: Int) throws {
    let method = Self.methods[index]
    #expect(try credits(method, TrajectoryBatch()) == [])
    // Nothing was paid: all credits are 0, and no fit was needed.
    let found = try make(method, "reward=trace penalty=none").attribute(
      makeBatch([EpisodeDraft(name: "e", turns: [jointTurn("S", [0, 1], pays: 0)])]),
      in: AttributionContext())
    #expect(found.credits == [0, 0])
    #expect(found.fits.map(\.iterations) == [0] && found.fits[0].hasConverged)
  }

  @Test func aFitThatDivergesNamesItsLastLoss() throws {
    let rows = try mixingRows(seed: 3)
    let model = Diverging(rows: rows)
    let rules = try make(QMIX.self, "rate=0.01").rules
    let targets = MixingTargets(
      of: rows, rewards: rows.turnRow.map { _ in 1 }, turnStart: [0, Int32(rows.turnRow.count)],
      target: .mc, gamma: 0)
    let error = try #require(throws: MixingDivergence.self) {
      _ = try model.fitted(to: targets, by: rules, seed: 0)
    }
    #expect(error == MixingDivergence(step: 3, lastFiniteLoss: 2))
  }

  /// The loss of 2 in units of rewards of 3.
  @Test func aMethodSaysThatItsFitDiverged() throws {
    let method = try make(DivergingMethod.self, "reward=trace rate=0.01")
    let batch = makeBatch([EpisodeDraft(name: "e", turns: [jointTurn("S", [0, 1], pays: -3)])])
    let error = try #require(throws: AttributionError.self) {
      _ = try method.attribute(batch, in: AttributionContext())
    }
    #expect(
      error.description
        == "method \"qmix\": the fit diverged at step 3; the last finite loss was 18.0. Use a smaller rate.")
  }

  /// 40 joint actions of 7 agents and 4096 orders: 40 · 7 · 4096.
  @Test func tablesThatAreTooLargeAreRefused() throws {
    let episodes = (0..<40).map { play in
      let actions = (0..<7).map { play >> $0 & 1 }
      return EpisodeDraft(name: "e\(play)", turns: [jointTurn("S", actions, pays: 1)])
    }
    #expect(
      try message(SQDDPG.self, episodes, "reward=trace orders=4096")
        == "method \"sqddpg\": 40 joint actions have 1146880 marginal contributions; at most 1000000 are fitted. Set fewer orders, or give fewer episodes."
    )
    #expect(try credits(SQDDPG.self, makeBatch(episodes), "reward=trace orders=4").count == 280)
  }

  @Test func aRewardOutOfRangeIsNamed() throws {
    var episodes = mixingDrafts(seed: 70)
    for episode in episodes.indices {
      (episodes[episode].status, episodes[episode].score) = (.success, 1e10)
    }
    #expect(
      try message(VDN.self, episodes, "reward=score successReward=1e300")
        == "method \"vdn\": a reward is beyond the range of numbers.")
  }

  @Test func aLearningRateOutOfRangeIsRefused() throws {
    for (name, value) in [("rate", "0"), ("rate", "2"), ("averaging", "0"), ("steps", "0"), ("noise", "-1")] {
      #expect(throws: ParameterError.self) { try make(QMIX.self, "\(name)=\(value)") }
    }
    let error = try #require(throws: ParameterError.self) { try make(QMIX.self, "rate=2") }
    #expect(
      error.description
        == "qmix: parameter \"rate\" is \"2\"; accepted: a number above 0 and at most 1.")
  }

  /// A limit that comes before the end is reported.
  @Test func aFitThatIsCutOffSaysSo() throws {
    let batch = makeBatch(gameEpisodes(try MatrixGames.qtran()))
    let fit = try jointValues(QTRAN.self, batch, "steps=3").fit
    #expect(!fit.hasConverged && fit.iterations == 3 && fit.residual > 1e-6)
    #expect(fit.what == "the joint action value of qtran")
    // 3 + 3 utilities, one correction, nine joint actions.
    #expect(fit.parameters == 16)
  }
}

/// A method of that model, under the card of another one.
private struct DivergingMethod: MixingMethod {
  static let card = QMIX.card
  private let mixing = MixingParameters(
    targets: [.greedy, .policy, .mc], readings: [.utilities], by: .gradientSteps)
  var rules: MixingRules { mixing.rules }
  func model(of rows: TeamRows, seed: UInt64) -> Diverging { Diverging(rows: rows) }
}

/// A model whose loss is 0, 1, 2 and then infinite.
private struct Diverging: GradientModel {
  let rows: TeamRows
  var parameterCount: Int { 1 }
  func start(noise: Double, seed: UInt64) -> [Double] { [0] }
  func loss(_ parameters: [Double], _ targets: [Double], gradient: inout [Double]) -> Double {
    gradient[0] = -1
    let steps = (parameters[0] / 0.01).rounded()
    return steps < 3 ? steps : .infinity
  }
  func values(_ parameters: [Double]) -> [Double] { rows.rowCell.map { _ in 0 } }
  func greedyValues(_ parameters: [Double]) -> [Double] { [] }
  func value(of row: Int, replacing place: Int, by choice: Int, _ parameters: [Double]) -> Double? { nil }
  func utility(of choice: Int, at place: Int, in row: Int, _ parameters: [Double]) -> Double? { nil }
}
