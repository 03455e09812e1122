import Ascribe
import CreditMethods
import Foundation
import Testing
import TestSupport
import Trajectories

/// What the posterior is equal to.
@Suite struct PosteriorIdentityTests {
  private func credits(
    _ call: String, _ batch: TrajectoryBatch, in context: AttributionContext = AttributionContext(seed: 5)
  ) throws -> [Double] {
    try MethodRequest(call).attribute(batch, in: context).credits
  }

  private func drafts(_ seed: UInt64) -> [EpisodeDraft] {
    seed % 2 == 0 ? randomDrafts(seed: seed) : hindsightDrafts(seed: seed)
  }

  /// Without pseudo-counts the model of means is that of the closure, whatever outcomes might have been.
  @Test(arguments: ["state", "seen"], ["true", "false"])
  func withoutAPriorTheMeansAreTheClosure(support: String, elsewhere: String) throws {
    for seed in UInt64(600)..<620 {
      let batch = makeBatch(drafts(seed))
      for beta in ["0.5", "0.98", "1"] {
        let found = try credits(
          "posterior(emit=plugin,alpha=0,truncated=failure,support=\(support),elsewhere=\(elsewhere),beta=\(beta))",
          batch)
        expectEqual(found, try credits("crbc(emit=raw,beta=\(beta))", batch), within: 1e-11)
      }
    }
    let forked = try replayTrace("fork")
    for forks in ["once", "each"] {
      expectEqual(
        try credits("posterior(emit=plugin,alpha=0,truncated=failure,forks=\(forks))", forked),
        try credits("crbc(emit=raw,forks=\(forks))", forked), within: 1e-12)
    }
  }

  /// Without cycles every value is linear in independent draws, so that the mean is the plug-in. Seven rows, within six errors of
  /// fixed draws: other ones fail with 2 * 10^-8.
  @Test func withoutCyclesTheMeanIsThePlugIn() throws {
    let found = try PosteriorRows("draws=4000", of: replayTrace("team"))
    #expect(found.rows.count == 7)
    for (row, summary) in found.rows {
      #expect(abs(summary.mean - summary.plugIn) <= 6 * summary.error, "\(row): \(summary)")
    }
  }

  /// Drawing what is not known, and taking the middle for it, give one mean, and the first the wider interval.
  @Test func unknownValuesCountWithTheirMiddle() throws {
    let batch = try replayTrace("E1")
    let drawn = try PosteriorRows("draws=4000", of: batch)
    let fixed = try PosteriorRows("draws=4000,vmin=0.5,vmax=0.5", of: batch, in: AttributionContext(seed: 6))
    for (row, summary) in drawn.rows where row != "D back" {
      let other = try fixed[row]
      #expect(summary.agrees(with: other.mean, error: other.error), "\(row)")
      #expect(other.deviation < summary.deviation)
    }
  }

  /// Where only the policy is drawn the means are integrals: by Simpson's rule on 2,000 parts, and as printed.
  ///
  /// Within six errors of fixed draws: four rows of other ones fail with 10^-8.
  @Test func whereOnlyThePolicyIsDrawnTheMeansAreIntegrals() throws {
    let beta = 0.98
    let simpson = { (function: (Double) -> Double) in
      let width = 1.0 / 2000
      let sum = (0...2000).reduce(0.0) { sum, place in
        let weight = place == 0 || place == 2000 ? 1.0 : place % 2 == 1 ? 4 : 2
        return sum + weight * function(Double(place) * width)
      }
      return sum * width / 3
    }
    let c = beta * 2 / 3
    // X ~ Beta(1, 2) waits at B, Y ~ Beta(1, 4) goes to D and back.
    let b = beta * c * simpson { x in 2 * (1 - x) * (1 - x) / (1 - beta * x) } / 2
    let a = beta * (b + c) * simpson { y in 4 * pow(1 - y, 3) * (1 - y) / (1 - beta * beta * y) } / 2
    #expect(abs(b - 0.314397829) <= 5e-10)
    #expect(abs(a - 0.468154823) <= 5e-10)
    let found = try PosteriorRows(
      "draws=20000,support=seen,elsewhere=false,truncated=failure", of: replayTrace("E1"))
    let expected = [
      "A go-b": beta * b - a, "B go-c": beta * c - b, "C finish": beta - c, "A go-d": beta * beta * a - a,
    ]
    for (row, mean) in expected {
      let summary = try found[row]
      #expect(abs(summary.mean - mean) <= 6 * summary.error, "\(row): \(summary) for \(mean)")
    }
  }

  /// Where nothing else was done at a state every model gives exactly nothing.
  @Test func aSingleActionEarnsExactlyNothing() throws {
    let row = try PosteriorRows("draws=50", of: replayTrace("E1"))["D back"]
    let numbers: [Double] = [row.mean, row.median, row.low, row.high, row.deviation, row.error, row.plugIn]
    #expect(numbers.allSatisfy { $0 == 0 })
    #expect(row.count == 1 && !row.isSigned)
    let alone = makeBatch([
      EpisodeDraft(name: "e", status: .success, turns: [TurnDraft(state: "A"), TurnDraft(state: "B")])
    ])
    #expect(try credits("posterior", alone) == [0, 0])
    #expect(try credits("posterior", makeBatch([])).isEmpty)
  }

