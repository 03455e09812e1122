import Ascribe
import CreditMethods
import Simulation
import TestSupport
import Testing
import Trajectories

/// What methods claim their credits to sum to, for every claim of every card: a claim that fails, fails here.
@Suite struct SumClaimTests {
  struct Claim: Sendable, CustomTestStringConvertible {
    let entry: MethodEntry
    let claim: MethodCard.SumClaim
    var testDescription: String { "\(entry.card.id): \(claim)" }

    static let all = MethodCatalogue.builtIn.entries.flatMap { entry in
      entry.card.sums.map { Claim(entry: entry, claim: $0) }
    }
    static let ofTraces = all.filter(\.claim.whole.isSeenInTraces)
    static let ofGames = all.filter { !$0.claim.whole.isSeenInTraces }
  }

  /// The method with the settings of the claim, and with more where it has such parameters.
  private func request(_ claim: Claim, _ more: [String: String] = [:]) throws -> MethodRequest {
    let claimed = claim.claim.settings.map { "\($0.name)=\($0.value)" }
    let names = Set(claim.entry.card.parameters.map(\.name))
    let others = more.filter { names.contains($0.key) }.sorted { $0.key < $1.key }.map {
      "\($0.key)=\($0.value)"
    }
    let request = try MethodRequest(claim.entry, (claimed + others).joined(separator: ","))
    #expect(claim.claim.isMade(with: request.parameters))
    return request
  }

  /// How far sums are from what the claim says, on one random trace; `nil` for one without two sums to compare.
  private func distance(_ claim: MethodCard.SumClaim, _ request: MethodRequest, seed: UInt64) throws
    -> Double?
  {
    var generator = SplitMix64(seed: seed ^ 0x5A)
    var drafts = randomDrafts(seed: seed)
    for episode in drafts.indices {
      for turn in drafts[episode].turns.indices {
        for decision in drafts[episode].turns[turn].decisions.indices {
          drafts[episode].turns[turn].decisions[decision].judge = Double.random(in: -2...2, using: &generator)
        }
      }
    }
    let batch = makeBatch(drafts)
    let credits = try request.attribute(batch, in: AttributionContext()).credits
    let parameters = try plainParameters(request)
    let rewards = PlainRewards(drafts, parameters)
    // A credit of turns is copied to agents; one of decisions is not.
    func sum(_ turn: Int) -> Double {
      let own = credits[batch.decisions(of: turn)]
      return request.card.unit == .decision ? own.reduce(0, +) : own.first ?? 0
    }
    var largest: Double?
    var worth: [String: Double] = [:]
    let key: String = if case .text(let word)? = request.parameters["key"] { word } else { "state" }
    for (episode, draft) in drafts.enumerated() {
      let turns = batch.turns(of: episode)
      switch claim.whole {
      case .turnReward:
        for (place, turn) in turns.enumerated() {
          largest = max(largest ?? 0, abs(sum(turn) - rewards.reward(episode, place)))
        }
      case .episodeReturn:
        largest = max(largest ?? 0, abs(turns.reduce(0) { $0 + sum($1) } - rewards.total(episode)))
      case .returnLessStart:
        guard draft.status != .truncated else { continue }
        let value = rewards.total(episode) - turns.reduce(0) { $0 + sum($1) }
        let start = "\(draft.task) \(draft.turns[0].key(key))"
        if let known = worth[start] { largest = max(largest ?? 0, abs(known - value)) }
        worth[start] = worth[start] ?? value
      case .worth, .returnLessAbsence: break
      }
    }
    return largest
  }

  /// The method's parameters, with those that plain rewards read where the method has none: a success is worth 1, and
  /// nothing is lost.
  private func plainParameters(_ request: MethodRequest) throws -> ParameterValues {
    let needed: [(String, ParameterValue)] = [
      ("reward", .text("outcome")), ("successReward", .number(1)), ("penalty", .text("none")),
      ("invalidPenalty", .number(0)),
    ]
    let entries = needed.map { name, value in
      ParameterValues.Entry(name: name, value: request.parameters[name] ?? value)
    }
    return ParameterValues(entries)
  }

