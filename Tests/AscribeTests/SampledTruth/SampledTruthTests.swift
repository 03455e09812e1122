import CreditMethods
import CreditStatistics
import Foundation
import Scenarios
import Simulation
import Testing
import TestSupport
import Trajectories

@testable import Ascribe

/// Credits that are sampled, held to the exact ones.
@Suite struct SampledTruthTests {
  private static let kinds: [ExactCredit.Kind] = [.counterfactual, .advantage, .difference, .uniform]

  private func rollouts(_ name: String, lazily: Bool = false) throws -> Rollouts {
    let scenario = try ScenarioCatalogue.entry(named: name).scenario([])
    let plan = Rollouts.Plan(groups: 8, groupSize: 2, seed: 5)
    guard !lazily else {
      return try LazySimulator(scenario, policy: BehaviourPolicy()).play(plan, threads: 1)
    }
    let mdp = try compiled(name)
    return try Rollouts.simulate(plan, on: mdp, policy: .behaviour(of: mdp))
  }

  private func sampled(
    _ rollouts: Rollouts, _ plan: SampledTruthPlan, confidence: Double = 0.95
  ) throws -> SampledCredits {
    try SampledCredits(
      of: rollouts, plan, kinds: Set(Self.kinds), among: rollouts.batch.decisionCount, seed: 9,
      confidence: confidence)
  }

  /// Agents in turn and at once, with and without chance. Each interval misses with 1e-9, of which there are fewer than 1000.
  @Test(arguments: ["relay", "coupling", "single", "luck", "or"])
  func intervalsHoldTheExactCredits(name: String) throws {
    let rollouts = try rollouts(name)
    let truth = try solved(name)
    let found = try sampled(
      rollouts, SampledTruthPlan(decisions: 24, continuations: 400, returnBounds: 0...1),
      confidence: 1 - 1e-9)
    #expect(found.decisions.count == min(24, rollouts.batch.decisionCount))
    for kind in Self.kinds {
      let exact = ExactCreditTable(truth, kind).credits(of: rollouts)
      let halves = try #require(found.halves[kind])
      var widest = 0.0
      for (place, decision) in found.decisions.enumerated() {
        let interval = try #require(halves.intervals[place].optional)
        #expect(interval.lower <= exact[decision] && exact[decision] <= interval.upper)
        widest = max(widest, interval.width)
        // The first half and the second one are means of 200 numbers of variance 1 at most: 8 standard errors.
        #expect(abs(halves.means[place] - exact[decision]) < 8 / 400.0.squareRoot())
      }
      // Intervals that say nothing would hold everything.
      #expect(widest < 1)
    }
  }