  /// A ring that is factored, and one that is swept: with one sure outcome each, and the policy taken as exact, every draw is the
  /// closure.
  @Test(arguments: [20, 90]) func sureModelsAreTheClosure(length: Int) throws {
    var drafts = [
      EpisodeDraft(
        name: "round", status: .failure,
        turns: (0...length).map {
          TurnDraft(state: "s\($0 % length)", decisions: [DecisionDraft(action: "on\($0 / length)")])
        })
    ]
    for node in 0..<length {
      drafts.append(
        EpisodeDraft(
          name: "out\(node)", status: node % 3 == 0 ? .success : .failure,
          turns: [TurnDraft(state: "s\(node)", decisions: [DecisionDraft(action: "out")])]))
    }
    let batch = makeBatch(drafts)
    expectEqual(
      try credits("posterior(draws=3,alpha=0,policy=empirical,truncated=failure)", batch),
      try credits("crbc(emit=raw)", batch), within: 1e-10)
  }

  /// The threads, the order of tasks and what stands beside a task move no bit; the seed moves them all.
  @Test func drawsAreAddressedByNames() throws {
    let drafts =
      hindsightDrafts(seed: 3)
      + hindsightDrafts(seed: 5).map { draft in
        var draft = draft
        draft.task = "other"
        draft.name = "other \(draft.name)"
        return draft
      }
    let call = "posterior(draws=300)"
    let one = try credits(call, makeBatch(drafts))
    #expect(one == (try credits(call, makeBatch(drafts), in: AttributionContext(seed: 5, threads: 3))))
    let turned = try credits(call, makeBatch(drafts.sorted { ($0.task, $0.name) > ($1.task, $1.name) }))
    expectEqual(turned.sorted(), one.sorted(), within: 1e-12)
    for task in Set(drafts.map(\.task)) {
      let own = drafts.filter { $0.task == task }
      let whole = zip(drafts, drafts.map { $0.turns.reduce(0) { $0 + $1.decisions.count } })
      var place = 0
      var kept: [Double] = []
      for (draft, size) in whole {
        if draft.task == task { kept += one[place..<place + size] }
        place += size
      }
      #expect(try credits(call, makeBatch(own)) == kept)
    }
    let other = try credits(call, makeBatch(drafts), in: AttributionContext(seed: 6))
    #expect(zip(one, other).allSatisfy { $0 == 0 && $1 == 0 || $0 != $1 })
    #expect(one != other)
  }

  /// No two actions of a state share draws, however much their names are alike: with equal counts they have other numbers.
  @Test func namesThatAreAlikeHaveOtherDraws() throws {
    let letters = (0..<16).map { "\($0 / 4)\($0 % 4)" }
    let drafts = letters.flatMap { first in
      letters.map { second in
        let pair = [DecisionDraft(agent: "one", action: first), DecisionDraft(agent: "two", action: second)]
        return EpisodeDraft(
          name: first + second, status: .success, turns: [TurnDraft(state: "A", decisions: pair)])
      }
    }
    #expect(Set(try credits("posterior(draws=5)", makeBatch(drafts))).count == 256)
  }

  /// The median and the mean are of the same draws; the share that a policy is known to have replaces its counts.
  @Test func settingsAreFollowed() throws {
    let batch = try replayTrace("E1")
    let rows = try PosteriorRows("draws=200", of: batch)
    let places = Set(try credits("posterior(draws=200,emit=median)", batch))
    #expect(places == Set(rows.rows.values.map(\.median)))
    #expect(Set(try credits("posterior(draws=200)", batch)) == Set(rows.rows.values.map(\.mean)))
    let wide = try PosteriorRows("draws=200,level=0.99", of: batch)
    for (row, summary) in rows.rows where row != "D back" {
      let other = try wide[row]
      #expect(other.low < summary.low && summary.high < other.high && other.mean == summary.mean)
    }
    // At C the share of "finish" is 1/4 rather than 2/3, once the recorded policy says so.
    var known = batch
    known.decisions.logProbability = (0..<batch.decisionCount).map { decision in
      batch.symbols.actions[batch.decisions.action[decision]] == "finish" ? log(0.1) : log(0.3)
    }
    let settings = "draws=2,alpha=0,elsewhere=false,truncated=failure"
    let exact = try PosteriorRows("\(settings),policy=logprob", of: known)["C finish"]
    #expect(abs(exact.mean - (0.98 - 0.98 / 4)) <= 1e-12)
    let empirical = try PosteriorRows("\(settings),policy=empirical", of: known)["C finish"]
    #expect(abs(empirical.mean - (0.98 - 0.98 * 2 / 3)) <= 1e-12)
  }

  @Test(arguments: [
    "posterior(alpha=-1)", "posterior(alphaPolicy=-0.1)", "posterior(beta=0)", "posterior(beta=1.01)",
    "posterior(draws=1)", "posterior(level=1)", "posterior(level=0)", "posterior(prior=1/k)",
    "posterior(support=all)", "posterior(truncated=bootstrap)", "posterior(policy=learned)",
    "posterior(emit=q)", "posterior(vmax=nan)",
  ])
  func settingsAreChecked(call: String) {
    #expect(throws: (any Error).self) { try MethodRequest(call) }
  }

  @Test func whatIsMissingIsNamed() throws {
    let batch = try replayTrace("E1")
    #expect {
      try credits("posterior(vmin=2)", batch)
    } throws: { error in
      "\(error)".contains("vmin is 2.0 and vmax 1.0")
    }
    #expect {
      try credits("posterior(policy=logprob)", batch)
    } throws: { error in
      "\(error)".contains("policy=counts")
    }
    #expect {
      try credits("posterior(vmin=-1e308,vmax=1.7e308)", batch)
    } throws: { error in
      "\(error)".contains("not finite")
    }
  }
}
