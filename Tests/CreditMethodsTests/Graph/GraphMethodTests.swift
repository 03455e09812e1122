import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Small cases of the graph methods that are worked out by hand, and what they refuse.
@Suite struct GraphMethodTests {
  static let methods: [any CreditMethod.Type] = [
    GraphDistance.self, G2PO.self, GEPO.self, RewardFlow.self, TIGPO.self, GraphPO.self,
  ]

  @Test func namesAndDefaults() throws {
    let written = { (method: any CreditMethod.Type) in
      try ParameterValues(for: method.fullCard.parameters, of: method.card.id).entries.map {
        "\($0.name)=\($0.value)"
      }
    }
    let returns = ["reward=outcome", "successReward=10", "penalty=trajectory", "invalidPenalty=0.1"]
    let standard = ["norm=std", "ddof=1", "eps=1e-06"]
    let episode = ["weighting=trajectory", "singleton=zero", "truncated=failure", "key=state"]
    let graph = ["omega=0.1", "convention=reference", "edges=occurrence"]
    #expect(try written(GraphDistance.self) == returns.dropFirst() + standard + ["key=state"] + graph)
    #expect(try written(G2PO.self) == returns + standard + episode + ["gamma=0.95", "weightGraph=1"])
    #expect(
      try written(GEPO.self) == returns + standard + episode + [
        "weightCentrality=0.1", "gMin=0.95", "gMax=0.99", "eta=1",
      ])
    #expect(
      try written(RewardFlow.self) == returns + ["norm=mean", "ddof=1", "eps=1e-06"] + episode + [
        "gamma=0.9", "convention=reference",
      ])
    #expect(
      try written(TIGPO.self) == returns + standard + episode + ["weightEpisode=1", "weightGraph=1"] + graph
        + [
          "crossTemporal=true"
        ])
    #expect(try written(GraphPO.self) == standard + ["key=state", "w=0.7", "truncated=bootstrap"])
  }

  @Test(arguments: [
    ("graph", "reward=trace"), ("graph", "omega=0"), ("g2po", "weightGraph=-1"), ("g2po", "gamma=1.1"),
    ("gepo", "gMin=-0.1"), ("gepo", "gMax=1.1"), ("gepo", "weightCentrality=-1"), ("gepo", "eta=-1"),
    ("rewardflow", "gamma=2"), ("rewardflow", "convention=progress"), ("tigpo", "crossTemporal=1"),
    ("graphpo", "w=1.1"), ("graphpo", "penalty=none"),
  ])
  func refused(id: String, setting: String) throws {
    let method = try #require(Self.methods.first { $0.card.id == id })
    #expect(throws: ParameterError.self) { try credits(method, workedTrace(.e1), setting) }
  }

  @Test(arguments: methods.indices)
  func nothingEarnsNothing(index: Int) throws {
    #expect(try credits(Self.methods[index], makeBatch([])).isEmpty)
  }

  /// A single turn is compared with nothing, in any term.
  @Test(arguments: methods.indices)
  func groupOfOneEarnsNothing(index: Int) throws {
    for ddof in 0...1 {
      #expect(
        try credits(Self.methods[index], makeBatch([walk("a", ["A"], .success)]), "ddof=\(ddof)") == [0])
    }
  }

  /// Two turns of one episode have an empty episode term, but edges that differ.
  @Test func groupOfOneEpisodeComparesItsTurns() throws {
    let batch = makeBatch([walk("a", ["A", "A"], .success)])
    // V(A) = 10 (0.5 + 0.25) / 2 = 3.75; staying gains 0 and leaving 6.25, both among exits and in the task.
    try expectEqual(credits(G2PO.self, batch, "norm=mean gamma=0.5"), [-6.25, 6.25], within: 1e-12)
    // The end is worth 10 and A 9: staying 0, leaving 1.
    try expectEqual(credits(RewardFlow.self, batch), [-0.5, 0.5], within: 1e-12)
    #expect(try credits(GEPO.self, batch, "norm=mean gMin=0.5") == [-2.5, 2.5])
  }

  /// Successes of 10 · 1e308 overflow; the first turn that it reaches is named.
  @Test(
    arguments: [GraphDistance.self, G2PO.self, GEPO.self, RewardFlow.self, TIGPO.self]
      as [any CreditMethod.Type])
  func overflowIsAnError(method: any CreditMethod.Type) throws {
    let batch = makeBatch([
      walk("a", ["A"], .success, task: "t1"), walk("b", ["A"], .failure), walk("c", ["A"], .success),
      walk("d", ["A"], .success),
    ])
    #expect(
      throws: AttributionError.notFinite(method: method.card.id, episode: "b", turn: 0, agent: "planner")
    ) { try credits(method, batch, "successReward=1.7e308") }
  }

  // MARK: G2PO

  /// An invalid exit loses the penalty under both scopes, but the values of states do not: out of A one invalid and one
  /// valid turn lead to success. V(A) = 5 each; exits 10 - 1 and 10.
  @Test func invalidExitsLoseThePenalty() throws {
    var drafts = [walk("a", ["A"], .success), walk("b", ["A"], .success)]
    drafts[0].turns[0].decisions[0].isValid = false
    let batch = makeBatch(drafts)
    for scope in ["trajectory", "row"] {
      try expectEqual(
        credits(G2PO.self, batch, "norm=mean gamma=0.5 invalidPenalty=1 penalty=\(scope)"), [-1, 1],
        within: 1e-12)
    }
    #expect(try credits(G2PO.self, batch, "norm=mean invalidPenalty=1 penalty=none") == [0, 0])
  }

  /// Under `reward=score` a partial failure has a return, but its end is worth 0: V(A) = (10 + 4) / 2, gains 3 and -7,
  /// exits 10 and 0, episodes 10 and 4.
  @Test func onlySuccessIsWorthSomethingAfterTheEnd() throws {
    var drafts = [walk("a", ["A"], .success), walk("b", ["A"], .failure)]
    drafts[1].score = 0.4
    try expectEqual(
      credits(G2PO.self, makeBatch(drafts), "norm=mean gamma=1 reward=score"), [3 + 5 + 5, -3 - 5 - 5],
      within: 1e-12)
  }

  // MARK: RewardFlow

  /// Z ends a success and also lies on the way of a failure. Seen first from the success it is worth 10, and leaving B
  /// for it 0.5 · 10 more; seen first from the failure it is worth nothing, and so is everything.
  @Test func orderMattersWhereAStateWasReachedWithoutItsReward() throws {
    let success = walk("a", ["B"], .success, final: "Z")
    let failures = [walk("b", ["B", "Z"], .failure), walk("c", ["B"], .failure)]
    let settings = "gamma=0.5 successReward=10"
    let scores = try credits(GRPO.self, makeBatch([success] + failures), "norm=mean")
    let first = try credits(RewardFlow.self, makeBatch([success] + failures), settings)
    // B is worth 5: to Z gains 5 twice, to the end loses 5.
    expectEqual(zip(first, scores).map(-), [10.0 / 3, 10.0 / 3, 0, -20.0 / 3], within: 1e-12)
    let last = try credits(RewardFlow.self, makeBatch(failures + [success]), settings)
    let lastScores = try credits(GRPO.self, makeBatch(failures + [success]), "norm=mean")
    #expect(zip(last, lastScores).map(-) == [0, 0, 0, 0])
  }

  /// A waits and goes on to X, which is reached with -0.05: A is worth 0.9 times that and no more, because waiting leads
  /// nowhere. Waiting gains 0 and going -0.05 + 0.045.
  @Test func waitingGivesAStateNoReward() throws {
    var drafts = [walk("a", ["A", "A"], .failure, final: "X")]
    for turn in 0..<2 { drafts[0].turns[turn].reward = -0.05 }
    try expectEqual(
      credits(RewardFlow.self, makeBatch(drafts), "reward=trace"), [0.0025, -0.0025], within: 1e-15)
  }

  /// The first success stays in A: it gives A nothing, so that A is worth the 10 with which the second one reaches it,
  /// and B 9, where waiting gains 0 and going 1.
  @Test func aSuccessThatStaysIsLostToTheGraph() throws {
    let batch = makeBatch([
      walk("a", ["A"], .success, final: "A"), walk("b", ["B", "B"], .success, final: "A"),
    ])
    try expectEqual(credits(RewardFlow.self, batch), [0, -0.5, 0.5], within: 1e-14)
  }

  /// Z is reached with the success's reward, or first without it.
  @Test func theOrderOfEpisodesIsRemarkedWhereItMatters() throws {
    let remarked = { (drafts: [EpisodeDraft]) in
      try RewardFlow().attribute(makeBatch(drafts), in: AttributionContext()).remarks.tasksByOrder
    }
    let success = walk("a", ["B"], .success, final: "Z")
    #expect(try remarked([success, walk("b", ["B", "Z"], .failure)]) == 1)
    #expect(try remarked([walk("b", ["B", "Z"], .failure), success]) == 1)
    #expect(try remarked([success, walk("b", ["B"], .failure)]) == 0)
    #expect(try remarked([success, walk("b", ["B", "Z"], .failure, task: "t1")]) == 0)
  }

  /// x and y lead to one dead end and are two edges; z leads to success: 0.1, 0.1 and 10, three distances away and none.
  @Test func twoActionsToOneStateAreTwoEdges() throws {
    var drafts = ["x", "y", "z"].map { action in
      EpisodeDraft(
        name: action, status: action == "z" ? .success : .failure,
        turns: [TurnDraft(state: "A", decisions: [DecisionDraft(action: action)])],
        final: action == "z" ? "Z" : "X")
    }
    let third = 1 / 3.0.squareRoot()
    try expectEqual(
      credits(GraphDistance.self, makeBatch(drafts), "edges=unique"), [-third, -third, 2 * third],
      within: 1e-6)
    // Taken again, an edge counts no more.
    drafts.append(drafts[0])
    drafts[3].name = "again"
    try expectEqual(
      credits(GraphDistance.self, makeBatch(drafts), "edges=unique"), [-third, -third, 2 * third, -third],
      within: 1e-6)
    for method in [GraphGPO.self, TIGPO.self] as [any CreditMethod.Type] {
      try expectEqual(
        credits(method, makeBatch(drafts), "edges=unique weightEpisode=0"),
        [-third, -third, 2 * third, -third],
        within: 1e-6)
    }
  }

  /// A penalty does not flow, and lowers its own row where rows are penalised.
  @Test func penaltiesDoNotFlow() throws {
    var drafts = [walk("a", ["A"], .failure, final: "X"), walk("b", ["A"], .failure, final: "Y")]
    drafts[0].turns[0].decisions[0].isValid = false
    // Only the episode terms differ: -1 and 0.
    #expect(try credits(RewardFlow.self, makeBatch(drafts), "invalidPenalty=1") == [-0.5, 0.5])
    #expect(try credits(RewardFlow.self, makeBatch(drafts), "invalidPenalty=1 penalty=row") == [-1, 1])
  }

  // MARK: GEPO and GraphPO

  /// Without success the reward of reaching the central B still ranks the ways out of A; with GraphPO the length does.
  @Test func failuresAreRankedByStructure() throws {
    let batch = makeBatch([
      walk("a", ["A", "B"], .failure, final: "C"), walk("b", ["A"], .failure, final: "D"),
    ])
    // C(B) = 1, the others 0. Episodes earn 1 and 0; G at A is 1 and 0; B is left once.
    try expectEqual(credits(GEPO.self, batch, "norm=mean weightCentrality=1"), [1, 0.5, -1], within: 1e-12)
    let late = makeBatch([walk("a", ["A", "B"], .failure), walk("b", ["A"], .failure)])
    // The end is reached after two turns or one.
    #expect(try credits(GraphPO.self, late, "norm=mean") == [0, -0.5, 0.5])
  }

  /// From B, x leads to A, where another episode starts and succeeds: half of the visits of A succeed. y leads to a dead
  /// end. Values 0.35 and 0.
  @Test func whereAnEpisodeStartsIsVisited() throws {
    let batch = makeBatch([
      walk("a", ["A"], .success, final: "Z"), walk("b", ["B"], .failure, final: "A"),
      walk("c", ["B"], .failure, final: "X"),
    ])
    try expectEqual(credits(GraphPO.self, batch, "norm=mean"), [0, 0.175, -0.175], within: 1e-15)
    try expectEqual(credits(GraphPO.self, batch), [0, 0.707104, -0.707104], within: 1e-6)
  }

  /// Without pooling a turn is judged by its own episode, with all of it by its successor.
  @Test func pooling() throws {
    let batch = makeBatch([
      walk("a", ["A", "B"], .success, final: "Y"), walk("b", ["A", "B"], .failure, final: "X"),
      walk("c", ["A"], .failure, final: "X"),
    ])
    // The ways into X take two turns and one.
    try expectEqual(
      credits(GraphPO.self, batch, "norm=mean w=0"), [2.0 / 3, 0.5, -1.0 / 3, -0.5 - 0.5, -1.0 / 3 + 0.5],
      within: 1e-12)
    try expectEqual(
      credits(GraphPO.self, batch, "norm=mean w=1"), [1.0 / 6, 0.5, 1.0 / 6, -0.5 - 0.5, -1.0 / 3 + 0.5],
      within: 1e-12)
  }
}