  @Test(arguments: Claim.ofTraces)
  func claimsHoldOnRandomTraces(claim: Claim) throws {
    let variants: [[String: String]] = [
      [:], ["reward": "trace"], ["reward": "trace", "key": "observation"],
      ["reward": "score", "key": "privileged", "penalty": "none"], ["mode": "scale"],
    ]
    for more in variants {
      let request = try request(claim, more)
      var compared = 0
      for seed in UInt64(8000)..<8080 {
        guard let distance = try distance(claim.claim, request, seed: seed) else { continue }
        compared += 1
        #expect(distance <= 1e-9, "\(request.label), seed \(seed)")
      }
      #expect(compared > 20, "\(request.label)")
    }
  }

  /// The check tells: it fails for methods that claim nothing, and for the exceptions of a claim.
  @Test(arguments: ["grpo", "mc", "gae", "gae(lambda=0.5)", "td(gamma=0.9)", "td(penalty=row)", "llm_mca"])
  func sumsThatAreNotClaimedFail(method: String) throws {
    let request = try MethodRequest(method)
    let claim = MethodCard.SumClaim(.episode, method == "llm_mca" ? .episodeReturn : .returnLessStart)
    #expect(!request.card.sums.contains { $0.isMade(with: request.parameters) })
    let distances = try (UInt64(8000)..<8080).compactMap { try distance(claim, request, seed: $0) }
    #expect(distances.contains { $0 > 0.01 })
  }

  /// Where nothing is left to chance and without any player nothing is won, the surplus is the return; in the action game of a
  /// turn with the policy as absence it is the exact advantage.
  @Test(arguments: Claim.ofGames)
  func claimsHoldInGames(claim: Claim) throws {
    let request = try request(claim, ["absent": claim.claim.level == .turn ? "resample" : "default"])
    if claim.claim.level == .turn {
      let simulated = try Simulated(compiling: Expedition(), episodes: 60, seed: 4)
      let credits = try attribute(request, simulated)
      var several = 0
      for (turn, kind) in turnKinds(simulated).enumerated() {
        let decisions = simulated.batch.decisions(of: turn)
        let cell = simulated.solution.cells.index(turn: kind.turn, node: kind.node)
        let exact = simulated.solution.credits(ofRow: kind.row, in: cell)[0].advantage
        #expect(abs(credits[decisions].reduce(0, +) - exact) <= 1e-9)
        several += decisions.count > 1 && abs(exact) > 0.01 ? 1 : 0
      }
      #expect(several > 5)
      return
    }
    for simulated in [
      try Simulated(compiling: Answer(), episodes: 40, seed: 5), try Simulated("or", episodes: 40, seed: 6),
    ] {
      let credits = try attribute(request, simulated)
      let batch = simulated.batch
      var won = 0
      for episode in 0..<40 {
        let whole = batch.turns(of: episode).reduce(0) { $0 + batch.turns.reward[$1] }
        #expect(abs(credits[batch.decisions(ofEpisode: episode)].reduce(0, +) - whole) <= 1e-8)
        won += whole > 0 ? 1 : 0
      }
      #expect(won > 0 && won < 40)
    }
  }

  private func attribute(_ request: MethodRequest, _ simulated: Simulated) throws -> [Double] {
    try request.attribute(
      simulated.batch,
      in: AttributionContext(
        simulation: simulated.rollouts, solution: simulated.solution, seed: 17, threads: 1)
    ).credits
  }

  /// The kind of the first decision of each turn.
  private func turnKinds(_ simulated: Simulated) -> [Simulated.Kind] {
    let kinds = simulated.kinds
    return (0..<simulated.batch.turnCount).map { kinds[simulated.batch.decisions(of: $0).lowerBound] }
  }

  /// Every claim is on parameters that the method has, and every method that claims has one whole at most with its defaults.
  @Test func claimsAreOnParametersThatThereAre() {
    #expect(Claim.ofTraces.count >= 8)
    #expect(Claim.ofGames.count >= 7)
    for claim in Claim.all {
      let names = claim.entry.card.parameters.map(\.name)
      for entry in claim.claim.settings + claim.claim.exceptions {
        #expect(names.contains(entry.name), "\(claim.testDescription)")
      }
    }
  }
}
