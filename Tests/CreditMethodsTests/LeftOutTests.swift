import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Aborted episodes, truncated ones that are left out, and turns in which nobody decides.
@Suite struct LeftOutTests {
  /// Episodes of one or two agents with every column that methods of traces read.
  private static func episodes(_ draw: inout SplitMix64, count: Int, ticks: Bool) -> [Episode] {
    (0..<count).map { index in
      let turns = (0..<Int.random(in: 1...4, using: &draw)).map { turn in
        let state = ["A", "B", "C"].randomElement(using: &draw) ?? "A"
        let isTick = ticks && turn > 0 && Bool.random(using: &draw)
        let agents: [AgentID] = isTick ? [] : turn == 0 || Bool.random(using: &draw) ? ["p", "q"] : ["p"]
        return Turn(
          state: state, reward: Double(Int.random(in: -1...2, using: &draw)),
          decisions: agents.map { agent in
            Decision(
              agent: agent, action: ["x", "y"].randomElement(using: &draw) ?? "x", observation: state,
              logProbability: -Double.random(in: 0.1...2, using: &draw),
              referenceLogProbability: -Double.random(in: 0.1...2, using: &draw), tokens: 3, judge: 1,
              factors: [1, 0.5], entropy: 0.3)
          }, privileged: state, signal: "", belief: 0.5, process: 0)
      }
      return Episode(
        task: "t\(index % 2)", name: "e\(index)",
        status: [.success, .failure, .truncated].randomElement(using: &draw) ?? .success, turns: turns,
        final: ["A", "B", "Z"].randomElement(using: &draw) ?? "Z")
    }
  }

  /// Methods that ask for nothing that a trace cannot hold.
  private static let methods = MethodCatalogue.builtIn.entries.filter { entry in
    entry.card.needs.allSatisfy {
      [.trajectories, .logProbabilities, .referenceLogProbabilities, .privilegedStates, .severalAgents]
        .contains($0)
    }
  }.map(\.card.id)