  /// Where nothing that follows depends on the decision, branches that share their draws end alike; where nothing follows,
  /// there is nothing to sample. So two continuations give the exact credit of every decision.
  @Test func sharedDrawsLeaveNoNoiseWhereNothingIsAtStake() throws {
    let settings = "turns=4 fork=3 high=1 low=0"
    let mdp = try compiled("single", settings)
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 8, groupSize: 2, seed: 5), on: mdp, policy: .behaviour(of: mdp))
    let found = try sampled(rollouts, SampledTruthPlan(decisions: 64, continuations: 2))
    let exact = ExactCreditTable(try solved("single", settings)).credits(of: rollouts)
    let halves = try #require(found.halves[.counterfactual])
    #expect(halves.intervals.isEmpty)
    for (place, decision) in found.decisions.enumerated() {
      #expect(abs(halves.first[place] - exact[decision]) < 1e-12)
      #expect(abs(halves.second[place] - exact[decision]) < 1e-12)
    }
    #expect(exact.contains { abs($0) > 0.1 } && exact.contains { abs($0) < 1e-12 })
  }

  @Test(arguments: ["relay", "coupling"])
  func lazyWorldsGiveTheSame(name: String) throws {
    let plan = SampledTruthPlan(decisions: 12, continuations: 8, returnBounds: 0...1)
    let (tables, lazy) = (try sampled(rollouts(name), plan), try sampled(rollouts(name, lazily: true), plan))
    #expect(tables.decisions == lazy.decisions)
    #expect(tables.continuations == lazy.continuations && tables.turns == lazy.turns)
    for kind in Self.kinds {
      let (one, two) = (try #require(tables.halves[kind]), try #require(lazy.halves[kind]))
      #expect(one.first == two.first && one.second == two.second)
      #expect(one.intervals.map(\.optional?.lower) == two.intervals.map(\.optional?.lower))
    }
  }

  @Test func precisionStopsEarly() throws {
    let rollouts = try rollouts("relay")
    let all = SampledTruthPlan(decisions: 16, continuations: 1000, returnBounds: 0...1)
    var few = all
    few.precision = 0.2
    let (long, short) = (try sampled(rollouts, all), try sampled(rollouts, few))
    #expect(short.continuations < long.continuations / 2)
    for interval in try #require(short.halves[.counterfactual]).intervals {
      #expect(try #require(interval.optional).width <= 0.4)
    }
  }

  // MARK: Agreement

  /// Sums of credits whose two halves are equal are those of any statistics program.
  @Test func agreementWithoutNoiseIsTheUsualOne() throws {
    let rollouts = try rollouts("relay")
    let exact = ExactCreditTable(try solved("relay")).credits(of: rollouts)
    let decisions = Array(stride(from: 0, to: exact.count, by: 2))
    let truth = decisions.map { exact[$0] }
    let credits = exact.indices.map { exact[$0] + (Double(($0 * 7919) % 101) / 101 - 0.4) }
    let information = rollouts.mdp.information
    let places = decisions.map { decision in
      let known = Int(information.choiceInformation[Int(rollouts.choice[decision])])
      return information.choices(of: known).map { Double(($0 * 31 + decision) % 7) - 3 }
    }
    let sums = SampledSums(
      credits,
      against: SampledCredits(
        decisions: decisions, halves: [.counterfactual: .init(first: truth, second: truth, intervals: [])],
        gradients: .init(first: places, second: places), continuations: 0, turns: 0),
      .counterfactual, SampledGradients(rollouts, of: decisions))
    let own = decisions.map { credits[$0] }
    let pearson = try #require(Association.pearson(own, truth).optional)
    #expect(try abs(#require(sums.pearson(.middle).optional) - pearson) < 1e-12)
    let error = try #require(
      try Association.scaledError(of: own, against: truth).flatMap(\.relative).optional)
    #expect(try abs(#require(sums.cosine(.middle).map(Sine.sine).optional) - error) < 1e-12)
    // The gradients, dense: that of the credits by the code of batches, that of the places by its definition.
    var chosen = [Double](repeating: 0, count: exact.count)
    for decision in decisions { chosen[decision] = credits[decision] }
    let induced = InducedGradient.gradient(of: rollouts, credits: chosen)
    var dense = [Double](repeating: 0, count: induced.count)
    for (decision, place) in zip(decisions, places) {
      let known = Int(information.choiceInformation[Int(rollouts.choice[decision])])
      for (choice, value) in zip(information.choices(of: known), place) { dense[choice] += value }
    }
    let dot = { (a: [Double], b: [Double]) in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let cosine = dot(induced, dense) / (dot(induced, induced) * dot(dense, dense)).squareRoot()
    #expect(try abs(#require(sums.alignment(.middle).optional) - cosine) < 1e-12)
    #expect(sums.signAgreement.optional == nil)
  }

  /// Where nothing is left to chance after a decision, the gradient at its place is that of the exact values.
  @Test func gradientsAtPlacesAreThoseOfTheValues() throws {
    let settings = "turns=4 fork=3 high=1 low=0"
    let mdp = try compiled("single", settings)
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 8, groupSize: 2, seed: 5), on: mdp, policy: .behaviour(of: mdp))
    let found = try sampled(rollouts, SampledTruthPlan(decisions: 64, continuations: 2))
    let right = 0.5
    var forks = 0
    for (place, decision) in found.decisions.enumerated() {
      let isFork = decision % 4 == 3
      forks += isFork ? 1 : 0
      for gradient in [found.gradients.first[place], found.gradients.second[place]] {
        // Right succeeds, wrong fails: π(right)(1 - π(right)) and its opposite.
        let size = gradient.map(abs).max() ?? 0
        #expect(abs(size - (isFork ? right * (1 - right) : 0)) < 1e-12)
        #expect(abs(gradient.reduce(0, +)) < 1e-12)
      }
    }
    #expect(forks > 0)
  }

  /// What a method gives to a place whatever is done there moves no policy: within 8 standard errors of 0 over 40 batches
  /// (1e-15 for a normal estimate), where the exact credit is far from it.
  @Test func baselinesMoveNoPolicy() throws {
    let mdp = try compiled("relay")
    let solution = try solved("relay")
    let truth = ExactCreditTable(solution)
    var (baselines, exacts): ([SampledSums], [SampledSums]) = ([], [])
    for batch in 0..<40 {
      let rollouts = try Rollouts.simulate(
        Rollouts.Plan(groups: 16, groupSize: 2, seed: 5, batch: UInt32(batch)), on: mdp,
        policy: .behaviour(of: mdp))
      let found = try sampled(rollouts, SampledTruthPlan(decisions: 64, continuations: 4))
      let gradients = SampledGradients(rollouts, of: found.decisions)
      // One decision a turn in relay: a number of the state's own.
      let baseline = rollouts.node.prefix(rollouts.batch.decisionCount).map { Double(($0 * 37) % 11) + 1 }
      baselines.append(SampledSums(baseline, against: found, .counterfactual, gradients))
      exacts.append(SampledSums(truth.credits(of: rollouts), against: found, .counterfactual, gradients))
    }
    let moments = { (batches: [SampledSums]) throws -> (mean: Double, error: Double) in
      let values = SampledQuantity.all[0].values(batches).compactMap(\.optional)
      return (
        try #require(Descriptive.mean(of: values).optional),
        try #require(Descriptive.standardErrorOfMean(of: values).optional)
      )
    }
    let (none, all) = (try moments(baselines), try moments(exacts))
    #expect(abs(none.mean) < 8 * none.error && none.error < 0.05)
    #expect(all.mean > 8 * all.error && all.mean > 0.3)
  }

  /// Four continuations leave much noise: uncorrected, the correlation of the exact credit with the sampled one is far
  /// below 1; corrected it is 1 up to the noise of 40 batches, 8 of its standard errors (3e-15 for a normal estimate).
  @Test func noiseOfTheTruthDoesNotHoldAgreementDown() throws {
    let mdp = try compiled("relay")
    let truth = ExactCreditTable(try solved("relay"))
    var batches: [SampledSums] = []
    var (own, sampledMeans): ([Double], [Double]) = ([], [])
    let plan = try study(mdp, "grpo", .none(reason: "")).plan
    for batch in 0..<40 {
      let rollouts = try Rollouts.simulate(
        Rollouts.Plan(groups: 16, groupSize: 2, seed: 5, batch: UInt32(batch)), on: mdp,
        policy: .behaviour(of: mdp))
      let found = try sampled(rollouts, SampledTruthPlan(decisions: 32, continuations: 4))
      let exact = truth.credits(of: rollouts)
      batches.append(
        SampledSums(exact, against: found, .counterfactual, SampledGradients(rollouts, of: found.decisions)))
      own += found.decisions.map { exact[$0] }
      sampledMeans += try #require(found.halves[.counterfactual]).means
    }
    let raw = try #require(Association.pearson(own, sampledMeans).optional)
    #expect(raw < 0.93)
    for quantity in [SampledQuantity.all[1]] {
      let values = quantity.values(batches).compactMap(\.optional)
      let mean = try #require(Descriptive.mean(of: values).optional)
      let error = try #require(Descriptive.standardErrorOfMean(of: values).optional)
      #expect(error < 0.05)
      #expect(abs(mean - 1) < 8 * error)
      #expect(try abs(#require(quantity.estimate(batches, plan).mean.optional) - 1) < 8 * error)
    }
  }

  // MARK: Studies

  private func study(_ mdp: TurnMDP, _ methods: String, _ truth: Truth, threads: Int = 1) throws -> Study {
    let plan = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp), methods: try Call.list(methods).map { try MethodRequest($0) },
      episodes: 32, groupSize: 4, batches: 4, fitEpisodes: 64, seed: 11, threads: threads)
    return Study(plan, truth: truth)
  }

  @Test func aStudyIsTheSameForAnyThreads() throws {
    let mdp = try compiled("relay")
    let truth = Truth.sampled(
      SampledTruthPlan(decisions: 16, continuations: 8, returnBounds: 0...1), reason: "Asked for.")
    let results = try [1, 3].map {
      try json(ResultFile(study(mdp, "grpo,c3(alternatives=2),symmetric", truth, threads: $0).run()))
    }
    #expect(results[0] == results[1])
    let read = try JSONDecoder().decode(
      ResultFile<StudyResult>.self, from: Data(results[0].utf8)
    ).result
    #expect(read.truth.kind == .sampled)
    #expect(read.sampledTruth?.decisions == 64)
    #expect(read.quantities[0] == .sampledAlignment)
  }

  /// The gradient is one for all; what a method is held to beside it must be sampled.
  @Test func aMethodIsHeldToItsOwnCreditAndOneGradient() throws {
    let truth = Truth.sampled(SampledTruthPlan(decisions: 16, continuations: 8), reason: "Asked for.")
    let result = try study(try compiled("relay"), "c3,symmetric", truth).run()
    #expect(result.methods[1].heldTo == .informed)
    #expect(result.methods[1][.sampledAlignment].mean.optional != nil)
    #expect(result.methods[1][.sampledPearson].mean == .undefined(.notComparable))
    #expect(result.methods[0][.sampledPearson].mean.optional != nil)
    #expect(result.pairs.count == 1 && result.pairs[0].difference.optional != nil)
    #expect(result.exact == nil && result.methods[0].gradients.isEmpty)
  }

  /// Draws of the truth are not those of the methods that play on: C3 on all continuations of the truth would agree with
  /// its noise.
  @Test func theTruthHasDrawsOfItsOwn() throws {
    let rollouts = try rollouts("luck")
    let own = Replay(of: rollouts, noise: .common, seed: 9)
    let truth = Replay(of: rollouts, noise: .common, seed: 9, purpose: .truth)
    let returns = { (replay: Replay) in
      (0..<64).map {
        replay.play(episode: 0, turn: 0, row: 0, slot: 0, alternative: 0, continuation: $0).return
      }
    }
    #expect(returns(own) != returns(truth))
    #expect(returns(truth) == returns(truth))
  }

  @Test func wrongNumbersAreRefused() throws {
    let mdp = try compiled("single")
    for plan in [
      SampledTruthPlan(decisions: 1), SampledTruthPlan(continuations: 3), SampledTruthPlan(continuations: 0),
    ] {
      #expect(throws: StudyError.self) { try study(mdp, "grpo", .sampled(plan, reason: "")).run() }
    }
  }
}
