import Ascribe
import CreditMethods
import Foundation
import Testing
import TestSupport
import Trajectories

/// Identities between the methods of single reasoning steps, and with those of other families.
@Suite struct ReasoningIdentityTests {
  private func credits(_ call: String, _ drafts: [EpisodeDraft], seed: UInt64 = 0) throws -> [Double] {
    try MethodRequest(call).attribute(makeBatch(drafts), in: AttributionContext(seed: seed)).credits
  }

  private let seeds = UInt64(500)..<530

  /// One turn of the credits of each episode, turn by turn.
  private func byTurn(_ credits: [Double], _ drafts: [EpisodeDraft]) -> [[Double]] {
    let batch = makeBatch(drafts)
    return (0..<batch.episodeCount).map { episode in
      batch.turns(of: episode).map { credits[batch.decisions(of: $0).lowerBound] }
    }
  }

  @Test func aRewardModelWithoutErrorIsAValue() throws {
    for seed in seeds {
      let drafts = reasoningDrafts(seed: seed)
      let red = try credits("red(values=trace)", drafts)
      #expect(red == (try credits("vineppo(values=trace)", drafts)))
      expectEqual(
        red, try credits("spo(values=trace,rho=1,interval=1,mask=false,node=history)", drafts), within: 1e-12)
      let simulated = try Simulated("repair", episodes: 20, seed: seed)
      #expect(
        try simulated.attribution(RED.self, "values=exact").credits
          == simulated.attribution(VinePPO.self, "values=exact").credits)
    }
  }

  /// What a reward model adds up to is the score of the whole less that of the empty prefix, errors included: the errors of
  /// prefixes cancel but for the first and the last.
  @Test func prefixScoresTelescope() throws {
    for seed in seeds {
      let drafts = reasoningDrafts(seed: seed)
      let plain = byTurn(try credits("red(values=trace,truncated=failure)", drafts), drafts)
      let table = byTurn(
        try credits("mathshepherd(values=trace,node=history,truncated=failure)", drafts), drafts)
      #expect(table.count == plain.count)
      let starts = Dictionary(grouping: drafts) { "\($0.task) \($0.turns[0].state)" }
        .mapValues { $0.reduce(0) { $0 + $1.outcomeScore } / Double($0.count) }
      for (draft, turns) in zip(drafts, plain) {
        let start = starts["\(draft.task) \(draft.turns[0].state)"] ?? .nan
        #expect(abs(turns.reduce(0, +) - (draft.outcomeScore - start)) <= 1e-12)
      }
      let noisy = try ["1", "3"].map { noise in
        byTurn(try credits("red(values=trace,truncated=failure,noise=\(noise))", drafts, seed: seed), drafts)
      }
      for episode in plain.indices {
        let sums = noisy.map { $0[episode].reduce(0, +) - plain[episode].reduce(0, +) }
        // Two errors of at most sqrt(3) each, in proportion to the noise.
        #expect(abs(sums[0]) <= 2 * 3.squareRoot())
        #expect(abs(sums[1] - 3 * sums[0]) <= 1e-12)
        #expect(sums[0] != 0)
      }
    }
  }

  @Test func withoutTheirTermTheyAreTheGroupsBaseline() throws {
    for seed in seeds {
      let drafts = reasoningDrafts(seed: seed)
      let grpo = { (eps: String) in
        try credits("grpo(reward=score,successReward=1,penalty=none,eps=\(eps))", drafts)
      }
      expectEqual(try credits("prl(eta=1e300)", drafts), try grpo("1e-6"), within: 1e-12)
      expectEqual(try credits("spro(weightProcess=0)", drafts), try grpo("0"), within: 1e-12)
      expectEqual(try credits("hicra(alpha=0)", drafts), try grpo("1e-4"), within: 1e-12)
      expectEqual(try credits("tree_grpo(weightIntra=0)", drafts), try grpo("1e-6"), within: 1e-12)
      expectEqual(
        try credits("finepo(alpha=0)", drafts),
        try credits("drgrpo(reward=score,successReward=1,penalty=none)", drafts), within: 1e-12)
    }
  }

  /// TEMPO is the group's term plus the change of the prefix's value, in units of the same deviation.
  @Test func tempoAddsEdgesToTheGroup() throws {
    for seed in seeds {
      let drafts = reasoningDrafts(seed: seed)
      let tempo = try credits("tempo(norm=mean)", drafts)
      let group = try credits("drgrpo(reward=score,successReward=1,penalty=none)", drafts)
      let edges = try credits("vineppo(values=trace,truncated=failure)", drafts)
      let groups = Dictionary(grouping: drafts, by: \.task)
      let isTold = drafts.flatMap { draft in
        let told = Set((groups[draft.task] ?? []).map(\.outcomeScore)).count > 1
        return draft.turns.flatMap { $0.decisions.map { _ in told } }
      }
      expectEqual(
        tempo, zip(zip(group, edges), isTold).map { $1 ? $0.0 + $0.1 : 0 }, within: 1e-12)
    }
  }

  @Test func acpoKeepsTheMeanOfTheEpisode() throws {
    for seed in seeds {
      let drafts = reasoningDrafts(seed: seed)
      let acpo = byTurn(try credits("acpo(values=trace)", drafts), drafts)
      let grpo = byTurn(try credits("hicra(alpha=0)", drafts), drafts)
      for (found, expected) in zip(acpo, grpo) {
        #expect(abs(found.reduce(0, +) / Double(found.count) - expected[0]) <= 1e-12)
      }
    }
  }

  @Test func comparisonsAddUpToNothing() throws {
    for seed in seeds {
      let drafts = reasoningDrafts(seed: seed)
      let inter = byTurn(try credits("tree_grpo(weightIntra=0)", drafts), drafts)
      let process = zip(
        try credits("spro", drafts), try credits("spro(weightProcess=0)", drafts)
      ).map(-)
      var places: [String: Double] = [:]
      var index = 0
      for draft in drafts {
        for (turn, row) in draft.turns.enumerated() {
          for decision in row.decisions {
            places["\(draft.task) \(turn) \(decision.agent)", default: 0] += process[index]
            index += 1
          }
        }
      }
      for sum in places.values { #expect(abs(sum) <= 1e-12) }
      for (_, members) in Dictionary(grouping: zip(drafts, inter), by: \.0.task) {
        #expect(abs(members.reduce(0) { $0 + $1.1[0] }) <= 1e-9)
      }
    }
  }

  /// Every episode twice: what divides by the population's deviation stays, what divides by n - 1 grows.
  @Test func twiceTheEpisodes() throws {
    for seed in seeds {
      let drafts = reasoningDrafts(seed: seed).map { draft in
        var draft = draft
        draft.task = "t"
        return draft
      }
      let twice =
        drafts
        + drafts.map { draft in
          var draft = draft
          draft.name += "'"
          return draft
        }
      let size = Double(drafts.count)
      for call in ["tempo", "capo"] {
        let once = try credits(call, drafts)
        expectEqual(try credits(call, twice), once + once, within: 1e-11)
      }
      let once = try credits("hicra(eps=0)", drafts)
      let factor = size > 1 ? ((2 * size - 1) / (2 * size - 2)).squareRoot() : 1
      expectEqual(try credits("hicra(eps=0)", twice), (once + once).map { factor * $0 }, within: 1e-11)
    }
  }

  @Test func oppositeInstructionsAreOdd() throws {
    for seed in seeds {
      let drafts = reasoningDrafts(seed: seed)
      let swapped = drafts.map { draft in
        var draft = draft
        for turn in draft.turns.indices {
          for index in draft.turns[turn].decisions.indices {
            let own = draft.turns[turn].decisions[index]
            draft.turns[turn].decisions[index].logProbability = own.referenceLogProbability
            draft.turns[turn].decisions[index].referenceLogProbability = own.logProbability
          }
        }
        return draft
      }
      let found = try credits("treg", drafts)
      #expect(found.allSatisfy { abs($0) < 0.5 })
      #expect(try credits("treg", swapped) == found.map { -$0 })
    }
  }

  /// Good steps that are added to an episode never raise what it is worth; a sum of scores they do.
  @Test func goodStepsDoNotPay() throws {
    for seed in seeds {
      let drafts = reasoningDrafts(seed: seed)
      let longer = drafts.map { draft in
        var draft = draft
        draft.turns += [TurnDraft(state: "good", process: 1), TurnDraft(state: "good", process: 1)]
        return draft
      }
      for (short, long) in zip(
        byTurn(try credits("pure(temperature=0)", drafts), drafts),
        byTurn(try credits("pure(temperature=0)", longer), longer))
      {
        #expect(long[0] <= short[0])
      }
    }
  }

  @Test func finepoNeverCrossesTheEpisodesSign() throws {
    for seed in seeds {
      let drafts = reasoningDrafts(seed: seed)
      let episodes = byTurn(try credits("finepo(alpha=0)", drafts), drafts)
      let found = byTurn(try credits("finepo(alpha=3)", drafts), drafts)
      // Small changes are clipped nowhere, and add up to nothing over the tokens.
      let gentle = byTurn(try credits("finepo(alpha=0.01,beta=100)", drafts), drafts)
      for index in drafts.indices {
        let advantage = episodes[index][0]
        #expect(found[index].allSatisfy { $0 * advantage >= 0 && abs($0) <= 2 * abs(advantage) })
        let lengths = drafts[index].turns.map { turn in
          Double(turn.decisions.map { $0.tokens ?? 1 }.reduce(0, +))
        }
        guard gentle[index].allSatisfy({ $0 * advantage > 0 }) else { continue }
        let moved = zip(gentle[index], lengths).map { ($0 - advantage) * $1 }.reduce(0, +)
        #expect(abs(moved) <= 1e-11)
      }
    }
  }

  /// The majority of k critiques that err with probability e errs with the binomial tail from k / 2 on: every pattern of errors is
  /// played, with its probability.
  @Test(arguments: [1, 2, 3, 4, 5]) func majoritiesOfCritiques(count: Int) throws {
    let error = 0.3
    var flagged = 0.0
    for pattern in 0..<(1 << count) {
      let wrong = (0..<count).filter { pattern >> $0 & 1 == 1 }.count
      let draft = EpisodeDraft(
        name: "e", status: .success,
        turns: [
          TurnDraft(
            state: "A",
            decisions: [DecisionDraft(judge: Double(count - wrong) / Double(count))])
        ])
      let reward = try credits("capo(emit=reward)", [draft])[0]
      #expect(reward == 2 || reward == 1)
      let probability = pow(error, Double(wrong)) * pow(1 - error, Double(count - wrong))
      flagged += (2 - reward) * probability
    }
    var tail = 0.0
    var ways = 1.0
    for wrong in 0...count {
      if 2 * wrong >= count {
        tail += ways * pow(error, Double(wrong)) * pow(1 - error, Double(count - wrong))
      }
      ways = ways * Double(count - wrong) / Double(wrong + 1)
    }
    #expect(abs(flagged - tail) <= 1e-12)
  }

  /// Nothing depends on the order of episodes or of agents in a turn, nor on other tasks but where the card says so.
  @Test(arguments: ReasoningReferenceTests.plain.keys.sorted()) func orderDoesNotMatter(id: String) throws {
    let entry = try MethodCatalogue.builtIn.entry(named: id)
    for seed in seeds {
      var draw = SplitMix64(seed: seed)
      let drafts = reasoningDrafts(seed: seed)
      let settings = reasoningSettings(for: entry.card.parameters, seed: seed)
      let method = try entry.make(ParameterValues(settings, for: entry.card.parameters, of: id))
      let named = { (drafts: [EpisodeDraft]) throws -> [String: Double] in
        let found = try method.attribute(makeBatch(drafts), in: AttributionContext()).credits
        let names = drafts.flatMap { draft in
          draft.turns.enumerated().flatMap { turn, row in
            row.decisions.map { "\(draft.name) \(turn) \($0.agent)" }
          }
        }
        return Dictionary(uniqueKeysWithValues: zip(names, found))
      }
      let expected = try named(drafts)
      let reversed = drafts.map { draft in
        var draft = draft
        for turn in draft.turns.indices { draft.turns[turn].decisions.reverse() }
        return draft
      }
      for found in [try named(drafts.shuffled(using: &draw)), try named(reversed)] {
        for (name, credit) in expected {
          #expect(abs((found[name] ?? .nan) - credit) <= 1e-9 * max(1, abs(credit)), "seed \(seed), \(name)")
        }
      }
      guard !entry.card.spansTasks else { continue }
      for (name, credit) in try named(drafts.filter { $0.task == "t0" }) { #expect(expected[name] == credit) }
    }
  }
}