  /// A batch with aborted episodes among the others has their credits, to the last bit, and none for the aborted.
  @Test(arguments: methods) func abortedEpisodesAreNotThere(_ id: String) throws {
    var draw = SplitMix64(seed: 5)
    for _ in 0..<4 {
      var episodes = Self.episodes(&draw, count: 6, ticks: false)
      let rest = episodes
      for index in [0, 3, 6] {
        var aborted = Self.episodes(&draw, count: 1, ticks: false)[0]
        (aborted.name, aborted.status, aborted.score) = ("gone\(index)", .aborted, 7)
        episodes.insert(aborted, at: index)
      }
      let request = try MethodRequest(id)
      let context = AttributionContext(seed: 3)
      let all = try TrajectoryBatch(building: episodes)
      let found = try request.attribute(all, in: context)
      let alone = try request.attribute(TrajectoryBatch(building: rest), in: context)
      let reasons = try #require(found.reasons)
      #expect(zip(found.credits, reasons).filter { $0.1 == nil }.map(\.0) == alone.credits)
      for episode in 0..<all.episodeCount {
        let reason: NoCredit? = all.episodes.status[episode] == .aborted ? .aborted : nil
        for decision in all.decisions(ofEpisode: episode) {
          #expect(reasons[decision] == reason)
          if reason != nil { #expect(found.credits[decision] == 0) }
        }
      }
      #expect(alone.reasons == nil)
    }
  }

  @Test func nothingButAbortedEpisodesHaveNoCredit() throws {
    var draw = SplitMix64(seed: 6)
    var episode = Self.episodes(&draw, count: 1, ticks: false)[0]
    episode.status = .aborted
    let found = try MethodRequest("grpo").attribute(
      TrajectoryBatch(building: [episode]), in: AttributionContext())
    #expect(found.reasons?.allSatisfy { $0 == .aborted } == true && found.credits.allSatisfy { $0 == 0 })
  }

  /// Every method takes turns in which nobody decides.
  @Test(arguments: methods) func ticksAreTurns(_ id: String) throws {
    var draw = SplitMix64(seed: 7)
    for _ in 0..<8 {
      let batch = try TrajectoryBatch(building: Self.episodes(&draw, count: 6, ticks: true))
      let found = try MethodRequest(id).attribute(batch, in: AttributionContext())
      #expect(found.credits.count == batch.decisionCount && found.credits.allSatisfy(\.isFinite))
    }
  }

  /// One decision, two ticks, a reward on the last: G = .9² · 4 = 3.24 for the decision in episode a and 0 in b, means of
  /// 1.62; critics of agents look through the ticks alike.
  @Test func ticksAreDiscounted() throws {
    let batch = try TrajectoryBatch(
      building: [("a", 4.0), ("b", 0)].map { name, reward in
        Episode(
          task: "t", name: name, status: .failure,
          turns: [
            Turn(state: "s", decisions: [Decision(agent: "p", action: name)]),
            Turn(state: "w1\(name)", decisions: []), Turn(state: "w2\(name)", reward: reward, decisions: []),
          ], final: "Z")
      })
    for method in ["mc", "gae", "turn_ppo", "bilevel", "poad", "symmetric", "archer"] {
      let request = try MethodRequest("\(method)(gamma=0.9,reward=trace)")
      expectEqual(
        try request.attribute(batch, in: AttributionContext()).credits, [1.62, -1.62], within: 1e-12,
        "\(method)")
    }
    let returns = TurnRewards(of: batch, by: ReturnRules(reward: .trace)).returnsToGo(discount: 0.9)
    expectEqual(returns, [3.24, 3.6, 4, 0, 0, 0], within: 1e-12)
  }

  /// Rewards 1, 1, 1 and a cut episode with 0: left out, nobody differs; counted, it is worst.
  @Test func groupsLeaveOutTruncatedEpisodesIfTold() throws {
    let batch = try TrajectoryBatch(
      building: [OutcomeStatus.success, .success, .truncated, .failure].enumerated().map { index, status in
        Episode(
          task: "t", name: "e\(index)", status: status,
          turns: [Turn(state: "s", decisions: [Decision(agent: "p", action: "x")])], final: "s")
      })
    let omitting = try MethodRequest("drgrpo(truncated=omit,successReward=1)").attribute(
      batch, in: AttributionContext())
    #expect(omitting.reasons == [nil, nil, .truncated, nil])
    expectEqual(omitting.credits, [1.0 / 3, 1.0 / 3, 0, -2.0 / 3], within: 1e-15)
    let counting = try MethodRequest("drgrpo(successReward=1)").attribute(batch, in: AttributionContext())
    #expect(counting.reasons == nil && counting.credits == [0.5, 0.5, -0.5, -0.5])
  }

  /// The graph's value at s is the mean of .95 · 10, .95 · 10, 0 and 0 = 4.75, and so it is after the cut.
  @Test func differencesOfGroupValuesMayBootstrap() throws {
    let episodes = [OutcomeStatus.success, .success, .truncated, .failure].enumerated().map { index, status in
      Episode(
        task: "t", name: "e\(index)", status: status,
        turns: [Turn(state: "s", decisions: [Decision(agent: "p", action: "x")])], final: "s")
    }
    let batch = try TrajectoryBatch(building: episodes)
    let request = try MethodRequest("g2po(truncated=bootstrap,norm=mean)")
    let found = try request.attribute(batch, in: AttributionContext()).credits
    // Episode term 5, -5; exits and gains alike: 10, 10, 4.75, 0 less their mean 6.1875, twice.
    expectEqual(
      found, [5, 5, -5, -5].enumerated().map { $1 + 2 * ([10, 10, 4.75, 0][$0] - 6.1875) }, within: 1e-12)
  }

  /// A file of values has to know where a bootstrapped episode was cut.
  @Test func valuesOfAFileAreNeededAfterACut() throws {
    try withFile(#"{"A0": 1, "B0": 100, "B1": 100}"#) { path in
      let cut = Episode(
        task: "q", name: "A", status: .truncated,
        turns: [Turn(state: "A0", decisions: [Decision(agent: "a", action: "x")])], final: "cut")
      let other = Episode(
        task: "q", name: "B", status: .failure,
        turns: [Turn(state: "B0", decisions: [Decision(agent: "a", action: "x")])], final: "unlisted")
      let batch = try TrajectoryBatch(building: [cut, other])
      for method in ["gae", "td", "nstep", "lambda_return", "turn_ppo"] {
        #expect {
          try MethodRequest("\(method)(values=\(path))").attribute(batch, in: AttributionContext())
        } throws: { "\($0)".contains("gives none for state \"cut\" of task \"q\".") }
        for settings in ["truncated=failure", "truncated=omit"] {
          _ = try MethodRequest("\(method)(values=\(path),\(settings))").attribute(
            batch, in: AttributionContext())
        }
      }
      let zero = try MethodRequest("td(values=\(path),missing=zero)").attribute(
        batch, in: AttributionContext())
      #expect(zero.credits == [-1, -100])
    }
  }
}
